/** One request to an OpenAI-compatible endpoint. The only file that knows the client library, which is loaded when a town configures one. */
import type OpenAI from 'openai';
import { z } from 'zod';
import { Trouble } from './trouble.js';

export interface Wish {
  readonly system: string;
  readonly user: string;
  /** The JSON schema that the answer has to keep to. */
  readonly schema: Record<string, unknown>;
  /** The most tokens that the answer may have. */
  readonly answerTokens: number;
}

export interface Answer {
  readonly content: string;
  /** What the server says the request took, both ways; null when it does not say. */
  readonly tokens: number | null;
}

export interface LanguageClient {
  /** Rejects with Trouble, or whatever the signal's abort makes of the request. */
  ask(wish: Wish, signal: AbortSignal): Promise<Answer>;
}

export interface Endpoint {
  /** As the provider gives it: "https://host/v1"; what follows it is added here. */
  readonly url: string;
  readonly model: string;
  /** null: a server of one's own that wants none. */
  readonly key: string | null;
  readonly timeoutMs: number;
}

/** An answer is some kilobytes; whoever sends more means harm. */
const MOST_BYTES = 1_000_000;

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ total_tokens: z.number().int().positive() }).nullish().catch(null),
});

export async function connect({ url, model, key, timeoutMs }: Endpoint): Promise<LanguageClient> {
  const library = await import('openai');
  const client = new library.default({
    baseURL: url.replace(/\/+$/, ''),
    apiKey: key ?? 'none',
    ...(key === null && { defaultHeaders: { authorization: null } }),
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: fetchBounded,
  });
  const send = (wish: Wish, format: Format, signal: AbortSignal) =>
    client.chat.completions.create({ model, ...bodyOf(wish, format) }, { signal });
  const troubleOf = asTrouble(library.default);
  let known: Format = 'schema';
  return {
    ask: async (wish, signal) => {
      try {
        return asAnswer(await send(wish, known, signal));
      } catch (error) {
        if (known === 'object' || !(error instanceof library.APIError && error.status === 400)) throw troubleOf(error);
      }
      // Not every server can hold a model to a schema; one that then answers is not asked for it again.
      const answer = asAnswer(
        await send(wish, 'object', signal).catch((error: unknown) => Promise.reject(troubleOf(error))),
      );
      known = 'object';
      return answer;
    },
  };
}

type Format = 'schema' | 'object';

const bodyOf = (
  { system, user, schema, answerTokens }: Wish,
  format: Format,
): Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'model'> => ({
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ],
  response_format:
    format === 'object'
      ? { type: 'json_object' }
      : { type: 'json_schema', json_schema: { name: 'readings', strict: true, schema } },
  temperature: 0,
  // The name that other providers' servers know; its successor is this library's own.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  max_tokens: answerTokens,
  stream: false,
});

/** What a server sends is not believed to be of the library's types. */
function asAnswer(sent: unknown): Answer {
  const parsed = answerSchema.safeParse(sent);
  const content = parsed.data?.choices[0]?.message.content;
  if (content === undefined) throw new Trouble('answer');
  return { content, tokens: parsed.data?.usage?.total_tokens ?? null };
}

const asTrouble =
  ({ APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError }: typeof OpenAI) =>
  (error: unknown): Trouble => {
    if (error instanceof Trouble) return error;
    if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) return new Trouble('late');
    if (error instanceof APIConnectionError) return new Trouble('unreachable');
    if (!(error instanceof APIError)) return new Trouble(error instanceof SyntaxError ? 'answer' : 'unreachable');
    return refusal(error);
  };

function refusal({ status, headers }: { readonly status?: unknown; readonly headers?: unknown }): Trouble {
  const code = typeof status === 'number' ? status : null;
  return new Trouble(kindOf(code), code, restOf(headers instanceof Headers ? headers.get('retry-after') : null));
}

function kindOf(status: number | null): Trouble['kind'] {
  if (status === 401 || status === 403) return 'key-refused';
  if (status === 404) return 'not-found';
  if (status === 429) return 'too-many';
  return status !== null && status < 500 ? 'refused' : 'server';
}

const restOf = (seconds: string | null): number | null =>
  seconds !== null && /^\d{1,6}$/.test(seconds.trim()) ? Number(seconds) * 1000 : null;

/** Talk goes to the configured address and to no other, and no more is read than an answer can have. */
async function fetchBounded(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'error' });
  let bytes = 0;
  const body = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES) controller.error(new Trouble('answer'));
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(body ?? null, { status: response.status, headers: response.headers });
}
