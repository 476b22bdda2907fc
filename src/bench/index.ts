/** What `weige bench` can measure: one line a part, each loaded when asked for. */
import type { Writable } from 'node:stream';

export interface BenchOptions {
  /** At most so many messages are timed. */
  readonly messages: number;
  /** At most so many messages are learned from; null: all. Fewer make a quick look, whose accuracy says little. */
  readonly learn: number | null;
  /** Hears what is being measured. */
  readonly log: Writable;
}

export interface BenchPart {
  /** Its figures as a JSON value. Rejects when something of our own could not be measured. */
  measure(options: BenchOptions): Promise<object>;
}

export const BENCH_PARTS: ReadonlyMap<string, () => Promise<BenchPart>> = new Map([
  ['understand', () => import('./understand/index.js')],
]);
