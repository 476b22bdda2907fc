/** Carries texts to a receiver: as quick as it takes them, in parts where they are long, and no part twice. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/clock/clock.js';
import { messageId } from '../../src/model/ids.js';
import type { Outgoing, SendResult } from '../adapter.js';
import type { WebhookConfig } from './config.js';
import type { Format, Receiver, Showing, Verdict } from './format.js';
import { Limiter } from './limiter.js';
import { masking } from './mask.js';
import { post } from './post.js';
import { partsOf } from './split.js';

export interface ScreenDeps {
  /** The town's moment as people write it. */
  readonly townTime: () => string;
  /** The real time: a receiver compares a signature's time with its own clock. */
  readonly clock: Clock;
  /** What must be known after a restart. */
  readonly remembered: (key: string) => Promise<string | null>;
  readonly remember: (key: string, value: string) => Promise<void>;
}

/** A receiver that cannot be reached, or gives no answer, is tried again after this. */
const AGAIN_MS = 30_000;
/** A second's limit is waited for between parts; a minute's is left to the next try. */
const SHORT_WAIT_MS = 1000;

const held = (retryAfterMs: number) =>
  ({ state: 'unready', reason: 'the receiver takes no more just now', retryAfterMs }) as const;

const PURPOSES = { notices: 'notice', digests: 'digest' } as const;

/** One receiver. */
export class Screen {
  readonly #limiter: Limiter;
  readonly #mask: (text: string) => string;
  /** What went wrong last; null since something was shown. */
  #trouble: string | null = null;

  constructor(
    private readonly config: WebhookConfig,
    private readonly format: Format,
    private readonly receiver: Receiver,
    private readonly deps: ScreenDeps,
  ) {
    const perMinute = config.perMinute ?? format.perMinute;
    this.#limiter = new Limiter(deps.clock, { perMinute, perSecond: format.perSecond });
    this.#mask = masking(receiver);
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  async show(message: Outgoing): Promise<SendResult> {
    const showing = this.#showing(message);
    if (showing === null) return { state: 'refused', reason: 'the outlet does not carry this', retryAfterMs: null };
    const parts = partsOf(message.text, this.format.most);
    const done = parts.length === 1 ? 0 : await this.#partsOut(showing, parts.length);
    const waitMs = this.#limiter.waitMs(parts.length - done);
    if (waitMs > SHORT_WAIT_MS) return held(waitMs);
    for (const [at, text] of parts.entries()) {
      if (at < done) continue;
      const result = await this.#part({ ...showing, text });
      if (result === null) continue;
      const reason =
        parts.length === 1 ? result.reason : `part ${String(at + 1)} of ${String(parts.length)}: ${result.reason}`;
      this.#trouble = reason;
      if (at > done) await this.deps.remember(`parts:${String(showing.id)}`, `${String(at)}/${String(parts.length)}`);
      return { ...result, reason };
    }
    this.#trouble = null;
    const id = messageId(`${this.config.platform}:${this.config.account}:${String(message.outboxId)}`);
    return { state: 'delivered', id };
  }

  #showing({ to, text, outboxId, about }: Outgoing): Showing | null {
    const purpose = this.config.carries.map((each) => PURPOSES[each]).find((each) => each === about?.purpose);
    if ('person' in to || about === undefined || purpose === undefined) return null;
    const { account, unit } = this.config;
    return { id: outboxId, account, unit, purpose, notice: about.notice, text, at: this.deps.townTime() };
  }

  /** How many parts of this text an earlier try has shown; 0 when it was cut otherwise then. */
  async #partsOut({ id }: Showing, parts: number): Promise<number> {
    const [out, of] = ((await this.deps.remembered(`parts:${String(id)}`)) ?? '').split('/').map(Number);
    return out !== undefined && of === parts ? out : 0;
  }

  /** null: it is shown. */
  async #part(showing: Showing): Promise<Exclude<SendResult, { state: 'delivered' | 'accepted' }> | null> {
    const { clock } = this.deps;
    const waitMs = this.#limiter.waitMs(1);
    if (waitMs > SHORT_WAIT_MS) return held(waitMs);
    await wait(waitMs);
    this.#limiter.spent();
    const wire = this.format.wire(showing, this.receiver, clock.now());
    const posted = await post(wire, this.config.timeoutSeconds * 1000);
    if (posted.kind === 'unsent') return { state: 'unready', reason: posted.reason, retryAfterMs: AGAIN_MS };
    return this.#judged(posted.kind === 'unclear' ? posted : this.format.read(posted.answer));
  }

  #judged(verdict: Verdict): Exclude<SendResult, { state: 'delivered' | 'accepted' }> | null {
    if (verdict.kind === 'shown') return null;
    const reason = this.#mask(verdict.reason);
    if (verdict.kind === 'refused') return { state: 'refused', reason, retryAfterMs: null };
    if (verdict.kind === 'later') {
      this.#limiter.close(verdict.afterMs);
      return { state: 'refused', reason, retryAfterMs: verdict.afterMs };
    }
    // Here alone a text of unknown fate may be sent again: the receiver knows it by its number and drops the repeat.
    if (this.format.repeatable) return { state: 'refused', reason, retryAfterMs: AGAIN_MS };
    return { state: 'unknown', reason };
  }
}
