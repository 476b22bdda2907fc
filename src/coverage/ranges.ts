/** Long lists of doors in few lines: those that follow one another on the register are told as a range. Pure. */
import { sortLabels } from '../notices/tally.js';

/** One or several doors of one staircase that follow one another. `from` and `to` are the same for a single one. */
export interface DoorRange {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** "3-1-" with its doors "101" to "301"; a label without a dash has the stair "". */
export interface Stair {
  readonly stair: string;
  readonly ranges: readonly DoorRange[];
}

/** Fewer than this in a row are named one by one. */
const LEAST_RANGE = 3;

/** `missing` by staircase, in the order of their numbers. A range holds no door of `register` that is not missing. */
export function doorRanges(missing: readonly string[], register: readonly string[]): Stair[] {
  const lacking = new Set(missing);
  const runs = new Map<string, string[][]>();
  const open = new Set<string>();
  for (const label of sortLabels(new Set([...register, ...missing]))) {
    const { stair, door } = split(label);
    if (!lacking.has(label)) {
      open.delete(stair);
      continue;
    }
    const own = runs.get(stair) ?? [];
    const run = own.at(-1);
    if (run && open.has(stair)) run.push(door);
    else own.push([door]);
    runs.set(stair, own);
    open.add(stair);
  }
  return [...runs].map(([stair, own]) => ({ stair, ranges: own.flatMap(rangesOf) }));
}

function rangesOf(run: readonly string[]): DoorRange[] {
  const [from, to] = [run[0], run.at(-1)];
  if (run.length >= LEAST_RANGE && from !== undefined && to !== undefined) return [{ from, to, count: run.length }];
  return run.map((door) => ({ from: door, to: door, count: 1 }));
}

function split(label: string): { stair: string; door: string } {
  const end = label.lastIndexOf('-') + 1;
  return { stair: label.slice(0, end), door: label.slice(end) };
}
