/** Turns at a rate: so many a second, and at most `burst` at once after a rest. */
import { setTimeout as wait } from 'node:timers/promises';

export class Pace {
  readonly #intervalMs: number;
  readonly #slackMs: number;
  /** When the next turn is due, in milliseconds of the process's own clock. */
  #nextMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#intervalMs = 1000 / perSecond;
    this.#slackMs = this.#intervalMs * (burst - 1);
  }

  /** Resolves when it is the caller's turn; rejects when `signal` ends the waiting. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const due = Math.max(this.#nextMs, now - this.#slackMs);
    this.#nextMs = due + this.#intervalMs;
    if (due > now) await wait(due - now, undefined, { signal, ref: false });
    signal.throwIfAborted();
  }
}
