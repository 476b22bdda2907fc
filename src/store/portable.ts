/** A whole store moved into another one, of either kind, and compared there: counts and checksums of every table. */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from './dialect.js';
import type { Db, Store } from './open.js';

/** Every table that is moved, in an order in which what is referred to comes first. Leases are of the moment. */
export const MOVED = [
  'settings',
  'units',
  'rooms',
  'people',
  'roles',
  'members',
  'identities',
  'identity_codes',
  'bind_codes',
  'adapter_notes',
  'gaps',
  'messages',
  'tickets',
  'ticket_messages',
  'ticket_reporters',
  'ticket_events',
  'notices',
  'notice_rooms',
  'receipts',
  'outbox',
  'due',
  'asks',
  'knowledge',
  'corrections',
  'digests',
] as const;

export type MovedTable = (typeof MOVED)[number];
type Row = Readonly<Record<string, unknown>>;

export interface TableSum {
  readonly rows: number;
  /** SHA-256 over all rows in the order of their keys. */
  readonly sum: string;
}

/** Told after every few thousand rows. */
export type Progress = (table: MovedTable, rows: number) => void;

interface Shape {
  readonly columns: readonly string[];
  /** What tells its rows apart, in whose order they are read; null: nothing does, and all columns give the order. */
  readonly key: readonly string[] | null;
}

const PAGE = 500;

/** Keys of tables that have no number of their own. */
const KEYS: Readonly<Partial<Record<MovedTable, readonly string[]>>> = {
  settings: ['key'],
  units: ['id'],
  rooms: ['id'],
  people: ['id'],
  members: ['room', 'person'],
  identities: ['platform_person'],
  identity_codes: ['code_hash'],
  bind_codes: ['code_hash'],
  adapter_notes: ['platform', 'account', 'key'],
  ticket_messages: ['ticket', 'message'],
  ticket_reporters: ['ticket', 'person'],
  notice_rooms: ['notice', 'room'],
  receipts: ['notice', 'room', 'household'],
  digests: ['unit', 'date'],
};

const NUMBERED: Readonly<Partial<Record<MovedTable, string>>> = {
  messages: 'seq',
  tickets: 'number',
  notices: 'number',
  knowledge: 'number',
  gaps: 'id',
  ticket_events: 'id',
  outbox: 'id',
  due: 'id',
  asks: 'id',
  corrections: 'id',
};

/** Of every table, from one look at the database. */
async function shapesOf(db: Db): Promise<(table: MovedTable) => Shape> {
  const found = await db.introspection.getTables();
  return (table) => {
    const columns = (found.find(({ name }) => name === table)?.columns ?? []).map(({ name }) => name).sort();
    if (columns.length === 0) throw new Error(`the database has no table ${table}`);
    const numbered = NUMBERED[table] ?? null;
    return { columns, key: KEYS[table] ?? (numbered === null ? null : [numbered]) };
  };
}

/** Pages of a table in the order of its key, each row's values in the order of the columns' names. */
async function* pages(db: Db, table: MovedTable, { columns, key }: Shape): AsyncGenerator<Row[]> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  // The databases disagree about where rows without a value stand.
  const order =
    key === null
      ? sql.join(columns.map((name) => sql`case when ${sql.ref(name)} is null then 0 else 1 end, ${sql.ref(name)}`))
      : sql.join(key.map((name) => sql.ref(name)));
  let read = 0;
  let last: Row | null = null;
  for (let more = true; more;) {
    const query: RawBuilder<Row> = sql<Row>`select ${names} from ${sql.table(table)}${from(key, last)} order by ${order}
      limit ${sql.lit(PAGE)}${key === null ? sql` offset ${sql.lit(read)}` : sql``}`;
    const { rows } = await query.execute(db);
    if (rows.length > 0) yield [...rows];
    read += rows.length;
    last = rows.at(-1) ?? null;
    more = rows.length === PAGE;
  }
}

/** Only what comes after a row. */
function from(key: readonly string[] | null, last: Row | null): RawBuilder<unknown> {
  if (last === null || key === null) return sql``;
  return sql` where (${sql.join(key.map((name) => sql.ref(name)))}) > (${sql.join(key.map((name) => sql.val(last[name])))})`;
}

const line = (row: Row, columns: readonly string[]): string => JSON.stringify(columns.map((name) => row[name] ?? null));

/** What a table holds. */
export async function sumOf(db: Db, table: MovedTable): Promise<TableSum> {
  const shape = (await shapesOf(db))(table);
  return summed(pages(db, table, shape), shape);
}

/** Each page is handed to `each`, with how many rows were read so far, before the next is read. */
async function summed(
  read: AsyncGenerator<Row[]>,
  { columns }: Shape,
  each: (page: readonly Row[], rows: number) => Promise<void> = () => Promise.resolve(),
): Promise<TableSum> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const page of read) {
    for (const row of page) hash.update(`${line(row, columns)}\n`);
    rows += page.length;
    await each(page, rows);
  }
  return { rows, sum: hash.digest('hex') };
}

/** A row that could not be found again as it was. */
export class MovedWrongError extends Error {}

/**
 * Copies everything from one store's transaction into another's, which must be empty, and reads it again there. Throws
 * MovedWrongError where a table is not the same afterwards.
 */
export async function moveAll(
  from: Db,
  to: Db,
  dialect: Dialect,
  progress: Progress,
): Promise<Map<MovedTable, TableSum>> {
  const sums = new Map<MovedTable, TableSum>();
  const [givenShape, keptShape] = [await shapesOf(from), await shapesOf(to)];
  for (const table of MOVED) {
    const given = await moveTable(from, to, table, givenShape(table), progress);
    const kept = await summed(pages(to, table, keptShape(table)), keptShape(table));
    if (kept.rows !== given.rows || kept.sum !== given.sum)
      throw new MovedWrongError(
        `${table}: ${String(given.rows)} rows were given and ${String(kept.rows)} are there, or they differ`,
      );
    await numberOn(to, dialect, table);
    sums.set(table, kept);
  }
  return sums;
}

async function moveTable(from: Db, to: Db, table: MovedTable, shape: Shape, progress: Progress): Promise<TableSum> {
  // What migrations or a first look put there goes: the store is the other one's.
  await sql`delete from ${sql.table(table)}`.execute(to);
  const read = pages(from, table, shape);
  return summed(table === 'units' ? treeFirst(read) : read, shape, async (page, rows) => {
    await insert(to, table, shape.columns, table === 'units' ? parentsFirst(page) : page);
    progress(table, rows);
  });
}

/** Units refer to one another: all of them are known before the first is written. */
async function* treeFirst(units: AsyncGenerator<Row[]>): AsyncGenerator<Row[]> {
  const all: Row[] = [];
  for await (const page of units) all.push(...page);
  if (all.length > 0) yield all;
}

function parentsFirst(units: readonly Row[]): Row[] {
  const done = new Set<unknown>([null]);
  const sorted: Row[] = [];
  for (let left = [...units]; left.length > 0;) {
    const ready = left.filter((unit) => done.has(unit['parent']));
    if (ready.length === 0) throw new MovedWrongError('units: some lie above themselves');
    for (const unit of ready) done.add(unit['id']);
    sorted.push(...ready);
    left = left.filter((unit) => !done.has(unit['id']));
  }
  return sorted;
}

async function insert(db: Db, table: MovedTable, columns: readonly string[], rows: readonly Row[]): Promise<void> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  for (let from = 0; from < rows.length; from += PAGE) {
    const values = rows
      .slice(from, from + PAGE)
      .map((row) => sql`(${sql.join(columns.map((name) => sql.val(row[name] ?? null)))})`);
    await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(db);
  }
}

/** The next number is the one after the last: a database that counts apart from its rows is told. */
async function numberOn(db: Db, { name }: Dialect, table: MovedTable): Promise<void> {
  const column = NUMBERED[table];
  if (name !== 'postgres' || column === undefined) return;
  await sql`select setval(pg_get_serial_sequence(${table}, ${column}), max(${sql.ref(column)})) from ${sql.table(table)}
    having max(${sql.ref(column)}) is not null`.execute(db);
}

/** `work` sees the store as it is at one moment, whatever others write meanwhile. */
export const atOneMoment = <T>({ db, dialect }: Store, work: (tx: Db) => Promise<T>): Promise<T> =>
  dialect.shared ? db.transaction().setIsolationLevel('repeatable read').execute(work) : db.transaction().execute(work);

/** Whether nothing of a town is in it. */
export async function isEmptyStore(db: Db): Promise<boolean> {
  for (const table of ['units', 'rooms', 'people', 'messages'] as const) {
    const row = await db.selectFrom(table).select(sql.lit(1).as('one')).limit(1).executeTakeFirst();
    if (row !== undefined) return false;
  }
  return true;
}
