/** The account of a transcript: takes every text at once, except while the transcript says that it is cut off. */
import type { Adapter, Outgoing, SendResult } from '../../adapters/adapter.js';
import type { Clock } from '../clock/clock.js';
import { accountId, messageId, platformId, type Instant } from '../model/ids.js';

export const REPLAY_SOURCE = { platform: platformId('replay'), account: accountId('replay') };

export class ReplayAccount implements Adapter {
  readonly platform = REPLAY_SOURCE.platform;
  readonly account = REPLAY_SOURCE.account;
  readonly capabilities = {
    mentions: true,
    images: true,
    quotes: true,
    buttons: false,
    links: false,
    recalls: true,
    edits: false,
    coldPrivate: true,
    paced: true,
    echoes: false,
    replays: true,
    hears: true,
    textLimit: 20_000,
  };
  #offlineUntil: Instant = -Infinity;

  constructor(private readonly clock: Clock) {}

  cutOff(until: Instant): void {
    this.#offlineUntil = until;
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  send({ outboxId }: Outgoing): Promise<SendResult> {
    const wait = this.#offlineUntil - this.clock.now();
    if (wait > 0) return Promise.resolve({ state: 'unready', reason: 'cut off', retryAfterMs: wait });
    return Promise.resolve({ state: 'accepted', id: messageId(`sent-${String(outboxId)}`) });
  }
  health() {
    return { ok: true, reason: 'a transcript' };
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
