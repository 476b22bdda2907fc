/** A database as an earlier version left it: a lived-in town's rows in the schema of that time, many times over. */
import { Kysely, sql } from 'kysely';
import type { Dialect } from '../../src/store/dialect.js';
import { migrate } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import type { Db } from '../../src/store/open.js';
import { MOVED, type MovedTable } from '../../src/store/portable.js';
import type { Tables } from '../../src/store/tables.js';

export const OLDER = 4;
/** Of what there is most, until the migration takes long enough to be interrupted. */
const DOUBLED = [
  { table: 'messages', key: 'seq', unique: 'id' },
  { table: 'ticket_events', key: 'id', unique: null },
  { table: 'corrections', key: 'id', unique: null },
] as const;
const LEAST_ROWS = 30_000;
const MOST_VALUES = 200;

export const columnsOf = async (db: Db, table: string): Promise<string[]> => {
  const tables = await db.introspection.getTables();
  return (tables.find(({ name }) => name === table)?.columns ?? []).map(({ name }) => name).sort();
};

/** Makes the older schema in an empty database and fills it from a town's; closes neither. */
export async function olderDatabase(from: Db, dialect: Dialect): Promise<void> {
  const db = new Kysely<Tables>({ dialect: dialect.kysely });
  try {
    await migrate(
      db,
      dialect,
      MIGRATIONS.filter(({ number }) => number <= OLDER),
    );
    await db.transaction().execute(async (tx) => {
      for (const table of MOVED) await copied(from, tx, table);
      for (const { table, key, unique } of DOUBLED) await manyTimes(tx, dialect, { table, key, unique });
    });
  } finally {
    await db.destroy();
  }
}

async function copied(from: Db, to: Db, table: MovedTable): Promise<void> {
  const known = await columnsOf(from, table);
  const columns = (await columnsOf(to, table)).filter((name) => known.includes(name));
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const { rows } = await sql<Record<string, unknown>>`select ${names} from ${sql.table(table)}`.execute(from);
  // Units refer to those above them, which come first by how they were made.
  await sql`delete from ${sql.table(table)}`.execute(to);
  for (let at = 0; at < rows.length; at += MOST_VALUES) {
    const values = rows
      .slice(at, at + MOST_VALUES)
      .map((row) => sql`(${sql.join(columns.map((name) => sql.val(row[name] ?? null)))})`);
    await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(to);
  }
}

interface Numbered {
  readonly table: MovedTable;
  readonly key: string;
  readonly unique: string | null;
}

async function manyTimes(db: Db, { name }: Dialect, { table, key, unique }: Numbered): Promise<void> {
  if (name === 'postgres')
    await sql`select setval(pg_get_serial_sequence(${table}, ${key}), max(${sql.ref(key)})) from ${sql.table(table)}
      having max(${sql.ref(key)}) is not null`.execute(db);
  const columns = (await columnsOf(db, table)).filter((column) => column !== key);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  for (let round = 1; ; round += 1) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
    const count = rows[0]?.n ?? 0;
    if (count === 0 || count >= LEAST_ROWS) return;
    const again = columns.map((column) =>
      column === unique ? sql`${sql.ref(column)} || ${sql.lit(`/${round}`)}` : sql.ref(column),
    );
    await sql`insert into ${sql.table(table)} (${names}) select ${sql.join(again)} from ${sql.table(table)}
      order by ${sql.ref(key)}`.execute(db);
  }
}
