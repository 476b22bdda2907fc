/**
 * What comes in is kept in the order in which it came, many messages in one transaction: a commit to the disk costs the same
 * for one as for two hundred, and nobody is told that a message arrived before its commit is done.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { Incoming, IncomingMessage } from '../../model/event.js';
import type { KeptMessage } from '../../store/messages.js';

/** More would keep those who wait for the database waiting. */
const MOST_TOGETHER = 200;
/**
 * A flood, in which keeping goes before handling, is more than so many in hand while more than so many a second come in. With
 * fewer in hand keeping is not behind; with fewer a second a slow database is, and handling would only wait with it.
 */
const FEW_IN_HAND = 32;
const FLOOD_PER_SECOND = 1000;
/** What comes in a second is told from what came in this long, in milliseconds, and in as long before. */
const STRETCH_MS = 100;
const MOST_A_STRETCH = (FLOOD_PER_SECOND * STRETCH_MS) / 1000;

/** What comes in waits so long for a database that is gone. */
const GONE_MOST_MS = 20_000;
const GONE_AGAIN_MS = 250;

/** The database cannot be reached: nothing of the event is kept. */
export class StoreGoneError extends Error {
  constructor() {
    super('the database cannot be reached; nothing can be kept before it is back');
  }
}

export interface IntakeParts {
  /** Keeps all of them in one transaction, or none and rejects. One that was kept before and is handled or in line is null. */
  readonly keep: (messages: readonly IncomingMessage[]) => Promise<readonly (KeptMessage | null)[]>;
  /** Does what another event brings, in a transaction of its own. */
  readonly take: (event: Exclude<Incoming, IncomingMessage>) => Promise<void>;
  /** Told of each message in order once it is durable; null: it arrived again. */
  readonly kept: (message: KeptMessage | null, event: IncomingMessage) => void;
  /** Whether the database is gone and may be back in a moment. */
  readonly gone: (error: unknown) => boolean;
  /** What comes in waits so long for it, in milliseconds; missing: as long as a platform's client waits. */
  readonly goneMostMs?: number;
  readonly log: Log;
}

interface Waiting {
  readonly event: Incoming;
  /** By performance.now(). */
  readonly cameAt: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

type WaitingMessage = Waiting & { readonly event: IncomingMessage };
const isMessage = (one: Waiting): one is WaitingMessage => one.event.type === 'message';

/** All that comes in within this turn of the program has come: the first of it must not have a commit of its own. */
const turnSaid = () => new Promise<void>((resolve) => process.nextTick(resolve));

/** How much came in lately. Moments by performance.now(). */
class Stretches {
  #now = 0;
  #came = 0;
  #cameBefore = 0;

  cameAt(moment: number): void {
    this.#to(moment);
    this.#came += 1;
  }

  areMany(moment: number): boolean {
    this.#to(moment);
    return Math.max(this.#came, this.#cameBefore) > MOST_A_STRETCH;
  }

  #to(moment: number): void {
    const stretch = Math.floor(moment / STRETCH_MS);
    if (stretch === this.#now) return;
    this.#cameBefore = stretch === this.#now + 1 ? this.#came : 0;
    this.#came = 0;
    this.#now = stretch;
  }
}

export class Intake {
  readonly #waiting: Waiting[] = [];
  readonly #lately = new Stretches();
  #running = false;
  /** Neither kept nor refused yet. */
  #inHand = 0;
  #gone = false;
  constructor(private readonly parts: IntakeParts) {}

  /** Resolves once the event is durable; rejects when it cannot be kept, and then nothing of it was. */
  receive(event: Incoming): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const cameAt = performance.now();
      this.#lately.cameAt(cameAt);
      this.#waiting.push({ event, cameAt, done: resolve, failed: reject });
      this.#inHand += 1;
      if (!this.#running) void this.#run();
    }).finally(() => {
      this.#inHand -= 1;
    });
  }

  /** Resolves when there is no flood, at the latest after `mostMs`: in a flood what comes in goes first. */
  async calm(mostMs: number): Promise<void> {
    const end = performance.now() + mostMs;
    for (let now = performance.now(); now < end; now = performance.now()) {
      if (this.#inHand <= FEW_IN_HAND || !this.#lately.areMany(now)) return;
      await wait(1);
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      await turnSaid();
      const together = this.#nextMessages();
      if (together.length > 0) await this.#keepAll(together);
      else await this.#takeOne(this.#waiting.shift());
    }
    this.#running = false;
  }

  #nextMessages(): WaitingMessage[] {
    const end = this.#waiting.findIndex((one) => !isMessage(one));
    const most = Math.min(end < 0 ? this.#waiting.length : end, MOST_TOGETHER);
    return this.#waiting.splice(0, most).filter(isMessage);
  }

  async #takeOne(one: Waiting | undefined): Promise<void> {
    if (one === undefined || one.event.type === 'message') return;
    const { event, cameAt } = one;
    await this.#whileGone(cameAt, () => this.parts.take(event)).then(one.done, one.failed);
  }

  /** Waits for a database that is gone, not for ever: whoever gave the event must know that it is not kept. */
  async #whileGone<T>(cameAt: number, work: () => Promise<T>): Promise<T> {
    const { gone, log, goneMostMs = GONE_MOST_MS } = this.parts;
    for (;;) {
      try {
        const done = await work();
        if (this.#gone) log.info('the database is back');
        this.#gone = false;
        return done;
      } catch (error) {
        if (!gone(error)) throw error;
        if (!this.#gone) log.warn({ err: error }, 'the database is gone; what comes in waits for it');
        this.#gone = true;
        if (performance.now() > cameAt + goneMostMs) throw new StoreGoneError();
        await wait(GONE_AGAIN_MS);
      }
    }
  }

  /** One that cannot be kept must not take the others down with it: they are tried one by one. */
  async #keepAll(together: readonly WaitingMessage[]): Promise<void> {
    try {
      const events = together.map(({ event }) => event);
      const oldest = Math.min(...together.map(({ cameAt }) => cameAt));
      const kept = await this.#whileGone(oldest, () => this.parts.keep(events));
      together.forEach(({ event, done }, at) => {
        this.parts.kept(kept[at] ?? null, event);
        done();
      });
    } catch (error) {
      if (together.length === 1 || error instanceof StoreGoneError) together.forEach(({ failed }) => failed(error));
      else for (const one of together) await this.#keepAll([one]);
    }
  }
}
