/**
 * What comes in is kept in the order in which it came, many messages in one transaction: a commit to the disk costs the same
 * for one as for two hundred, and nobody is told that a message arrived before its commit is done.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Incoming, IncomingMessage } from '../../model/event.js';
import type { KeptMessage } from '../../store/messages.js';

/** More would keep those who wait for the database waiting. */
const MOST_TOGETHER = 200;
/** Longer than a platform's client needs from one message of a burst to the next. */
const CALM_MS = 3;

export interface IntakeParts {
  /** Keeps all of them in one transaction, or none and rejects. One that was kept before is null. */
  readonly keep: (messages: readonly IncomingMessage[]) => Promise<readonly (KeptMessage | null)[]>;
  /** Does what another event brings, in a transaction of its own. */
  readonly take: (event: Exclude<Incoming, IncomingMessage>) => Promise<void>;
  /** Told of each message in order once it is durable; null: it arrived again. */
  readonly kept: (message: KeptMessage | null, event: IncomingMessage) => void;
}

interface Waiting {
  readonly event: Incoming;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

type WaitingMessage = Waiting & { readonly event: IncomingMessage };
const isMessage = (one: Waiting): one is WaitingMessage => one.event.type === 'message';

export class Intake {
  readonly #waiting: Waiting[] = [];
  #running = false;
  #lastCame = -Infinity;
  constructor(private readonly parts: IntakeParts) {}

  /** Resolves once the event is durable; rejects when it cannot be kept, and then nothing of it was. */
  receive(event: Incoming): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#lastCame = performance.now();
      this.#waiting.push({ event, done: resolve, failed: reject });
      if (!this.#running) void this.#run();
    });
  }

  /** Resolves when nothing has come for a moment, at the latest after `mostMs`: what comes in goes before what was kept. */
  async calm(mostMs: number): Promise<void> {
    const end = performance.now() + mostMs;
    while (performance.now() - this.#lastCame < CALM_MS && performance.now() < end) await wait(1);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
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
    await this.parts.take(one.event).then(one.done, one.failed);
  }

  /** One that cannot be kept must not take the others down with it: they are tried one by one. */
  async #keepAll(together: readonly WaitingMessage[]): Promise<void> {
    try {
      const kept = await this.parts.keep(together.map(({ event }) => event));
      together.forEach(({ event, done }, at) => {
        this.parts.kept(kept[at] ?? null, event);
        done();
      });
    } catch (error) {
      if (together.length === 1) together[0]?.failed(error);
      else for (const one of together) await this.#keepAll([one]);
    }
  }
}
