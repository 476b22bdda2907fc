/** `weige migrate` of a filled database of an earlier version, killed at any point and begun again: it completes, and the data are the same. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { seeded } from '../../../src/replay/random.js';
import type { Dialect } from '../../../src/store/dialect.js';
import { MIGRATIONS } from '../../../src/store/migrations/index.js';
import { schemaVersion } from '../../../src/store/migrate.js';
import type { Db } from '../../../src/store/open.js';
import { MOVED } from '../../../src/store/portable.js';
import { postgres } from '../../../src/store/postgres.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { inspectSqlite } from '../../../src/store/sqlite-file.js';
import type { Tables } from '../../../src/store/tables.js';
import { newDatabase, type PostgresServer } from '../../support/postgres.js';
import { columnsOf, OLDER, olderDatabase } from '../older.js';
import { ran } from '../ran.js';
import type { Asked, Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town } from '../town.js';

const MESSAGES = 60;
/** What comes before is the start of the program. */
const BEGINS_AT = 0.6;
const LOOK_EACH_MS = 1;
/** Steps after the first are short. */
const SOON_MS = 10;
const NEWEST = MIGRATIONS.at(-1)?.number ?? 0;

/** One database of the earlier version, from which each run gets its own. */
interface Older {
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly sums: ReadonlyMap<string, string>;
  /** A fresh one; gives how it is reached and how it goes. */
  copy(): Promise<Copy>;
  remove(): Promise<void>;
}

interface Copy {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly dialect: () => Promise<Dialect>;
  /** What is wrong with its file, where it is one. */
  readonly damage: () => string[];
  remove(): Promise<void>;
}

export async function migrating(
  kind: string,
  server: PostgresServer | null,
  { runs, seed, told }: Asked,
): Promise<Tally> {
  const town = await Town.open({ server: null, accounts: 1, rooms: 6 });
  const random = seeded(seed);
  const violated: string[] = [];
  const stages = new Map<number, number>();
  try {
    const program = town.start();
    await new Talk(town, random).say(MESSAGES);
    await town.idle();
    await town.kill(program);
    const older = server === null ? await olderFile(town) : await olderOnServer(town, server.url);
    const began = performance.now();
    const whole = await wholeMs(older);
    for (let run = 1; run <= runs; run += 1) {
      const name = `${kind}, seed ${seed}, run ${run}`;
      const { stage, wrong } = await interrupted(older, momentOf(run, whole, random()));
      stages.set(stage, (stages.get(stage) ?? 0) + 1);
      violated.push(...wrong.map((line) => `${name}: ${line}`));
      told(`${kind}: run ${run} of ${runs}`);
    }
    const seconds = (performance.now() - began) / 1000;
    await older.remove();
    const left = [...stages].sort(([a], [b]) => a - b).map(([stage, n]) => `${n} at schema ${stage}`);
    const note = `killed within ${Math.round(whole)} ms, left ${left.join(', ')} of ${NEWEST}`;
    return { kind, runs, counts: null, violated, seconds, note };
  } finally {
    await town.remove();
  }
}

/** How long it takes when nobody interrupts it: the kill falls anywhere within. */
async function wholeMs(older: Older): Promise<number> {
  const copy = await older.copy();
  try {
    return (await ran(copy.folder, ['migrate'], copy.env)).ms;
  } finally {
    await copy.remove();
  }
}

interface Moment {
  /** Steps up to this one are done. */
  readonly seen: number;
  readonly afterMs: number;
}

/** In turn within the first step that is missing, and just after each of the others has begun. */
function momentOf(run: number, wholeMs: number, random: number): Moment {
  const seen = OLDER + (run % (NEWEST - OLDER));
  if (seen === OLDER) return { seen, afterMs: wholeMs * (BEGINS_AT + (1 - BEGINS_AT) * random) };
  return { seen, afterMs: SOON_MS * random };
}

/** Resolves at the moment, or some time after the command has ended. */
async function whenSeen(copy: Copy, { seen, afterMs }: Moment, ended: () => boolean): Promise<void> {
  await within(copy, async (db) => {
    while (!ended() && (await schemaVersion(db)) < seen) await wait(LOOK_EACH_MS);
  });
  await wait(afterMs);
}

async function interrupted(older: Older, moment: Moment): Promise<{ stage: number; wrong: string[] }> {
  const copy = await older.copy();
  try {
    let ended = false;
    const watching: Promise<void>[] = [];
    const killWhen = async (): Promise<void> => {
      const seen = whenSeen(copy, moment, () => ended);
      watching.push(seen);
      await seen;
    };
    await ran(copy.folder, ['migrate'], copy.env, killWhen);
    ended = true;
    await Promise.all(watching);
    const wrong = copy.damage();
    const stage = await within(copy, (db) => schemaVersion(db));
    if (stage < OLDER || stage > NEWEST) wrong.push(`it was left at schema ${stage}`);
    const { status, stderr } = await ran(copy.folder, ['migrate'], copy.env);
    if (status !== 0) return { stage, wrong: [...wrong, `it does not complete: ${stderr}`] };
    wrong.push(...copy.damage(), ...(await within(copy, (db) => changed(db, older))));
    return { stage, wrong };
  } finally {
    await copy.remove();
  }
}

/** Everything of before is as it was, and what was added is filled. */
async function changed(db: Db, { columns, sums }: Older): Promise<string[]> {
  const wrong: string[] = [];
  if ((await schemaVersion(db)) !== NEWEST) wrong.push('the schema is not the newest');
  for (const [table, names] of columns)
    if ((await sumOfColumns(db, table, names)) !== sums.get(table)) wrong.push(`${table} has changed`);
  const { rows } = await sql`select ticket_events.id from ticket_events join tickets on tickets.number = ticket
    where ticket_events.unit <> tickets.unit limit 5`.execute(db);
  if (rows.length > 0) wrong.push('events have no unit');
  return wrong;
}

async function sumOfColumns(db: Db, table: string, names: readonly string[]): Promise<string> {
  const all = sql.join(names.map((name) => sql.ref(name)));
  const { rows } = await sql<Record<string, unknown>>`select ${all} from ${sql.table(table)}`.execute(db);
  const lines = rows.map((row) => JSON.stringify(names.map((name) => row[name] ?? null))).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function within<T>({ dialect }: Pick<Copy, 'dialect'>, look: (db: Db) => Promise<T>): Promise<T> {
  const db = new Kysely<Tables>({ dialect: (await dialect()).kysely });
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}

async function facts(dialect: () => Promise<Dialect>): Promise<Pick<Older, 'columns' | 'sums'>> {
  return within({ dialect }, async (db) => {
    const columns = new Map<string, readonly string[]>();
    const sums = new Map<string, string>();
    for (const table of MOVED) {
      const names = await columnsOf(db, table);
      columns.set(table, names);
      sums.set(table, await sumOfColumns(db, table, names));
    }
    return { columns, sums };
  });
}

async function olderFile(town: Town): Promise<Older> {
  const file = join(town.folder, 'older.db');
  await town.ask((store) => olderDatabase(store.db, sqlite(file)));
  const known = await facts(() => Promise.resolve(sqlite(file)));
  const folder = join(town.folder, 'migrated');
  const own = join(folder, 'weige.db');
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  const copy = () => {
    mkdirSync(folder, { recursive: true });
    town.configure(folder, 'sqlite', own);
    copyFileSync(file, own);
    const dialect = () => Promise.resolve(sqlite(own));
    return Promise.resolve({
      folder,
      env: town.env(),
      dialect,
      damage: () => [...inspectSqlite(own, 'full').problems],
      remove,
    });
  };
  return { ...known, copy, remove };
}

async function olderOnServer(town: Town, server: string): Promise<Older> {
  const made = await newDatabase(server);
  await town.ask(async (store) => olderDatabase(store.db, await postgres(made.url)));
  const known = await facts(() => postgres(made.url));
  const folder = join(town.folder, 'migrated');
  town.configure(folder, 'postgres', join(folder, 'weige.db'));
  const copy = async () => {
    const own = await newDatabase(server, new URL(made.url).pathname.slice(1));
    const env = { ...town.env(), WEIGE_POSTGRES_URL: own.url };
    return { folder, env, dialect: () => postgres(own.url), damage: () => [], remove: () => own.drop() };
  };
  return { ...known, copy, remove: () => made.drop() };
}
