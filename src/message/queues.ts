/** Accepted messages on their way: those of one place are handled in order, places do not wait for one another. */
import type { MessageId } from '../model/ids.js';
import type { KeptMessage } from '../store/messages.js';
import type { Told } from './consult/told.js';

/** Whoever is asked how messages read before they are handled. */
export interface Adviser {
  /** Somebody may be in danger: the place waits for no advice. */
  presses(message: KeptMessage): boolean;
  /** Never rejects; empty when there is nothing to say. */
  about(messages: readonly KeptMessage[]): Promise<ReadonlyMap<MessageId, Told>>;
}

interface Waiting {
  readonly message: KeptMessage;
  readonly asks: boolean;
  readonly presses: boolean;
}

interface Place {
  readonly waiting: Waiting[];
  /** Ends the wait for advice. */
  hurry: () => void;
  running: Promise<void>;
}

/** What waits in a place at the same moment is asked about together, at most so many messages. */
const TOGETHER = 8;
const NO_ADVICE: ReadonlyMap<MessageId, Told> = new Map();

export class PlaceQueues {
  readonly #places = new Map<string, Place>();
  /** How often all was put in line anew. */
  #times = 0;

  /** `handle` never rejects: a message on which a step throws must not hold up its room. */
  constructor(
    private readonly handle: (message: KeptMessage, told: Told | null) => Promise<void>,
    private readonly adviser: Adviser | null,
  ) {}

  /** `asks`: whether advice may be waited for. */
  add(message: KeptMessage, { asks = true }: { asks?: boolean } = {}): void {
    const name = message.room ?? `private:${message.from}`;
    const presses = this.adviser?.presses(message) ?? false;
    const known = this.#places.get(name);
    const place = known ?? { waiting: [], hurry: () => undefined, running: Promise.resolve() };
    place.waiting.push({ message, asks: asks && message.room !== null, presses });
    if (presses) place.hurry();
    if (known) return;
    this.#places.set(name, place);
    place.running = this.#run(name, place);
  }

  /** Puts these in line before whatever waits, in their order; what waits already does not wait twice. */
  anew(messages: readonly KeptMessage[]): void {
    this.#times += 1;
    const ids = new Set(messages.map(({ id }) => id));
    const waiting = [...this.#places.values()].flatMap((place) => place.waiting.splice(0));
    for (const message of messages) this.add(message, { asks: false });
    for (const { message, asks } of waiting) if (!ids.has(message.id)) this.add(message, { asks });
  }

  /** Resolves when every message has been handled, also those that came meanwhile. */
  async idle(): Promise<void> {
    while (this.#places.size > 0) await Promise.all([...this.#places.values()].map(({ running }) => running));
  }

  async #run(name: string, place: Place): Promise<void> {
    while (place.waiting.length > 0) {
      const times = this.#times;
      const next = place.waiting.slice(0, this.adviser === null ? 1 : TOGETHER);
      const told = await this.#advice(next, place);
      if (times !== this.#times) continue;
      place.waiting.splice(0, next.length);
      for (const { message } of next)
        if (times === this.#times) await this.handle(message, told.get(message.id) ?? null);
    }
    this.#places.delete(name);
  }

  /** Nobody waits for advice while somebody in the place may be in danger, nor when that is heard during the wait. */
  async #advice(next: readonly Waiting[], place: Place): Promise<ReadonlyMap<MessageId, Told>> {
    const asking = next.filter(({ asks }) => asks).map(({ message }) => message);
    if (this.adviser === null || asking.length === 0 || place.waiting.some(({ presses }) => presses)) return NO_ADVICE;
    const hurried = new Promise<typeof NO_ADVICE>((resolve) => {
      place.hurry = () => resolve(NO_ADVICE);
    });
    return Promise.race([this.adviser.about(asking), hurried]);
  }
}
