/** The store: one handle for the process, opened, migrated and closed here. */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import type { Begin, Dialect } from './dialect.js';
import { migrate } from './migrate.js';
import { sqlite } from './sqlite.js';
import { inTransaction } from './transaction.js';
import type { Tables } from './tables.js';

/** Either the whole database or one transaction in it: queries take both. */
export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface Store {
  readonly db: Db;
  readonly dialect: Dialect;
  /** Steps of the schema that were missing when it was opened, by their names. */
  readonly applied: readonly string[];
  /**
   * All of `work` or nothing; a commit that returns is on the disk. Transactions come out as if one had followed the other:
   * where another process came between, `work` is done again from its beginning.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same for what only adds, and takes nothing it read for settled: nothing is done twice, and others may come between. */
  transactAdding<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * All of `work` or nothing; a power cut may take it back as a whole, until the next transact() has returned. For what is
   * done again after a restart when it is found undone, and has no effect outside the store before a transact().
   */
  transactRepeatable<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The same for what nobody else of its kind decides by: others of its kind run at the same time and are not seen, but two
   * that change the same row are told apart. It never runs at the same time as transact() or transactRepeatable().
   */
  transactBeside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads, all of it as of one moment; where the dialect can, the writing goes on meanwhile. `work` writes nothing. */
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a dialect and brings its schema up to date. Throws StoreOpenError or NewerDatabaseError. */
export async function openStore(dialect: Dialect): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: dialect.kysely });
  const applied = await migrate(db, dialect).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  const aside = dialect.aside === null ? null : new Kysely<Tables>({ dialect: dialect.aside });
  return {
    db,
    dialect,
    applied,
    transact: (work) => begun(db, dialect, 'deciding', work),
    transactAdding: (work) => begun(db, dialect, 'adding', work),
    transactRepeatable: (work) => repeatable(db, dialect, 'repeatable', work),
    transactBeside: (work) => repeatable(db, dialect, 'beside', work),
    snapshot: (work) => inTransaction(aside ?? db, dialect, dialect.begin.reading, work),
    close: async () => {
      await aside?.destroy();
      await db.destroy();
    },
  };
}

/** With the waits between them: some seconds of a storm. */
const MOST_TRIES = { surely: 60, perhaps: 5 };
const LONGEST_WAIT_MS = 100;

function begun<T>(db: Db, dialect: Dialect, kind: keyof Begin, work: (tx: Tx) => Promise<T>): Promise<T> {
  return untilNobodyCameBetween(dialect, () => inTransaction(db, dialect, dialect.begin[kind], work));
}

async function untilNobodyCameBetween<T>(dialect: Dialect, transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      const conflict = dialect.conflict(error);
      if (conflict === null || tries >= MOST_TRIES[conflict]) throw error;
      // Those who came between one another come apart.
      await wait(randomInt(Math.min(2 ** tries, LONGEST_WAIT_MS)));
    }
  }
}

function repeatable<T>(
  db: Db,
  dialect: Dialect,
  kind: 'repeatable' | 'beside',
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { unsynced } = dialect;
  if (unsynced === null) return begun(db, dialect, kind, work);
  return db.connection().execute(async (connection) => {
    await sql.raw(unsynced.begin).execute(connection);
    try {
      return await begun(connection, dialect, kind, work);
    } finally {
      await sql.raw(unsynced.end).execute(connection);
    }
  });
}

/** A store that lives and dies with the process: replay and tests. */
export const openMemoryStore = (): Promise<Store> => openStore(sqlite(':memory:'));
