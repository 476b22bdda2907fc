/** The one place where real time enters; everything else is told what time it is. */
import type { Instant } from '../model/ids.js';

export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Stands still until moved: replay and tests. May be set back, as real clocks sometimes are. */
export class VirtualClock implements Clock {
  #now: Instant;
  constructor(start: Instant) {
    this.#now = start;
  }
  now(): Instant {
    return this.#now;
  }
  set(to: Instant): void {
    this.#now = to;
  }
}

/** Runs with `base`, shifted: the demo town's clock, which can be put to a day and moved forward. */
export class ShiftedClock implements Clock {
  #shiftMs: number;
  constructor(
    private readonly base: Clock,
    start?: Instant,
  ) {
    this.#shiftMs = start === undefined ? 0 : start - base.now();
  }
  now(): Instant {
    return this.base.now() + this.#shiftMs;
  }
  set(to: Instant): void {
    this.#shiftMs = to - this.base.now();
  }
}
