/** The bot's words go to the page: taken at once, and echoed when the page can see them. */
import type { Instant, MessageId } from '../../src/model/ids.js';
import type { Outgoing, SendResult, Sink } from '../adapter.js';
import type { Place } from './console.js';

export const TEXT_LIMIT = 20_000;

export interface OutgoingDeps {
  readonly now: () => Instant;
  readonly mint: (now: Instant) => MessageId;
  readonly talked: (place: Place) => void;
  readonly failed: (error: unknown) => void;
}

/** Carries speeches; what is shown is the core's own record of them, so there is one truth about what was said. */
export class Speaker {
  readonly #echoes = new Set<Promise<void>>();
  constructor(private readonly deps: OutgoingDeps) {}

  send(message: Outgoing, sink: Sink | null): SendResult {
    if (sink === null) return { state: 'unready', reason: 'the web chat is not started', retryAfterMs: 1000 };
    if (message.text.length > TEXT_LIMIT) return { state: 'refused', reason: 'text too long', retryAfterMs: null };
    const echo = this.#echo(message, sink);
    this.#echoes.add(echo);
    void echo.finally(() => this.#echoes.delete(echo));
    return { state: 'accepted', id: this.deps.mint(this.deps.now()) };
  }

  /** Resolves when every accepted message was echoed. */
  async settled(): Promise<void> {
    await Promise.all(this.#echoes);
  }

  async #echo(message: Outgoing, sink: Sink): Promise<void> {
    // The sender must first have noted that the message was accepted.
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      await sink.echoed({ outboxId: message.outboxId }, this.deps.now());
      this.deps.talked(message.to);
    } catch (error) {
      this.deps.failed(error);
    }
  }
}
