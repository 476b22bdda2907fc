/** The demo's clock and its day: moved one step at a time, played by one player at a time. */
import { z } from 'zod';
import { dayTime } from '../../src/clock/zone.js';
import type { Console, PlayProgress, Playing } from './console.js';
import { WebFailure } from './failure.js';

const MORNING_MINUTES = 8 * 60;
const MOST_ADVANCED_MINUTES = 7 * 24 * 60;
const DEFAULT_MINUTES_PER_SECOND = 10;

const speed = z.number().positive().max(600);

export const clockSchema = z.union([
  z.strictObject({ minutes: z.number().positive().max(MOST_ADVANCED_MINUTES) }),
  z.strictObject({ to: z.literal('morning') }),
]);

export const playSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start'), minutesPerSecond: speed.default(DEFAULT_MINUTES_PER_SECOND) }),
  z.strictObject({ action: z.literal('speed'), minutesPerSecond: speed }),
  z.strictObject({ action: z.enum(['pause', 'resume', 'stop']) }),
]);

/** Minutes from `now` to the next eight o'clock in the morning, of today when it is still night. */
export function minutesToMorning(now: number, zone: string): number {
  const today = dayTime(now, zone, 0, MORNING_MINUTES);
  const next = today > now ? today : dayTime(now, zone, 1, MORNING_MINUTES);
  return (next - now) / 60_000;
}

const runs = (progress: PlayProgress | null) => progress?.state === 'playing' || progress?.state === 'paused';

export class Day {
  #progress: PlayProgress | null = null;
  #playing: Playing | null = null;
  #moving: Promise<void> = Promise.resolve();

  /** `told` hears of every step of a day that is played. */
  constructor(
    private readonly console: Console,
    private readonly told: (progress: PlayProgress) => void,
  ) {}

  get progress(): PlayProgress | null {
    return this.#progress;
  }

  /** Throws `playing` while the day is being played. Resolves when every timer on the way has fired. */
  async move(step: z.output<typeof clockSchema>): Promise<void> {
    const { console } = this;
    if (this.#playing !== null) throw new WebFailure('playing');
    const moved = this.#moving.then(() =>
      console.advance('to' in step ? minutesToMorning(console.now(), console.zone) : step.minutes),
    );
    this.#moving = moved.catch(() => undefined);
    await moved;
  }

  /** Throws `playing` or `not_playing`. */
  async play(order: z.output<typeof playSchema>): Promise<void> {
    if (order.action === 'start') return this.#start(order.minutesPerSecond);
    const playing = this.#playing;
    if (playing === null) throw new WebFailure('not_playing');
    if (order.action === 'speed') playing.setSpeed(order.minutesPerSecond);
    else if (order.action === 'stop') await this.end();
    else playing[order.action]();
  }

  /** Stops what is being played, if anything. */
  async end(): Promise<void> {
    await this.#playing?.stop();
    this.#playing = null;
  }

  async #start(minutesPerSecond: number): Promise<void> {
    await this.#moving;
    if (this.#playing !== null) throw new WebFailure('playing');
    const day = { over: false };
    const onProgress = (progress: PlayProgress) => {
      this.#progress = progress;
      day.over = !runs(progress);
      if (day.over) this.#playing = null;
      this.told(progress);
    };
    const started = this.console.play({ minutesPerSecond, onProgress });
    // A day of which nothing is left has ended before it is handed over.
    this.#playing = hasEnded(day) ? null : started;
  }
}

const hasEnded = (day: { readonly over: boolean }): boolean => day.over;
