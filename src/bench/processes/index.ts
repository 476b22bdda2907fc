/** The bench of several processes on one database, each with an account and rooms of its own, beside one alone. */
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from '../index.js';
import type { Place } from '../place.js';
import { rounded } from '../rounded.js';
import { middle, ROUNDS, wrongOf } from '../rounds.js';
import { saveTowns, type Wrong } from '../scene.js';
import { shareSchema } from './answers.js';
import { together } from './together.js';

const COUNTS = [1, 2, 4];
/** Of each process: fewer are over in a fifth of a second, in which not all have even begun. */
const MOST_MESSAGES = 20_000;
/** Rooms of each process, which all speak at once. */
const MOST_ROOMS = 100;
/** Handling is looked at for so long. */
const MOST_SECONDS = 5;
const MS = 1000;

interface Run {
  readonly processes: number;
  readonly messages: number;
  readonly acceptedPerSecond: number;
  readonly handledPerSecond: number;
  /** Of the slowest process. */
  readonly p99Ms: number;
  readonly residentMiB: number;
  /** Logged by any of them. */
  readonly wrong: Wrong;
}

async function runOf(
  { messages: asked, rooms: askedRooms }: BenchOptions,
  processes: number,
  place: Place,
): Promise<Run> {
  const rooms = Math.min(askedRooms, MOST_ROOMS);
  await saveTowns(place, processes, rooms);
  const each = Math.min(asked, MOST_MESSAGES);
  const jobs = Array.from({ length: processes }, (_, account) => ({
    place,
    account,
    messages: each,
    rooms,
    mostSeconds: MOST_SECONDS,
  }));
  const file = fileURLToPath(new URL('./probes/share.js', import.meta.url));
  const shares = (await together(file, jobs)).map((answer) => shareSchema.parse(answer));
  const begun = Math.min(...shares.map(({ begunAt }) => begunAt));
  const messages = each * processes;
  const handled = shares.reduce((sum, share) => sum + share.handled, 0);
  const perSecond = (count: number, ends: readonly number[]): number => (count * MS) / (Math.max(...ends) - begun);
  return {
    processes,
    messages,
    acceptedPerSecond: perSecond(
      messages,
      shares.map(({ acceptedAt }) => acceptedAt),
    ),
    handledPerSecond: perSecond(
      handled,
      shares.map(({ handledAt }) => handledAt),
    ),
    p99Ms: Math.max(...shares.map(({ p99Ms }) => p99Ms)),
    residentMiB: Math.max(...shares.map(({ memory }) => memory.residentMiB)),
    wrong: wrongOf(shares.map(({ wrong }) => wrong)),
  };
}

interface Compared extends Run {
  readonly acceptedTimesOne: number;
  readonly handledTimesOne: number;
}

/** Beside one process of the same round. */
const compared = (round: readonly Run[]): Compared[] =>
  round.map((run) => ({
    ...run,
    acceptedTimesOne: run.acceptedPerSecond / (round[0]?.acceptedPerSecond ?? 1),
    handledTimesOne: run.handledPerSecond / (round[0]?.handledPerSecond ?? 1),
  }));

async function roundOf(options: BenchOptions, counts: readonly number[], round: number): Promise<Compared[]> {
  const runs: Run[] = [];
  // What one leaves behind for the server to clear up burdens the next: not always the same.
  for (const processes of round % 2 === 0 ? [...counts].reverse() : counts) {
    options.log.write(`processes, round ${round}: ${processes}\n`);
    const place = await options.places.fresh(`processes${String(processes)}_${String(round)}`);
    runs.push(await runOf(options, processes, place));
  }
  return compared(runs.sort((a, b) => a.processes - b.processes));
}

/** Of the rounds the one in which the intake of two beside one is in the middle, whole; of the others how it was beside one. */
export async function measure(options: BenchOptions): Promise<object> {
  const shared = options.places.kind === 'postgres';
  const rounds: Compared[][] = [];
  for (let round = 1; round <= (shared ? ROUNDS : 1); round += 1)
    rounds.push(await roundOf(options, shared ? COUNTS : [1], round));
  const told = middle(rounds, (round) => round[1]?.acceptedTimesOne ?? 1);
  return rounded({
    note: shared ? null : 'one process owns the file',
    runs: told.map((run, at) => {
      const all = rounds.flatMap((round) => round.slice(at, at + 1));
      return { ...run, wrong: wrongOf(all.map(({ wrong }) => wrong)), rounds: all.map((one) => one.acceptedTimesOne) };
    }),
  });
}
