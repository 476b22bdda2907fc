import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';

/** Several processes on one database: which of them speaks through which account, and which of them live. */
export async function up(db: Db, dialect: Dialect): Promise<void> {
  const big = sql.raw(dialect.integer);
  await sql`create table leases (name text primary key, holder text not null, fence ${big} not null, renewed_at ${big} not null,
    expires_at ${big} not null, ok integer not null, health text not null)`.execute(db);
  await sql`create table processes (id text primary key, seen_at ${big} not null)`.execute(db);
}
