/** Whether Telegram is there, and the outages between: told once each, with their times. */
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Incoming, Source } from '../../src/model/event.js';
import type { Instant } from '../../src/model/ids.js';
import type { Sink } from '../adapter.js';
import type { Notes } from './notes.js';
import type { Timings } from './timings.js';

/** Telegram keeps what is said for a bot for so long, and drops what is older. */
const KEPT_BY_TELEGRAM_MS = 24 * 3600_000;
const NOTED_EVERY_MS = 60_000;

export interface LinkDeps {
  readonly source: Source;
  readonly sink: Sink;
  readonly notes: Notes;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: Timings;
}

interface Outage {
  readonly at: Instant;
  /** Somebody else took what was said meanwhile. */
  lost: boolean;
  told: boolean;
}

export class Link {
  #outage: Outage | null = null;
  #trouble: string | null = null;
  #noted: Instant = 0;

  constructor(private readonly deps: LinkDeps) {}

  /** One sentence; null when all is well. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** The time during which the program was off counts as an outage. */
  async resume(): Promise<void> {
    const { notes, clock, timings } = this.deps;
    const contact = Number((await notes.read('contact')) ?? Number.NaN);
    if (!Number.isFinite(contact) || clock.now() - contact < timings.offAfterMs) return;
    this.#outage = { at: contact, lost: false, told: true };
  }

  /** Telegram can't be reached since `since`. `lost`: what is said meanwhile is not given afterwards. */
  async failing(reason: string, since: Instant, lost = false): Promise<void> {
    const { source, clock, timings, log } = this.deps;
    if (this.#trouble !== reason) log.warn({ account: source.account, reason }, 'Telegram gives nothing');
    this.#trouble = reason;
    const outage = (this.#outage ??= { at: since, lost: false, told: false });
    if (lost) outage.lost = true;
    if (outage.told || clock.now() - outage.at < timings.downAfterMs) return;
    outage.told = await this.#tell({ type: 'down', source, at: outage.at, reason });
  }

  /** Telegram answered. Called before what it gives is handed on, so that the outage is told first. */
  async well(): Promise<void> {
    const { source, clock, log } = this.deps;
    const now = clock.now();
    if (this.#trouble !== null) log.info({ account: source.account }, 'Telegram gives again');
    this.#trouble = null;
    this.#note(now);
    const outage = this.#outage;
    if (outage === null) return;
    const replayed = !outage.lost && now - outage.at < KEPT_BY_TELEGRAM_MS;
    const over = !outage.told || (await this.#tell({ type: 'gap', source, at: outage.at, until: now, replayed }));
    if (over) this.#outage = null;
  }

  /** The last moment at which all was well is known to the next run. */
  rest(): void {
    if (this.#trouble === null) this.#note(this.deps.clock.now(), 0);
  }

  #note(now: Instant, everyMs = NOTED_EVERY_MS): void {
    if (Math.abs(now - this.#noted) < everyMs) return;
    this.#noted = now;
    this.deps.notes.write('contact', String(now)).catch((error: unknown) => {
      this.deps.log.warn({ err: error }, 'when Telegram was last there could not be kept');
    });
  }

  async #tell(event: Incoming): Promise<boolean> {
    try {
      await this.deps.sink.receive(event);
      return true;
    } catch (error) {
      this.deps.log.error({ err: error, event: event.type }, 'an outage could not be kept; it is told again');
      return false;
    }
  }
}
