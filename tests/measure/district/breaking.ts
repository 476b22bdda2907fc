/** Where the program breaks: traffic grows until acknowledgements are late, and what was full then is the reason. */
import { cpus } from 'node:os';
import type { Phase, Phases } from './phases.js';

export interface Breaking {
  readonly lastGood: number;
  /** null: nothing that was tried broke it. */
  readonly at: number | null;
  readonly limit: string;
}

/** Acknowledgements booked later than this are late. */
const LATE_SECONDS = 5;
/** The typhoon hour against the mean one: it is said before. */
export const STORM_TIMES = 20;

/** `ramp`: how many times the mean hour is tried, for so many seconds each. */
export async function broken(phases: Phases, ramp: readonly number[], seconds: number): Promise<Breaking> {
  let lastGood = STORM_TIMES;
  for (const times of ramp) {
    const phase = await phases.run(`${times} times the mean hour`, times, seconds, true);
    if (phase.acknowledgements.booked.p95 > LATE_SECONDS) return { lastGood, at: times, limit: limitOf(phase) };
    lastGood = times;
  }
  return { lastGood, at: null, limit: 'not reached' };
}

const FULL = 0.85;

/** By what was full while it broke. */
function limitOf({ busy, waiting }: Phase): string {
  const queue = waiting.messages > waiting.clocks ? 'messages wait to be handled' : 'clocks wait to be fired';
  const sum = busy.program + busy.database + busy.platform;
  if (busy.busiestProcess > FULL) return `one process of the program has a processor to itself and no more (${queue})`;
  if (sum > FULL * cpus().length)
    return `all ${cpus().length} processors are busy, the platform's double with them (${queue})`;
  return `no processor is full: what is waited for is the disk or the database (${queue})`;
}
