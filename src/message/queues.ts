/** Accepted messages on their way: those of one place are handled in order, places do not wait for one another. */
import type { KeptMessage } from '../store/messages.js';

export class PlaceQueues {
  readonly #last = new Map<string, Promise<void>>();

  /** `handle` never rejects: a message on which a step throws must not hold up its room. */
  constructor(private readonly handle: (message: KeptMessage) => Promise<void>) {}

  add(message: KeptMessage): void {
    const place = message.room ?? `private:${message.from}`;
    const before = this.#last.get(place) ?? Promise.resolve();
    const mine = before.then(() => this.handle(message));
    this.#last.set(place, mine);
    void mine.then(() => {
      if (this.#last.get(place) === mine) this.#last.delete(place);
    });
  }

  /** Resolves when every message has been handled, also those that came meanwhile. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
