/** Plays the demo day: the transcript's events given to the bot at their times, the clock running ahead as fast as asked. */
import type { PlayOptions, Playing, PlayState } from '../../adapters/web/console.js';
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import { advance, tellEvent } from '../replay/replay.js';
import type { Store } from '../store/open.js';
import type { Transcript, TranscriptEvent } from '../replay/transcript.js';
import type { Bot } from '../bot.js';
import type { ShiftedClock } from '../clock/clock.js';

export interface DaySource {
  readonly transcript: Transcript;
  readonly source: Source;
  readonly botNames: readonly string[];
  /** Kept pictures by the names that the transcript gives them: message id, dash, number. */
  readonly photos: ReadonlyMap<string, string>;
  /** Waits so many real milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

/** The page sees time pass in steps of at most this length; near the next event in what is left of it. */
const STEP_MS = 250;

interface DayParts {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: ShiftedClock;
  readonly day: DaySource | null;
}

/** One run through what is left of the day; events that lie before the town's clock are not told again. */
export function dayPlayer(parts: DayParts, clockMoved: () => void, options: PlayOptions): Playing {
  const run = new Run(parts, clockMoved, options);
  const ended = run.play();
  return {
    pause: () => run.change('playing', 'paused'),
    resume: () => run.change('paused', 'playing'),
    setSpeed: (minutesPerSecond) => {
      run.minutesPerSecond = minutesPerSecond;
    },
    stop: async () => {
      run.stop();
      await ended;
    },
  };
}

class Run {
  minutesPerSecond: number;
  #state: PlayState = 'playing';
  #done = 0;
  readonly #events: readonly TranscriptEvent[];

  constructor(
    private readonly parts: DayParts,
    private readonly clockMoved: () => void,
    private readonly options: PlayOptions,
  ) {
    this.minutesPerSecond = options.minutesPerSecond;
    this.#events = (parts.day?.transcript.events ?? []).filter((e) => e.at >= parts.clock.now());
  }

  change(from: PlayState, to: PlayState): void {
    if (this.#state === from) this.#state = to;
    this.#report();
  }

  stop(): void {
    if (this.#state === 'playing' || this.#state === 'paused') this.#state = 'stopped';
  }

  async play(): Promise<void> {
    this.#report();
    try {
      await this.#tellAll();
    } catch {
      this.#state = 'failed';
    } finally {
      this.#report();
    }
  }

  async #tellAll(): Promise<void> {
    for (const event of this.#events) {
      await this.#runTo(event.at);
      if (this.#stopped()) return;
      await this.#tell(event);
      this.#done += 1;
      this.#report();
    }
    this.#state = 'finished';
  }

  async #tell(event: TranscriptEvent): Promise<void> {
    const { bot, store, day } = this.parts;
    if (!day || event.type === 'until') return;
    const { transcript, source, botNames, photos } = day;
    const photo = (name: string) => photos.get(name) ?? name;
    if (event.type === 'offline')
      await bot.receive({ type: 'gap', source, at: event.at, until: event.until, replayed: true });
    else await tellEvent(event, transcript, { bot, store, botNames, source, photo });
  }

  async #runTo(at: Instant): Promise<void> {
    const { bot, clock, day } = this.parts;
    while (!this.#stopped() && clock.now() < at) {
      const speed = this.minutesPerSecond * 60;
      const stepMs = this.#state === 'playing' ? Math.min(STEP_MS, (at - clock.now()) / speed) : STEP_MS;
      await day?.wait(stepMs);
      if (this.#state !== 'playing') continue;
      await advance(bot, clock, Math.min(at, Math.ceil(clock.now() + speed * stepMs)));
      this.clockMoved();
      this.#report();
    }
  }

  #stopped(): boolean {
    return this.#state === 'stopped' || this.#state === 'failed';
  }

  #report(): void {
    const { options, parts } = this;
    options.onProgress({ state: this.#state, done: this.#done, total: this.#events.length, at: parts.clock.now() });
  }
}

/** Where the demo's clock begins: a minute before the first event; null when there is none. */
export const dayMomentBefore = (day: Transcript): Instant | null =>
  day.events[0] === undefined ? null : day.events[0].at - 60_000;
