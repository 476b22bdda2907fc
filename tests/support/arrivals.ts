/** The bot as an adapter sees it, and a way to wait until something has come. */
import type { Echo, Sink } from '../../adapters/adapter.js';
import type { Incoming, Source } from '../../src/model/event.js';
import type { Instant, MessageId } from '../../src/model/ids.js';

/** Longer than a busy machine needs to carry one event over loopback. */
const LIMIT_MS = 20_000;

export class Arrivals implements Sink {
  readonly #messages = new Set<MessageId>();
  readonly #counts = new Map<Incoming['type'], number>();
  #changed: () => void = () => undefined;

  constructor(private readonly bot: Sink) {}

  async receive(event: Incoming): Promise<void> {
    await this.bot.receive(event);
    if (event.type === 'message') this.#messages.add(event.id);
    this.#counts.set(event.type, this.#count(event.type) + 1);
    this.#changed();
  }
  echoed(echo: Echo, at: Instant): Promise<void> {
    return this.bot.echoed(echo, at);
  }
  remembered(source: Source, key: string): Promise<string | null> {
    return this.bot.remembered(source, key);
  }
  remember(source: Source, key: string, value: string): Promise<void> {
    return this.bot.remember(source, key, value);
  }

  /** Resolves when the message is durable. */
  message(id: MessageId): Promise<void> {
    return this.#until(() => this.#messages.has(id), `the message ${id}`);
  }
  /** Does something on the platform and resolves when an event of that type more is durable. */
  async after(type: Incoming['type'], happen: () => Promise<void>): Promise<void> {
    const before = this.#count(type);
    await happen();
    await this.#until(() => this.#count(type) > before, `a ${type}`);
  }

  #count(type: Incoming['type']): number {
    return this.#counts.get(type) ?? 0;
  }

  async #until(came: () => boolean, what: string): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error(`${what} never came`)), LIMIT_MS);
    });
    try {
      while (!came()) await Promise.race([new Promise<void>((resolve) => (this.#changed = resolve)), tooLate]);
    } finally {
      clearTimeout(late);
    }
  }
}
