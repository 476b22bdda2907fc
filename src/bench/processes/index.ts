/** The bench of several processes on one database, each with an account and rooms of its own, beside one alone. */
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from '../index.js';
import { rounded } from '../rounded.js';
import { saveTowns } from '../scene.js';
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
  readonly wrong: { readonly errors: number; readonly first: string | null };
}

async function runOf({ places, messages: asked, rooms: askedRooms }: BenchOptions, processes: number): Promise<Run> {
  const place = await places.fresh(`processes${String(processes)}`);
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
    wrong: {
      errors: shares.reduce((sum, { wrong }) => sum + wrong.errors, 0),
      first: shares.find(({ wrong }) => wrong.first !== null)?.wrong.first ?? null,
    },
  };
}

export async function measure(options: BenchOptions): Promise<object> {
  const shared = options.places.kind === 'postgres';
  const runs: Run[] = [];
  for (const processes of shared ? COUNTS : [1]) {
    options.log.write(`processes: ${processes}\n`);
    runs.push(await runOf(options, processes));
  }
  const [one] = runs;
  return rounded({
    note: shared ? null : 'one process owns the file',
    runs: runs.map((run) => ({
      ...run,
      acceptedTimesOne: run.acceptedPerSecond / (one?.acceptedPerSecond ?? 1),
      handledTimesOne: run.handledPerSecond / (one?.handledPerSecond ?? 1),
    })),
  });
}
