/** What `weige bench` can measure: one line a part, each loaded when asked for. */
import type { Writable } from 'node:stream';
import type { Places } from './places.js';

export interface BenchOptions {
  /** So many messages come in; at most so many are timed being read. */
  readonly messages: number;
  /** Rooms that speak at once, and that a notice goes to. */
  readonly rooms: number;
  /** At most so many messages are learned from; null: all. Fewer make a quick look, whose accuracy says little. */
  readonly learn: number | null;
  readonly places: Places;
  /** Hears what is being measured. */
  readonly log: Writable;
}

export interface BenchPart {
  /** Its figures as a JSON value. Rejects when something of our own could not be measured. */
  measure(options: BenchOptions): Promise<object>;
}

export const BENCH_PARTS: ReadonlyMap<string, () => Promise<BenchPart>> = new Map([
  ['intake', () => import('./intake/index.js')],
  ['processes', () => import('./processes/index.js')],
  ['notices', () => import('./notices/index.js')],
  ['timers', () => import('./timers/index.js')],
  ['grown', () => import('./grown/index.js')],
  ['understand', () => import('./understand/index.js')],
]);
