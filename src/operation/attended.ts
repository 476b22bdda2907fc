/** An account as the program drives it: what comes of its texts is told, and it lets go only when those on their way are through. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Outgoing, SendResult } from '../../adapters/adapter.js';

/** A text that takes longer when the account is told to stop has an unknown fate. */
const SENDING_MS = 4000;
/** Nothing is asked again within it: the program is ending. */
const AGAIN_MS = 60_000;

export interface Attendance {
  /** The same account; whatever is sent through it is noted. */
  readonly attend: (adapter: Adapter) => Adapter;
  /** From now on no text begins to be sent: it keeps its place in the queue, for the next start. */
  close(): void;
}

export function attendance(noted: (adapter: Adapter, result: SendResult['state']) => void): Attendance {
  const whole = { closed: false };
  return {
    attend: (adapter) => new Attended(adapter, whole, noted),
    close: () => {
      whole.closed = true;
    },
  };
}

class Attended implements Adapter {
  readonly #sending = new Set<Promise<SendResult>>();
  #stopping = false;
  constructor(
    private readonly inner: Adapter,
    private readonly whole: { readonly closed: boolean },
    private readonly noted: (adapter: Adapter, result: SendResult['state']) => void,
  ) {
    if (inner.outlet !== undefined) this.outlet = inner.outlet;
  }

  readonly outlet?: NonNullable<Adapter['outlet']>;
  readonly start: Adapter['start'] = (sink) => this.inner.start(sink);
  readonly health: Adapter['health'] = () => this.inner.health();
  get platform() {
    return this.inner.platform;
  }
  get account() {
    return this.inner.account;
  }
  get capabilities() {
    return this.inner.capabilities;
  }
  get address() {
    return this.inner.address ?? null;
  }

  async send(message: Outgoing): Promise<SendResult> {
    if (this.whole.closed || this.#stopping)
      return { state: 'unready', reason: 'the program is ending', retryAfterMs: AGAIN_MS };
    const sending = this.inner.send(message);
    this.#sending.add(sending);
    try {
      const result = await sending;
      this.noted(this.inner, result.state);
      return result;
    } finally {
      this.#sending.delete(sending);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const sent = Promise.allSettled(this.#sending);
    const limit = new AbortController();
    await Promise.race([sent, wait(SENDING_MS, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    await this.inner.stop();
  }
}
