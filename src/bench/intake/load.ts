/** Ways of giving messages to whoever keeps them, and what is seen of it from outside. */
import type { IncomingMessage } from '../../model/event.js';
import { spreadOf } from '../timing.js';

/** Resolves once the message is durable. */
export type Receive = (message: IncomingMessage) => Promise<unknown>;

export interface Load {
  readonly messages: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Times that some were told together that they are durable: each stands for one commit. */
  readonly commits: number;
  readonly messagesPerCommit: number;
}

const MS = 1000;

/** Each room says its next message when its last one is durable; all rooms at once. */
export async function closedLoop(messages: readonly IncomingMessage[], rooms: number, receive: Receive): Promise<Load> {
  const watch = new Watch(receive);
  const clients = Math.min(rooms, messages.length);
  const client = async (first: number) => {
    for (let at = first; at < messages.length; at += clients) {
      const message = messages[at];
      if (message !== undefined) await watch.give(message, performance.now());
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, room) => client(room)));
  return watch.seen();
}

/**
 * So many a second, whatever becomes of them: each is late from the moment at which it should have been said, so that a
 * stall is counted for every message that it held up.
 */
export async function paced(messages: readonly IncomingMessage[], perSecond: number, receive: Receive): Promise<Load> {
  const watch = new Watch(receive);
  const begun = performance.now();
  const given: Promise<void>[] = [];
  await new Promise<void>((allSaid) => {
    const ticking = setInterval(() => {
      for (;;) {
        const message = messages[given.length];
        const intended = begun + (given.length * MS) / perSecond;
        if (message === undefined) {
          clearInterval(ticking);
          allSaid();
          return;
        }
        if (intended > performance.now()) return;
        given.push(watch.give(message, intended));
      }
    }, 1);
  });
  await Promise.all(given);
  return watch.seen();
}

class Watch {
  readonly #begun = performance.now();
  readonly #latenciesMs: number[] = [];
  #commits = 0;
  #told = false;
  constructor(private readonly receive: Receive) {}

  async give(message: IncomingMessage, intended: number): Promise<void> {
    await this.receive(message);
    this.#latenciesMs.push(performance.now() - intended);
    this.#countCommit();
  }

  /** Those of one commit are told in one go, one microtask after the other. */
  #countCommit(): void {
    if (this.#told) return;
    this.#told = true;
    this.#commits += 1;
    queueMicrotask(() => (this.#told = false));
  }

  seen(): Load {
    const messages = this.#latenciesMs.length;
    const seconds = (performance.now() - this.#begun) / MS;
    const { median, p99 } = spreadOf(this.#latenciesMs);
    return {
      messages,
      seconds,
      perSecond: messages / seconds,
      p50Ms: median,
      p99Ms: p99,
      commits: this.#commits,
      messagesPerCommit: messages / Math.max(1, this.#commits),
    };
  }
}
