/** Brings a database to this program's schema, one transaction a step. */
import { sql } from 'kysely';
import type { Db } from './open.js';
import type { Dialect } from './dialect.js';
import { MIGRATIONS, type Migration } from './migrations/index.js';

export class NewerDatabaseError extends Error {
  constructor(found: number, known: number) {
    super(
      `the database was written by a newer version of weige (schema ${found}, this program knows ${known}); start that version, or restore a backup made by this one`,
    );
  }
}

/** Schema number the database stands at; 0 when it is empty. */
export async function schemaVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number | null }>`select max(number) as number from schema_version`.execute(db);
  return rows[0]?.number ?? 0;
}

/** Applies what is missing; resolves to the names applied. Throws NewerDatabaseError and then changes nothing. */
export async function migrate(
  db: Db,
  dialect: Dialect,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<string[]> {
  await alone(db, dialect, (tx) =>
    sql`create table if not exists schema_version (number integer primary key, name text not null)`.execute(tx),
  );
  const found = await schemaVersion(db);
  const known = migrations.at(-1)?.number ?? 0;
  if (found > known) throw new NewerDatabaseError(found, known);
  const applied: string[] = [];
  for (const step of migrations.filter((m) => m.number > found)) {
    await alone(db, dialect, async (tx) => {
      if (dialect.stepLock !== null) await sql.raw(dialect.stepLock).execute(tx);
      // Another process may have done it since.
      if ((await schemaVersion(tx)) >= step.number) return;
      await step.up(tx, dialect);
      if (dialect.bytewise !== null) await sql.raw(dialect.bytewise).execute(tx);
      await sql`insert into schema_version (number, name) values (${step.number}, ${step.name})`.execute(tx);
      applied.push(step.name);
    });
  }
  return applied;
}

/** One transaction, in which no other process changes the schema. */
const alone = (db: Db, { migrationLock }: Dialect, work: (tx: Db) => Promise<unknown>): Promise<unknown> =>
  db.transaction().execute(async (tx) => {
    if (migrationLock !== null) await sql.raw(migrationLock).execute(tx);
    return work(tx);
  });
