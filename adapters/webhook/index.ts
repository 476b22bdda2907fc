/** Outlets: receivers that show notices and digests and never answer; robots of DingTalk, WeCom and Feishu, or any program. */
import { systemClock, type Clock } from '../../src/clock/clock.js';
import { isoTime } from '../../src/clock/zone.js';
import { InputError } from '../../src/cli/fail.js';
import { accountId, platformId, type AccountId, type PlatformId } from '../../src/model/ids.js';
import type { Adapter, Capabilities, Health, Outgoing, Outlet, SendResult, Sink } from '../adapter.js';
import { platform } from '../platform.js';
import { receiverOf } from './address.js';
import { checkWebhook } from './check.js';
import { webhookSchema, type WebhookConfig } from './config.js';
import { FORMAT_OF } from './formats.js';
import { Screen } from './outgoing.js';

export interface WebhookDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The town's moment as people write it: a demo's is not the real one. */
  readonly townTime: () => string;
  readonly realClock: Clock;
}

/** Longer texts are cut by the format; the core need not. */
const TEXT_LIMIT = 100_000;

class Webhook implements Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  readonly outlet: Outlet;
  readonly capabilities: Capabilities = {
    mentions: false,
    images: false,
    quotes: false,
    buttons: false,
    links: false,
    recalls: false,
    edits: false,
    coldPrivate: false,
    // A receiver has limits of its own, which it is held to here.
    paced: false,
    echoes: false,
    replays: false,
    hears: false,
    textLimit: TEXT_LIMIT,
  };
  #screen: Screen | null = null;

  constructor(
    private readonly config: WebhookConfig,
    private readonly deps: WebhookDeps,
  ) {
    this.platform = platformId(config.platform);
    this.account = accountId(config.account);
    this.outlet = { name: config.name ?? config.account, unit: config.unit, carries: config.carries };
  }

  start(sink: Sink): Promise<void> {
    const receiver = receiverOf(this.config, this.deps.env);
    if ('what' in receiver)
      return Promise.reject(new InputError(receiver.what, `adapters (${this.config.account})`, receiver.remedy));
    const source = { platform: this.platform, account: this.account };
    this.#screen = new Screen(this.config, FORMAT_OF[this.config.format], receiver, {
      townTime: this.deps.townTime,
      clock: this.deps.realClock,
      remembered: (key) => sink.remembered(source, key),
      remember: (key, value) => sink.remember(source, key, value),
    });
    return Promise.resolve();
  }

  send(message: Outgoing): Promise<SendResult> {
    if (this.#screen === null)
      return Promise.resolve({ state: 'unready', reason: 'the outlet is not started', retryAfterMs: 1000 });
    return this.#screen.show(message).catch((error: unknown) => ({
      state: 'unknown',
      reason: error instanceof Error ? error.message : 'the outlet failed',
    }));
  }

  health(): Health {
    if (this.#screen === null) return { ok: false, reason: 'the outlet is not started' };
    const { trouble } = this.#screen;
    return trouble === null ? { ok: true, reason: 'shows what it is given' } : { ok: false, reason: trouble };
  }

  stop(): Promise<void> {
    this.#screen = null;
    return Promise.resolve();
  }
}

/** Nothing is opened before start(), which rejects with InputError when the environment has no address that may be used. */
export const createWebhook = (config: WebhookConfig, deps: WebhookDeps): Adapter => new Webhook(config, deps);

export const webhookPlatform = platform({
  name: 'webhook',
  schema: webhookSchema,
  create: (config, { clock, console, env }) =>
    Promise.resolve(
      createWebhook(config, { env, realClock: systemClock, townTime: () => isoTime(clock.now(), console.zone) }),
    ),
  check: checkWebhook,
});
