/** Times something done many times, in batches that are long against the clock's own grain. */

export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
}

/** Nearest-rank percentiles; zeros when there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p90: at(0.9), p99: at(0.99) };
}

export const medianOf = (values: readonly number[]): number => spreadOf(values).median;

/** What is timed: step `at` of a series. */
export interface Step<T> {
  /** Untimed: makes what `run` is given, and does what in use has been done by then. */
  ready(at: number): T;
  /** A promise is waited for within the time. */
  run(given: T): unknown;
}

export interface Timing {
  readonly steps: number;
  /** Steps timed together, as one: more than one only where the clock is too coarse for one. */
  readonly batch: number;
  readonly microseconds: Spread;
}

const NS_IN_US = 1000;
/** A batch lasts at least so many grains of the clock, so that the clock's part in a figure is below a percent. */
const GRAINS = 200;
const TRIALS = 50;

/** The least time, in nanoseconds, that the clock can tell from none. */
function grainNs(): number {
  let least = Infinity;
  for (let trial = 0; trial < TRIALS; trial++) {
    const start = process.hrtime.bigint();
    let end = start;
    while (end === start) end = process.hrtime.bigint();
    least = Math.min(least, Number(end - start));
  }
  return least;
}

async function batchNs<T>(step: Step<T>, from: number, to: number): Promise<number> {
  const given = Array.from({ length: to - from }, (_, at) => step.ready(from + at));
  const start = process.hrtime.bigint();
  for (const one of given) {
    const done = step.run(one);
    if (done instanceof Promise) await done;
  }
  return Number(process.hrtime.bigint() - start);
}

/** Runs `warmUp` steps untimed, which tells how large a batch must be, then times `steps` more. */
export async function timeSteps<T>(step: Step<T>, warmUp: number, steps: number): Promise<Timing> {
  const grain = grainNs();
  const each = (await batchNs(step, 0, warmUp)) / Math.max(1, warmUp);
  const batch = Math.max(1, Math.ceil((GRAINS * grain) / Math.max(1, each)));
  const last = warmUp + steps;
  const found: number[] = [];
  for (let from = warmUp; from < last; from += batch) {
    const to = Math.min(from + batch, last);
    found.push((await batchNs(step, from, to)) / (to - from) / NS_IN_US);
  }
  return { steps, batch, microseconds: spreadOf(found) };
}
