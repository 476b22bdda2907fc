/** A PostgreSQL database looked at from outside: never migrated, never changed by looking. */
import { Kysely, sql } from 'kysely';
import type { Instant } from '../model/ids.js';
import { heldLeases, type HeldLease } from './leases.js';
import { postgres } from './postgres.js';
import type { Tables } from './tables.js';

export interface ServerFacts {
  /** "18.4" */
  readonly version: string;
  /** Number of the last migration it has seen; 0: a database without our tables. */
  readonly schema: number;
  readonly bytes: number;
  /** A commit that returns is on the server's disk. */
  readonly durable: boolean;
  readonly now: Instant;
  readonly leases: readonly HeldLease[];
  /** Processes heard of within the last half minute. */
  readonly processes: number;
}

const HEARD_OF_MS = 30_000;

/** Throws what the server or the net says. */
export async function inspectPostgres(url: string): Promise<ServerFacts> {
  const dialect = await postgres(url);
  const db = new Kysely<Tables>({ dialect: dialect.kysely });
  try {
    const { rows } = await sql<Basics>`select current_setting('server_version') as version,
      pg_database_size(current_database()) as bytes, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as synchronous, current_setting('full_page_writes') as pages,
      ${sql.raw(dialect.nowMs)} as now, to_regclass('schema_version') is not null as ours,
      to_regclass('leases') is not null as leased`.execute(db);
    const found = rows[0];
    if (found === undefined) throw new Error('the server did not answer');
    return {
      version: found.version.split(' ')[0] ?? found.version,
      schema: found.ours ? await schemaOf(db) : 0,
      bytes: found.bytes,
      durable: found.fsync === 'on' && found.synchronous !== 'off' && found.pages === 'on',
      now: found.now,
      leases: found.leased ? await heldLeases({ db, dialect }) : [],
      processes: found.leased ? await processesSince(db, found.now - HEARD_OF_MS) : 0,
    };
  } finally {
    await db.destroy();
  }
}

interface Basics {
  readonly version: string;
  readonly bytes: number;
  readonly fsync: string;
  readonly synchronous: string;
  readonly pages: string;
  readonly now: number;
  readonly ours: boolean;
  readonly leased: boolean;
}

async function schemaOf(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ n: number | null }>`select max(number) as n from schema_version`.execute(db);
  return rows[0]?.n ?? 0;
}

async function processesSince(db: Kysely<Tables>, since: Instant): Promise<number> {
  const row = await db
    .selectFrom('processes')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('seen_at', '>', since)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
