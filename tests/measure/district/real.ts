/** The district in real time: the built program on one store, with all rooms and everybody on the register, at true rates for minutes. */
import { sql } from 'kysely';
import type { Store } from '../../../src/store/open.js';
import { nowMs } from '../machine.js';
import { broken, STORM_TIMES, type Breaking } from './breaking.js';
import { timesMean } from './day.js';
import { atTheMinute, clearQueues, waitingNow, type MinuteFigures } from './looks.js';
import { leaveBacklog, moveIn } from './move-in.js';
import { pauseUntil, Phases, until, type Phase, type Traffic } from './phases.js';
import { openPlace, type Place } from './place.js';
import { memoryMiB, serverPids, startProgram, type Program } from './program.js';
import { openStageProcess, type StageProcess } from './stage-words.js';

export interface RealOptions extends Traffic {
  readonly processes: number;
  readonly postgres: boolean;
  readonly entry: string;
  readonly seconds: {
    readonly mean: number;
    readonly peak: number;
    readonly digests: number;
    readonly typhoon: number;
    readonly ramp: number;
  };
  /** How many times the mean hour is tried, one after another, until it breaks. */
  readonly ramp: readonly number[];
}

export interface RealFigures {
  readonly store: 'sqlite' | 'postgres';
  readonly processes: number;
  readonly moveInSeconds: number;
  /** From the start until every account asks for what was said; the first one sets the clocks of all units. */
  readonly startSeconds: number;
  readonly accountsEvenSeconds: number | null;
  readonly phases: readonly Phase[];
  /** textsPutAway: still waiting for their accounts' pace when the next measurement began. */
  readonly minute: MinuteFigures & { readonly textsPutAway: number };
  readonly breaks: Breaking;
  readonly memory: { readonly startMiB: number; readonly highestMiB: number };
  readonly database: { readonly beginsMiB: number; readonly endsMiB: number; readonly bytesAMessage: number };
  /** Of program and database, at the mean rate. */
  readonly meanCpuShare: number;
  readonly errors: readonly string[];
}

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const SETTLED_A_ROOM = 0.24;

export async function measureReal(options: RealOptions): Promise<RealFigures> {
  const place = await openPlace(options.postgres);
  let stage: StageProcess | null = null;
  let program: Program | null = null;
  try {
    const { size } = options;
    const movingIn = nowMs();
    await moveIn(place.store, size, Math.round(nowMs()));
    if (options.postgres) await sql`analyze`.execute(place.store.db);
    const moveInSeconds = since(movingIn);
    options.tell(`moved in after ${moveInSeconds.toFixed(0)} s`);
    stage = await openStageProcess(size.accounts);
    const { minute, tickets } = await setMinute(place.store, options);
    const { timezone, digestAt } = eveningAt(minute);
    const starting = nowMs();
    program = startProgram({ ...options, ...place, ...stage, timezone, digestAt });
    const running = { options, place, stage, program };
    await until(program, () => running.stage.polled(), 90_000, 'accounts asking for what was said');
    const startSeconds = since(starting);
    options.tell(`started after ${startSeconds.toFixed(1)} s`);
    return { moveInSeconds, startSeconds, ...(await measured(running, minute, tickets)) };
  } finally {
    await program?.stop();
    await stage?.process.end();
    await place.remove();
  }
}

const since = (begun: number): number => (nowMs() - begun) / 1000;

/** Two processes share accounts one by one, each third second. */
const EVEN_SECONDS_AN_ACCOUNT = 3.5;
const START_SECONDS = 12;

/** A minute far enough ahead, at which all that is planted falls due. */
async function setMinute(store: Store, { size, processes, seconds }: RealOptions) {
  const even = processes === 1 ? 0 : (size.accounts / processes) * EVEN_SECONDS_AN_ACCOUNT + START_SECONDS;
  const ahead = START_SECONDS + even + seconds.mean + seconds.peak;
  const minute = Math.ceil((nowMs() + ahead * 1000) / MINUTE_MS) * MINUTE_MS;
  const settled = Math.round(size.rooms * SETTLED_A_ROOM);
  const waiting = size.grids;
  await leaveBacklog(store, size, { settled, waiting, dueAt: minute });
  return { minute, tickets: Array.from({ length: waiting }, (_, at) => settled + at + 1) };
}

const EVENING_HOUR = 19;

/** A zone in which it is evening at the moment: neither night nor the turn of a day, whenever it is measured. */
function eveningAt(minute: number): { readonly timezone: string; readonly digestAt: string } {
  const dayMinute = Math.floor(minute / MINUTE_MS) % 1440;
  const hour = Math.floor(dayMinute / 60);
  const ahead = ((EVENING_HOUR - hour + 36) % 24) - 12;
  // These zones are named the other way round: Etc/GMT-8 is eight hours ahead.
  const timezone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  return { timezone, digestAt: `${EVENING_HOUR}:${String(dayMinute % 60).padStart(2, '0')}` };
}

interface Running {
  readonly options: RealOptions;
  readonly place: Place;
  readonly stage: StageProcess;
  readonly program: Program;
}

type Rest = Omit<RealFigures, 'moveInSeconds' | 'startSeconds'>;

async function measured(running: Running, minute: number, tickets: readonly number[]): Promise<Rest> {
  const { options, place, stage, program } = running;
  const { seconds, processes } = options;
  const accountsEvenSeconds = processes === 1 ? null : await even(running);
  const server = options.postgres ? await serverOf(place) : [];
  const startMiB = memoryMiB(program.pids).now;
  const beginsBytes = await place.sizeBytes();
  const phases = new Phases(options, place, stage, program, server);
  const mean = await phases.run('mean hour', 1, seconds.mean, false);
  const atMinute = await evening(running, phases, minute, tickets);
  const beforeBytes = await place.sizeBytes();
  const before = await counted(place);
  await phases.run('typhoon hour', STORM_TIMES, seconds.typhoon, true);
  const breaks = await broken(phases, options.ramp, seconds.ramp);
  const endsBytes = await place.sizeBytes();
  const after = await counted(place);
  return {
    store: options.postgres ? 'postgres' : 'sqlite',
    processes,
    accountsEvenSeconds,
    phases: phases.done,
    minute: atMinute,
    breaks,
    memory: { startMiB, highestMiB: memoryMiB(program.pids).highest },
    database: {
      beginsMiB: beginsBytes / MIB,
      endsMiB: endsBytes / MIB,
      bytesAMessage: (endsBytes - beforeBytes) / Math.max(1, after - before),
    },
    meanCpuShare: mean.busy.program + mean.busy.database,
    errors: program.errors().slice(0, 5),
  };
}

/** At its peak all that was planted falls due in one minute. */
async function evening(
  { options: { seconds, tell }, place, program }: Running,
  phases: Phases,
  minute: number,
  tickets: readonly number[],
): Promise<RealFigures['minute']> {
  const peak = timesMean(EVENING_HOUR);
  await phases.run('evening peak', peak, seconds.peak, false);
  await pauseUntil(minute - 1000);
  await phases.run('evening peak, all digests due', peak, seconds.digests, false);
  const fired = async () => (await waitingNow(place.store, nowMs())).clocks === 0;
  await until(program, fired, 900_000, 'all clocks fired');
  const figures = await atTheMinute(place.store, minute, tickets);
  const textsPutAway = await clearQueues(place.store);
  tell(`${figures.units} digests made, the last ${figures.all.most.toFixed(1)} s late`);
  return { ...figures, textsPutAway };
}

async function counted({ store }: Place): Promise<number> {
  const row = await store.db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

async function serverOf({ store }: Place): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(store.db);
  return serverPids(Number(rows[0]?.pid));
}

/** Each process has its share of the accounts. */
async function even({ options: { size, processes, tell }, place, program }: Running): Promise<number> {
  const begun = nowMs();
  const most = Math.ceil(size.accounts / processes);
  const shared = async () => {
    const held = await place.store.db
      .selectFrom('leases')
      .select(['holder', (eb) => eb.fn.countAll<number>().as('count')])
      .where('expires_at', '>', Math.round(nowMs()))
      .groupBy('holder')
      .execute();
    return held.length === processes && held.every(({ count }) => count <= most);
  };
  await until(program, shared, 150_000, 'accounts shared evenly');
  tell(`accounts are even after ${since(begun).toFixed(0)} s`);
  return since(begun);
}
