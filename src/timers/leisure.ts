/** Clocks that may take their time, run beside everything else. */
import type { Log } from '../log.js';

export class Leisure {
  readonly #ending = new AbortController();
  #running: Promise<void> | null = null;

  constructor(
    private readonly run: (ending: AbortSignal) => Promise<void>,
    private readonly log: Log,
  ) {}

  /** Nothing when it is under way or has been ended. What fails is said and begun again at the next call. */
  begin(): void {
    if (this.#running !== null || this.#ending.signal.aborted) return;
    this.#running = this.run(this.#ending.signal)
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'clocks that may take their time failed; they are tried again in a second');
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when what is under way has come to a point at which it can be left. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }
}
