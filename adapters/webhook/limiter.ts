/** How many messages an outlet still takes just now. */
import type { Clock } from '../../src/clock/clock.js';
import type { Instant } from '../../src/model/ids.js';

interface Window {
  readonly most: number;
  readonly spanMs: number;
}

export class Limiter {
  readonly #windows: readonly Window[];
  #sent: Instant[] = [];
  #closedUntil: Instant = 0;

  constructor(
    private readonly clock: Clock,
    limits: { readonly perMinute: number; readonly perSecond: number | null },
  ) {
    const second = limits.perSecond === null ? [] : [{ most: limits.perSecond, spanMs: 1000 }];
    this.#windows = [{ most: limits.perMinute, spanMs: 60_000 }, ...second];
  }

  /** Milliseconds until `count` more may go; more than a window holds go when it is empty. 0: now. */
  waitMs(count: number): number {
    const now = this.clock.now();
    this.#sent = this.#sent.filter((at) => at > now - 60_000 && at <= now);
    const free = this.#windows.map(({ most, spanMs }) => {
      const within = this.#sent.filter((at) => at > now - spanMs);
      const over = within.length + Math.min(count, most) - most;
      return over <= 0 ? now : (within[over - 1] ?? now) + spanMs;
    });
    return Math.max(...free, this.#closedUntil) - now;
  }

  spent(): void {
    this.#sent.push(this.clock.now());
  }

  /** The receiver asked to be left alone so long. */
  close(forMs: number): void {
    this.#closedUntil = this.clock.now() + forMs;
  }
}
