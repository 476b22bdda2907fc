/** The district in real time: the built program on one store, with all rooms and everybody on the register, at true rates for minutes. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { seeded } from '../../../src/replay/random.js';
import { openStore, type Store } from '../../../src/store/open.js';
import { postgres } from '../../../src/store/postgres.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { newDatabase, postgresServer } from '../../support/postgres.js';
import { nowMs } from '../machine.js';
import { sampleOf, timesMean } from './day.js';
import type { Size } from './district.js';
import { readLines } from './lines.js';
import {
  acknowledged,
  atTheMinute,
  clearQueues,
  waitingNow,
  type Acknowledged,
  type MinuteFigures,
  type Waiting,
} from './looks.js';
import { leaveBacklog, moveIn } from './move-in.js';
import { cpuSeconds, memoryMiB, serverPids, startProgram, type Program } from './program.js';
import { openStageProcess, type StageProcess } from './stage-words.js';

export interface RealOptions {
  readonly size: Size;
  readonly processes: number;
  readonly postgres: boolean;
  readonly entry: string;
  /** Of the whole district on an ordinary day. */
  readonly messagesADay: number;
  readonly seconds: {
    readonly mean: number;
    readonly peak: number;
    readonly digests: number;
    readonly typhoon: number;
    readonly ramp: number;
  };
  /** How long a reporter's burst is waited for: 20 by default. */
  readonly burstSeconds: number;
  /** How many times the mean hour is tried, one after another, until it breaks. */
  readonly ramp: readonly number[];
  readonly tell: (what: string) => void;
}

export interface Phase {
  readonly name: string;
  readonly timesMean: number;
  readonly offeredPerSecond: number;
  readonly seconds: number;
  readonly messages: number;
  readonly handledPerSecond: number;
  /** From the last message said until all were handled. */
  readonly behindSeconds: number;
  readonly acknowledgements: Acknowledged;
  /** At the last message. */
  readonly waiting: Waiting;
  /** Shares of one processor, while it was said. */
  readonly busy: {
    readonly program: number;
    readonly busiestProcess: number;
    readonly database: number;
    readonly platform: number;
  };
  readonly stageLateMs: number;
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

export interface Breaking {
  readonly lastGood: number;
  /** null: nothing that was tried broke it. */
  readonly at: number | null;
  readonly limit: string;
}

/** Acknowledgements booked later than this are late. */
const LATE_SECONDS = 5;
const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const SETTLED_A_ROOM = 0.24;

interface Place {
  readonly store: Store;
  readonly folder: string;
  readonly postgresUrl: string | null;
  sizeBytes(): Promise<number>;
  remove(): Promise<void>;
}

async function openPlace(onServer: boolean): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-district-'));
  const gone = (): void => rmSync(folder, { recursive: true, force: true });
  if (!onServer) {
    const file = join(folder, 'weige.db');
    const store = await openStore(sqlite(file));
    const bytes = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
    return {
      ...{ store, folder, postgresUrl: null },
      sizeBytes: () => Promise.resolve(bytes(file) + bytes(`${file}-wal`)),
      remove: async () => {
        await store.close();
        gone();
      },
    };
  }
  const server = await postgresServer({ durable: true });
  const database = await newDatabase(server.url);
  const store = await openStore(await postgres(database.url));
  return {
    ...{ store, folder, postgresUrl: database.url },
    sizeBytes: async () => {
      const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
        store.db,
      );
      return Number(rows[0]?.bytes);
    },
    remove: async () => {
      await store.close();
      await database.drop();
      await server.stop();
      gone();
    },
  };
}

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
    const running = new Running(options, place, stage, program);
    await running.until(() => running.polled(), 90_000, 'accounts asking for what was said');
    const startSeconds = since(starting);
    options.tell(`started after ${startSeconds.toFixed(1)} s`);
    return { moveInSeconds, startSeconds, ...(await running.measure(minute, tickets)) };
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

type Rest = Omit<RealFigures, 'moveInSeconds' | 'startSeconds'>;

class Running {
  readonly #lines = readLines();
  readonly #phases: Phase[] = [];
  #server: number[] = [];
  #seed = 100;

  constructor(
    private readonly options: RealOptions,
    private readonly place: Place,
    private readonly stage: StageProcess,
    private readonly program: Program,
  ) {}

  polled(): Promise<boolean> {
    this.program.alive();
    return this.stage.polled();
  }

  async measure(minute: number, tickets: readonly number[]): Promise<Rest> {
    const { options, place, program } = this;
    const { seconds, processes } = options;
    const accountsEvenSeconds = processes === 1 ? null : await this.#even();
    await this.#findServer();
    const startMiB = memoryMiB(program.pids).now;
    const beginsBytes = await place.sizeBytes();
    const mean = await this.#phase('mean hour', 1, seconds.mean, false);
    const peak = timesMean(EVENING_HOUR);
    await this.#phase('evening peak', peak, seconds.peak, false);
    await this.#pauseUntil(minute - 1000);
    await this.#phase('evening peak, all digests due', peak, seconds.digests, false);
    await this.until(async () => (await waitingNow(place.store, nowMs())).clocks === 0, 900_000, 'all clocks fired');
    const figures = await atTheMinute(place.store, minute, tickets);
    const textsPutAway = await clearQueues(place.store);
    options.tell(`${figures.units} digests made, the last ${figures.all.most.toFixed(1)} s late`);
    const beforeBytes = await place.sizeBytes();
    const before = await this.#counted();
    await this.#phase('typhoon hour', 20, seconds.typhoon, true);
    const breaks = await this.#ramp();
    const endsBytes = await place.sizeBytes();
    const after = await this.#counted();
    return {
      store: options.postgres ? 'postgres' : 'sqlite',
      processes,
      accountsEvenSeconds,
      phases: this.#phases,
      minute: { ...figures, textsPutAway },
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

  async #counted(): Promise<number> {
    const row = await this.place.store.db
      .selectFrom('messages')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return row.count;
  }

  async #ramp(): Promise<Breaking> {
    let lastGood = 20;
    for (const times of this.options.ramp) {
      const phase = await this.#phase(`${times} times the mean hour`, times, this.options.seconds.ramp, true);
      if (phase.acknowledgements.booked.p95 > LATE_SECONDS) return { lastGood, at: times, limit: limitOf(phase) };
      lastGood = times;
    }
    return { lastGood, at: null, limit: 'not reached' };
  }

  async #phase(name: string, times: number, seconds: number, stormy: boolean): Promise<Phase> {
    const { size, messagesADay, burstSeconds, tell } = this.options;
    const burstMs = burstSeconds * 1000;
    const perSecond = (messagesADay / 86_400) * times;
    this.#seed += 1;
    const lines = sampleOf({ size, lines: this.#lines, random: seeded(this.#seed), perSecond, seconds, stormy });
    const begun = nowMs();
    const before = await this.#spent();
    const { said, lateMs } = await this.stage.talk(lines);
    const ended = nowMs();
    const after = await this.#spent();
    const waiting = await waitingNow(this.place.store, ended);
    await this.until(
      async () => (await waitingNow(this.place.store, 0)).messages === 0,
      120_000,
      'all messages handled',
    );
    const handled = nowMs();
    await this.#pauseUntil(ended + burstMs + 2000);
    const share = (what: Exclude<keyof Spent, 'each'>): number =>
      (after[what] - before[what]) / ((ended - begun) / 1000);
    const busiest =
      Math.max(...after.each.map((spent, at) => spent - (before.each[at] ?? 0))) / ((ended - begun) / 1000);
    const phase: Phase = {
      ...{ name, timesMean: times, offeredPerSecond: perSecond, seconds, messages: said.length },
      handledPerSecond: said.length / ((handled - begun) / 1000),
      behindSeconds: (handled - ended) / 1000,
      acknowledgements: await acknowledged(this.place.store, new Map(said.map(({ id, at }) => [id, at])), burstMs),
      waiting,
      busy: {
        program: share('program'),
        busiestProcess: busiest,
        database: share('database'),
        platform: share('platform'),
      },
      stageLateMs: lateMs,
    };
    const { booked, sent } = phase.acknowledgements;
    tell(
      `${name}: ${phase.handledPerSecond.toFixed(1)}/s of ${perSecond.toFixed(1)}/s, ` +
        `${booked.count} acknowledgements, p95 ${booked.p95.toFixed(2)} s late (sent ${sent.p95.toFixed(1)} s)`,
    );
    this.#phases.push(phase);
    return phase;
  }

  async #spent(): Promise<Spent> {
    const each = this.program.pids.map((pid) => cpuSeconds([pid]));
    const program = each.reduce((sum, one) => sum + one, 0);
    return { each, program, database: cpuSeconds(this.#server), platform: await this.stage.cpuSeconds() };
  }

  async #findServer(): Promise<void> {
    if (!this.options.postgres) return;
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(this.place.store.db);
    this.#server = serverPids(Number(rows[0]?.pid));
  }

  /** Each process has its share of the accounts. */
  async #even(): Promise<number> {
    const { size, processes, tell } = this.options;
    const begun = nowMs();
    const most = Math.ceil(size.accounts / processes);
    await this.until(
      async () => {
        const held = await this.place.store.db
          .selectFrom('leases')
          .select(['holder', (eb) => eb.fn.countAll<number>().as('count')])
          .where('expires_at', '>', Math.round(nowMs()))
          .groupBy('holder')
          .execute();
        return held.length === processes && held.every(({ count }) => count <= most);
      },
      150_000,
      'accounts shared evenly',
    );
    tell(`accounts are even after ${since(begun).toFixed(0)} s`);
    return since(begun);
  }

  #pauseUntil(moment: number): Promise<void> {
    return wait(Math.max(0, moment - nowMs()));
  }

  async until(holds: () => Promise<boolean>, limitMs: number, what: string): Promise<void> {
    const end = nowMs() + limitMs;
    while (!(await holds())) {
      this.program.alive();
      if (nowMs() > end) throw new Error(`it never came to: ${what}\n${this.program.errors().slice(-5).join('\n')}`);
      await wait(100);
    }
  }
}

interface Spent {
  readonly each: readonly number[];
  readonly program: number;
  readonly database: number;
  readonly platform: number;
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
