/** Plays the demo day: the transcript's events given to the bot at their times, the clock running ahead as fast as asked. */
import type { PlayOptions, Playing, PlayState } from '../../adapters/web/console.js';
import type { Source } from '../model/event.js';
import { advance, tellEvent } from '../replay/replay.js';
import type { Store } from '../store/open.js';
import type { Transcript } from '../replay/transcript.js';
import type { Bot } from '../bot.js';
import type { ShiftedClock } from '../clock/clock.js';

export interface DaySource {
  readonly transcript: Transcript;
  readonly source: Source;
  readonly botNames: readonly string[];
  /** Waits so many real milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

/** The page sees time pass in steps of this length. */
const STEP_MS = 250;

/** One run through what is left of the day; events that lie before the town's clock are not told again. */
export function dayPlayer(
  { bot, store, clock, day }: { bot: Bot; store: Store; clock: ShiftedClock; day: DaySource | null },
  clockMoved: () => void,
  options: PlayOptions,
): Playing {
  let state: PlayState = 'playing';
  let speed = options.minutesPerSecond;
  let done = 0;
  const events = (day?.transcript.events ?? []).filter((e) => e.at >= clock.now());
  const report = () => options.onProgress({ state, done, total: events.length, at: clock.now() });
  const stopped = () => state === 'stopped' || state === 'failed';

  async function runTo(at: number): Promise<void> {
    while (!stopped() && clock.now() < at) {
      await day?.wait(STEP_MS);
      if (state !== 'playing') continue;
      const step = Math.min(at, clock.now() + speed * 60_000 * (STEP_MS / 1000));
      await advance(bot, clock, step);
      clockMoved();
      report();
    }
  }

  async function tellAll(): Promise<void> {
    for (const event of events) {
      await runTo(event.at);
      if (stopped() || !day) return;
      if (event.type === 'offline') {
        await bot.receive({ type: 'gap', source: day.source, at: event.at, until: event.until });
      } else if (event.type !== 'until') {
        await tellEvent(event, day.transcript, { bot, store, botNames: day.botNames, source: day.source });
      }
      done += 1;
      report();
    }
    state = 'finished';
  }

  const run = tellAll()
    .catch(() => {
      state = 'failed';
    })
    .finally(report);
  report();
  return {
    pause: () => {
      if (state === 'playing') state = 'paused';
      report();
    },
    resume: () => {
      if (state === 'paused') state = 'playing';
      report();
    },
    setSpeed: (minutesPerSecond) => {
      speed = minutesPerSecond;
    },
    stop: async () => {
      if (!stopped() && state !== 'finished') state = 'stopped';
      await run;
    },
  };
}

/** Where the demo's clock begins: a minute before the first event. */
export const dayMomentBefore = (day: Transcript): number => (day.events[0]?.at ?? 0) - 60_000;
