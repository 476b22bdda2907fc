/** What the account must know after a restart. Only the newest value of a key matters, so writes that wait are merged. */
import type { Sink } from '../adapter.js';
import type { Source } from '../../src/model/event.js';

export class Notes {
  readonly #next = new Map<string, string>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(
    private readonly source: Source,
    private readonly sink: Sink,
  ) {}

  read(key: string): Promise<string | null> {
    return this.sink.remembered(this.source, key);
  }

  /** Durable, or a newer value is, when it resolves. Rejects when nothing can be kept. */
  write(key: string, value: string): Promise<void> {
    this.#next.set(key, value);
    const writing = this.#writing.get(key) ?? this.#write(key).finally(() => this.#writing.delete(key));
    this.#writing.set(key, writing);
    return writing;
  }

  /** Resolves when nothing is being written; what failed to be has been told to who wrote it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing.values());
  }

  async #write(key: string): Promise<void> {
    for (let value = this.#next.get(key); value !== undefined; value = this.#next.get(key)) {
      this.#next.delete(key);
      await this.sink.remember(this.source, key, value);
    }
  }
}
