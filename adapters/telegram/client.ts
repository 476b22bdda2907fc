/** The library's API client, loaded when an account is made, with each call bound in time. */
import type { Agent } from 'node:http';
import type { File, Message, Opts, Telegram as Methods } from 'telegraf/types';
import { accountSecret } from '../../src/config/secrets.js';
import type { TelegramConfig } from './config.js';

/** What BotFather gives looks like this; anything else is answered 404 as if the method were unknown. */
export const looksLikeToken = (token: string): boolean => /^\d+:[\w-]+$/.test(token);

/** The library's client as we use it. Its own type of a signal is that of a package it brings along; the machine's does as well. */
interface Api {
  callApi<M extends keyof Methods>(
    method: M,
    payload: Opts<M>,
    options?: { readonly signal?: unknown },
  ): Promise<ReturnType<Methods[M]>>;
  getFileLink(file: File): Promise<URL>;
}

/** In a form the library writes an object as JSON only where it knows the field: here we do, else it is left out in silence. */
interface FormApi {
  callApi(
    method: 'sendPhoto',
    payload: Omit<Opts<'sendPhoto'>, 'reply_parameters'> & { reply_parameters?: unknown },
    options?: { readonly signal?: unknown },
  ): Promise<Message.PhotoMessage>;
}

export interface CallOptions {
  /** The library itself would wait 500 s. */
  readonly limitMs: number;
  /** Gives the call up earlier. */
  readonly signal?: AbortSignal;
}

export interface Client {
  /** Rejects with what failure.ts reads; with an AbortError when there was no answer in time. */
  call<M extends keyof Methods>(method: M, payload: Opts<M>, options: CallOptions): Promise<ReturnType<Methods[M]>>;
  /** The same for a photo with its bytes. */
  callWithFile(method: 'sendPhoto', payload: Opts<'sendPhoto'>, options: CallOptions): Promise<Message.PhotoMessage>;
  fileAddress(file: File): Promise<URL>;
  /** For requests besides the API: files. undefined: directly. */
  readonly agent: Agent | undefined;
}

/** From the environment; null when there is none. */
export function secretOf(
  env: Readonly<Record<string, string | undefined>>,
  { platform, account }: TelegramConfig,
  key: 'token' | 'secret',
): string | null {
  const value = accountSecret(env, platform, account, key)?.trim() ?? '';
  return value === '' ? null : value;
}

export async function clientFor({ apiRoot, proxy }: TelegramConfig, token: string): Promise<Client> {
  const { Telegram } = await import('telegraf');
  const agent = proxy === null ? undefined : new (await import('https-proxy-agent')).HttpsProxyAgent(proxy);
  const telegram = new Telegram(token, {
    // The library resolves paths against it: without the slash a folder in it would be lost.
    apiRoot: apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`,
    // A call carried by the answer to a webhook tells neither its result nor its failure.
    webhookReply: false,
    ...(agent === undefined ? {} : { agent, attachmentAgent: agent }),
  });
  const api: Api = telegram;
  const forms: FormApi = telegram;
  return {
    agent,
    call: (method, payload, options) => within(options, (signal) => api.callApi(method, payload, { signal })),
    callWithFile: (method, { reply_parameters: reply, ...payload }, options) => {
      const form = { ...payload, ...(reply === undefined ? {} : { reply_parameters: JSON.stringify(reply) }) };
      return within(options, (signal) => forms.callApi(method, form, { signal }));
    },
    fileAddress: (file) => api.getFileLink(file),
  };
}

/** Runs it with a signal that is given when the time is over, or when the caller's is. */
export async function within<T>(
  { limitMs, signal }: CallOptions,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const give = () => limit.abort();
  const timer = setTimeout(give, limitMs);
  signal?.addEventListener('abort', give);
  if (signal?.aborted === true) give();
  try {
    return await run(limit.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', give);
  }
}
