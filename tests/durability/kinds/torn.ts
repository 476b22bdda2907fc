/** The SQLite file and its log as they lie on the disk at a moment of writing; of the log the end is cut off, a bit flipped, a sector lost. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/clock/clock.js';
import { seeded } from '../../../src/replay/random.js';
import { openStore } from '../../../src/store/open.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { inspectSqlite } from '../../../src/store/sqlite-file.js';
import { differences } from '../differences.js';
import type { Facts } from '../invariants.js';
import { ran } from '../ran.js';
import { checked, checkedIdle, counted, type Asked, type Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town } from '../town.js';
import { readWal, torn, wholeCommits, type Tear, type Wal } from '../wal.js';

const MESSAGES = 30;
const BURST_MS = 1_000;
/** Between what is known to be on the disk and the copy. */
const MOST_LATER_MS = 150;
/** The program is stopped in the midst of a call at most this long. */
const STOPS_MS = 20;
const TEARS_A_COPY = 10;

/** The files at one moment, what was on the platform then, and what was there and on the disk a little before. */
interface Copy {
  readonly folder: string;
  readonly wal: Wal;
  readonly said: Facts['said'];
  readonly shown: Facts['shown'];
  readonly acknowledged: Facts['must'];
  /** Tears from here on may take nothing of what was acknowledged and shown. */
  readonly kept: number;
}

export async function tornLog(kind: string, { runs, seed, told }: Asked): Promise<Tally> {
  const town = await Town.open({ server: null, accounts: 1, rooms: 6 });
  const random = seeded(seed);
  const talk = new Talk(town, random);
  const violated: string[] = [];
  const began = performance.now();
  let lost = 0;
  let starts = 0;
  try {
    town.start();
    await talk.say(5);
    await town.idle();
    for (let run = 1; run <= runs;) {
      await talk.say(MESSAGES);
      const copy = await copied(town, random);
      for (let i = 0; i < TEARS_A_COPY && run <= runs; i += 1, run += 1) {
        const tear = tearOf(copy, random);
        if (tear.at < copy.wal.end) lost += 1;
        const name = `${kind}, seed ${seed}, run ${run}, ${tear.how} at ${tear.at}`;
        violated.push(...(await lookedInto(copy, tear, name)));
        if (i > 0) continue;
        violated.push(...(await startedOn(copy, tear, name)));
        starts += 1;
      }
      rmSync(copy.folder, { recursive: true, force: true });
      told(`${kind}: run ${run - 1} of ${runs}`);
    }
    await town.idle();
    violated.push(...(await checkedIdle(town, `${kind}, seed ${seed}, at the end`)));
    const seconds = (performance.now() - began) / 1000;
    const note = `${lost} tears fell into commits of the log; on ${starts} of the copies the program was started`;
    return { kind, runs, counts: await town.ask(counted), violated, seconds, note };
  } finally {
    await town.remove();
  }
}

async function copied(town: Town, random: () => number): Promise<Copy> {
  await pause(random() * BURST_MS);
  const program = town.processes.at(-1);
  if (program === undefined) throw new Error('no program runs');
  const [acknowledged, kept] = [town.acknowledged(), town.shown()];
  const before = readWal(town.file);
  await pause(random() * MOST_LATER_MS);
  program.signal('SIGSTOP');
  await pause(STOPS_MS);
  const folder = join(town.folder, 'copy');
  mkdirSync(folder, { recursive: true });
  copyFileSync(town.file, join(folder, 'whole.db'));
  const wal = readWal(town.file);
  if (wal === null) throw new Error('the program writes no log');
  const copy = { folder, wal, said: [...town.said], shown: { all: town.shown(), kept }, acknowledged };
  program.signal('SIGCONT');
  // A log that began anew meanwhile did so after all of the earlier one was in the database's file.
  return { ...copy, kept: before?.salt === wal.salt ? before.end : 0 };
}

/** Half of the tears spare what was on the disk before. What is settled is not the log's any more. */
function tearOf({ wal, kept }: Copy, random: () => number): Tear {
  const how = (['cut', 'cut', 'flipped', 'lost'] as const)[Math.floor(random() * 4)] ?? 'cut';
  const from = Math.max(wal.settled, random() < 0.5 ? kept : 0, 32);
  return { how, at: Math.min(from + Math.floor(random() * (wal.end - from)), wal.end - (how === 'cut' ? 0 : 1)) };
}

/** A tear in the midst of the log makes it end there: what comes behind is as lost as what is cut off. */
function factsOf({ said, shown, acknowledged, kept }: Copy, { at }: Tear): Facts {
  const spared = at >= kept;
  return {
    ...{ now: systemClock.now(), idle: false, said },
    must: spared ? acknowledged : [],
    shown: { all: shown.all, kept: spared ? shown.kept : [] },
  };
}

function laid(copy: Copy, name: string, log: Buffer): string {
  const folder = join(copy.folder, name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'weige.db');
  copyFileSync(join(copy.folder, 'whole.db'), file);
  writeFileSync(`${file}-wal`, log);
  return file;
}

/** It opens, it is sound, and it holds exactly what the last whole commit left. */
async function lookedInto(copy: Copy, tear: Tear, name: string): Promise<string[]> {
  const file = laid(copy, 'torn', torn(copy.wal, tear));
  const whole = laid(copy, 'whole', wholeCommits(copy.wal, tear));
  const problems = inspectSqlite(file, 'full').problems.map((line) => `${name}: file: ${line}`);
  const store = await openStore(sqlite(file));
  const other = await openStore(sqlite(whole));
  try {
    const wrong = await differences(store, other);
    return [
      ...problems,
      ...wrong.map((table) => `${name}: ${table} is not as the last whole commit left it`),
      ...(await checked(store, factsOf(copy, tear), name)),
    ];
  } finally {
    await store.close();
    await other.close();
    for (const folder of ['torn', 'whole']) rmSync(join(copy.folder, folder), { recursive: true });
  }
}

/** The doctor finds it sound, and the program goes on from it. */
async function startedOn(copy: Copy, tear: Tear, name: string): Promise<string[]> {
  const folder = join(copy.folder, 'started');
  laid(copy, 'started', torn(copy.wal, tear));
  const next = await Town.open({ server: null, accounts: 1, rooms: 6, folder, goesOn: true });
  try {
    const doctor = await ran(next.folder, ['doctor'], next.env());
    const sound = `${doctor.stdout}${doctor.stderr}`.includes('integrity check passed');
    next.start();
    await next.idle();
    const { must, said, shown, now } = factsOf(copy, tear);
    const since = next.shown();
    const both = { all: [...shown.all, ...since], kept: [...shown.kept, ...since] };
    const found = await next.ask((store) => checked(store, { must, said, shown: both, now, idle: true }, name));
    return [...(sound ? [] : [`${name}: the doctor does not find it sound: ${doctor.stderr}`]), ...found];
  } finally {
    await next.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
