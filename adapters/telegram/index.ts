/** Telegram: one bot account, by long polling or by a webhook, over the Bot API. */
import { InputError } from '../../src/cli/fail.js';
import { secretName } from '../../src/config/secrets.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, platformId, type AccountId, type PlatformId } from '../../src/model/ids.js';
import type { Adapter, Capabilities, Health, Outgoing, SendResult, Sink } from '../adapter.js';
import { platform, type AdapterDeps } from '../platform.js';
import { checkTelegram } from './check.js';
import { clientFor, looksLikeToken, secretOf, type Client } from './client.js';
import { telegramSchema, type TelegramConfig } from './config.js';
import { idsOf } from './ids.js';
import { Session } from './session.js';
import { TEXT_LIMIT } from './split.js';
import { TIMINGS, type Timings } from './timings.js';
import { looksLikeSecret } from './webhook.js';

export type TelegramDeps = Pick<AdapterDeps, 'clock' | 'log' | 'photos' | 'locale' | 'botNames' | 'env'>;

class TelegramAccount implements Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  readonly capabilities: Capabilities = {
    mentions: true,
    images: true,
    quotes: true,
    buttons: true,
    links: true,
    // No bot is told what people delete.
    recalls: false,
    edits: true,
    coldPrivate: false,
    paced: true,
    echoes: false,
    replays: true,
    hears: true,
    textLimit: TEXT_LIMIT,
  };
  #session: Session | null = null;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly config: TelegramConfig,
    private readonly deps: TelegramDeps,
    private readonly timings: Timings,
  ) {
    this.platform = platformId(config.platform);
    this.account = accountId(config.account);
  }

  async start(sink: Sink): Promise<void> {
    const { config, deps, timings } = this;
    const client = await this.#client();
    const secret = this.#secret();
    const source = { platform: this.platform, account: this.account };
    const ids = idsOf(this.account);
    const session = new Session({
      ...deps,
      config,
      timings,
      client,
      secret,
      source,
      ids,
      sink,
      words: words(deps.locale),
    });
    await session.start();
    this.#session = session;
  }

  async send(message: Outgoing): Promise<SendResult> {
    if (this.#session === null) return { state: 'unready', reason: 'the account is not started', retryAfterMs: 1000 };
    const sending = this.#session.send(message).catch((error: unknown): SendResult => {
      return { state: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    });
    this.#sending = sending;
    return sending;
  }

  health(): Health {
    return this.#session?.health() ?? { ok: false, reason: 'the account is not started' };
  }

  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.stop();
    await this.#sending;
  }

  async #client(): Promise<Client> {
    const { config, deps } = this;
    const variable = secretName(config.platform, config.account, 'token');
    const token = secretOf(deps.env, config, 'token');
    if (token === null) throw new InputError('no token', variable, 'set it to the token that BotFather gave');
    if (!looksLikeToken(token)) throw new InputError('not a token', variable, 'copy it whole: "123456:ABC…"');
    return clientFor(config, token);
  }

  #secret(): string | null {
    const { config, deps } = this;
    if (config.mode === 'polling') return null;
    const variable = secretName(config.platform, config.account, 'secret');
    const secret = secretOf(deps.env, config, 'secret');
    if (secret === null) throw new InputError('no secret for the webhook', variable, 'set it to a long random word');
    if (looksLikeSecret(secret)) return secret;
    throw new InputError('the secret has signs that Telegram does not take', variable, 'use A-Z, a-z, 0-9, _ and -');
  }
}

/**
 * Makes the account; nothing is opened before start(), which throws InputError on a missing or refused token, a webhook
 * without its secret, or a port that is in use.
 */
export function createTelegramAdapter(config: TelegramConfig, deps: TelegramDeps, timings: Timings = TIMINGS): Adapter {
  return new TelegramAccount(config, deps, timings);
}

export const telegramPlatform = platform({
  name: 'telegram',
  schema: telegramSchema,
  create: (config, deps) => Promise.resolve(createTelegramAdapter(config, deps)),
  check: checkTelegram,
});
