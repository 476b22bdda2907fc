/**
 * Order and patience. What comes in is numbered as it comes in; each place (a room, a private talk) has a queue, places do
 * not wait for one another, and what the core can't keep just now is given again until it is taken.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/log.js';
import type { Incoming } from '../../src/model/event.js';
import type { Sink } from '../adapter.js';

export interface OrderDeps {
  readonly sink: Sink;
  readonly log: Log;
  readonly account: string;
  readonly retryMs: number;
  /** Told when too much waits, and when it has gone down again: no more is to be taken from the gateway meanwhile. */
  readonly flow: (open: boolean) => void;
}

/** From this many unfinished events on the stream is held, until half of them are done. */
const MOST_UNFINISHED = 4000;

type Work = () => Promise<void>;

export class Order {
  #entrance: Promise<void> = Promise.resolve();
  readonly #queues = new Map<string, Promise<void>>();
  readonly #givers = new Map<string, Giver>();
  readonly #end = new AbortController();
  #unfinished = 0;
  #held = false;

  constructor(private readonly deps: OrderDeps) {
    // Every place whose events wait listens for the end.
    setMaxListeners(0, this.#end.signal);
  }

  /** How many events wait because the core takes none. */
  get waiting(): number {
    let count = 0;
    for (const giver of this.#givers.values()) count += giver.waiting;
    return count;
  }

  /** `sorted` tells where it belongs and what to do there; called in order, and its work done in that place's order. */
  enter(sorted: Promise<{ readonly place: string; readonly work: Work } | null>): void {
    this.#begun();
    this.#entrance = this.#entrance.then(async () => {
      const found = await sorted.catch(() => null);
      if (found === null || this.#end.signal.aborted) {
        this.#done();
        return;
      }
      void this.#queue(found.place, found.work).finally(() => this.#done());
    });
  }

  /** Behind everything that came in for the place so far. */
  behind(place: string, work: Work): void {
    this.enter(Promise.resolve({ place, work }));
  }

  /** Gives the core an event of a place, without waiting for the one before it to be durable. */
  give(place: string, event: Incoming): void {
    if (this.#end.signal.aborted) return;
    const giver = this.#givers.get(place) ?? new Giver(this.deps, this.#end.signal);
    this.#givers.set(place, giver);
    this.#begun();
    void giver.give(event).finally(() => {
      if (giver.idle) this.#givers.delete(place);
      this.#done();
    });
  }

  /** What waits then was never kept, and no gateway gives it again: it is lost, which only the log can tell. */
  async stop(): Promise<void> {
    const { waiting } = this;
    if (waiting > 0)
      this.deps.log.error({ account: this.deps.account, waiting }, 'events that could not be kept are lost');
    this.#end.abort();
    await this.#entrance;
    await Promise.allSettled(this.#queues.values());
    await Promise.allSettled([...this.#givers.values()].map((giver) => giver.settled()));
  }

  #queue(place: string, work: Work): Promise<void> {
    const done = (this.#queues.get(place) ?? Promise.resolve()).then(async () => {
      if (this.#end.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        this.deps.log.error({ account: this.deps.account, err: error }, 'something that came in could not be taken up');
      }
    });
    this.#queues.set(place, done);
    void done.then(() => {
      if (this.#queues.get(place) === done) this.#queues.delete(place);
    });
    return done;
  }

  #begun(): void {
    this.#unfinished += 1;
    if (this.#held || this.#unfinished < MOST_UNFINISHED) return;
    this.#held = true;
    this.deps.flow(false);
  }

  #done(): void {
    this.#unfinished -= 1;
    if (!this.#held || this.#unfinished > MOST_UNFINISHED / 2) return;
    this.#held = false;
    this.deps.flow(true);
  }
}

/** Gives one place's events; once one was refused, the later ones wait behind it. */
class Giver {
  readonly #waiting: { readonly number: number; readonly event: Incoming; readonly taken: () => void }[] = [];
  #number = 0;
  #flying = 0;
  #retrying: Promise<void> | null = null;
  #grounded: () => void = () => undefined;

  constructor(
    private readonly deps: OrderDeps,
    private readonly end: AbortSignal,
  ) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  get idle(): boolean {
    return this.#flying === 0 && this.#waiting.length === 0;
  }

  /** Resolves when it was taken, or will never be because the adapter stops. */
  async give(event: Incoming): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    if (this.#waiting.length > 0) return this.#wait(number, event);
    this.#flying += 1;
    try {
      await this.deps.sink.receive(event);
    } catch (error) {
      const { log, account } = this.deps;
      log.error({ account, event: event.type, err: error }, 'an event could not be kept; it is given again');
      await this.#waitFromFlight(number, event);
      return;
    }
    this.#landed();
  }

  /** Resolves when nothing is being given any more. */
  async settled(): Promise<void> {
    await this.#retrying;
    if (this.#flying > 0) await new Promise<void>((done) => (this.#grounded = done));
  }

  #landed(): void {
    this.#flying -= 1;
    if (this.#flying === 0) this.#grounded();
  }

  #waitFromFlight(number: number, event: Incoming): Promise<void> {
    const waiting = this.#wait(number, event);
    this.#landed();
    return waiting;
  }

  #wait(number: number, event: Incoming): Promise<void> {
    return new Promise((taken) => {
      this.#waiting.push({ number, event, taken });
      this.#waiting.sort((a, b) => a.number - b.number);
      this.#retrying ??= this.#again().finally(() => (this.#retrying = null));
    });
  }

  async #again(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        await wait(this.deps.retryMs, undefined, { signal: this.end, ref: false });
        await this.#drain();
      } catch {
        if (this.end.aborted) break;
      }
    }
    if (this.end.aborted) for (const { taken } of this.#waiting.splice(0)) taken();
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && !this.end.aborted; next = this.#waiting[0]) {
      await this.deps.sink.receive(next.event);
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      next.taken();
    }
  }
}
