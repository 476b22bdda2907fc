/** Counts what a client has taken: when the first came and the last, and what the processor did for it. */
import { nowMs } from './machine.js';

export interface Count {
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the whole process since the counting began, until the last. */
  readonly cpuMs: number;
}

const LIMIT_MS = 180_000;
const US_IN_MS = 1000;

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / US_IN_MS;
};

export class Counting {
  #since = process.cpuUsage();
  #count = 0;
  #wanted = Infinity;
  #firstAt = 0;
  #full: (count: Count) => void = () => undefined;
  #counted: Promise<Count> = Promise.resolve({ firstAt: 0, lastAt: 0, cpuMs: 0 });

  /** From now on, until so many have come. */
  begin(wanted: number): void {
    this.#count = 0;
    this.#wanted = wanted;
    this.#since = process.cpuUsage();
    this.#counted = new Promise((full) => (this.#full = full));
  }

  one(): void {
    this.#count += 1;
    if (this.#count === 1) this.#firstAt = nowMs();
    if (this.#count === this.#wanted)
      this.#full({ firstAt: this.#firstAt, lastAt: nowMs(), cpuMs: cpuMs(this.#since) });
  }

  cpuMs(): number {
    return cpuMs(this.#since);
  }

  async counted(): Promise<Count> {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, failed) => {
      late = setTimeout(() => failed(new Error(`only ${this.#count} of ${this.#wanted} came`)), LIMIT_MS);
    });
    try {
      return await Promise.race([this.#counted, tooLate]);
    } finally {
      clearTimeout(late);
    }
  }
}
