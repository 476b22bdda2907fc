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

export interface Day {
  progress(): PlayProgress | null;
  /** Throws `playing` while the day is being played. Resolves when every timer on the way has fired. */
  move(step: z.output<typeof clockSchema>): Promise<void>;
  /** Throws `playing` or `not_playing`. */
  play(order: z.output<typeof playSchema>): Promise<void>;
  end(): Promise<void>;
}

const runs = (progress: PlayProgress | null) => progress?.state === 'playing' || progress?.state === 'paused';

export function demoDay(console: Console, told: (progress: PlayProgress) => void): Day {
  let progress: PlayProgress | null = null;
  let playing: Playing | null = null;
  let moving: Promise<void> = Promise.resolve();

  const onProgress = (next: PlayProgress) => {
    progress = next;
    if (!runs(next)) playing = null;
    told(next);
  };
  const start = async (minutesPerSecond: number) => {
    await moving;
    if (playing !== null) throw new WebFailure('playing');
    progress = null;
    const started = console.play({ minutesPerSecond, onProgress });
    if (progress === null || runs(progress)) playing = started;
  };
  const stop = async () => {
    await playing?.stop();
    playing = null;
  };
  return {
    progress: () => progress,
    move(step) {
      if (playing !== null) return Promise.reject(new WebFailure('playing'));
      const go = () => console.advance('to' in step ? minutesToMorning(console.now(), console.zone) : step.minutes);
      const moved = moving.then(go);
      moving = moved.catch(() => undefined);
      return moved;
    },
    async play(order) {
      if (order.action === 'start') return start(order.minutesPerSecond);
      if (playing === null) throw new WebFailure('not_playing');
      if (order.action === 'speed') return playing.setSpeed(order.minutesPerSecond);
      return order.action === 'stop' ? stop() : playing[order.action]();
    },
    end: stop,
  };
}
