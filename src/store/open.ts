/** The store: one handle for the process, opened, migrated and closed here. */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import type { Dialect } from './dialect.js';
import { migrate } from './migrate.js';
import { sqlite } from './sqlite.js';
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
  close(): Promise<void>;
}

/** Opens a dialect and brings its schema up to date. Throws StoreOpenError or NewerDatabaseError. */
export async function openStore(dialect: Dialect): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: dialect.kysely });
  const applied = await migrate(db, dialect).catch(async (error: unknown) => {
    await db.destroy();
    throw error;
  });
  return {
    db,
    dialect,
    applied,
    transact: (work) => oneAfterAnother(db, dialect, work),
    transactAdding: (work) => untilNobodyCameBetween(dialect, () => db.transaction().execute(work)),
    transactRepeatable: (work) => repeatable(db, dialect, work),
    close: () => db.destroy(),
  };
}

/** With the waits between them: some seconds of a storm. */
const MOST_TRIES = { surely: 60, perhaps: 5 };
const LONGEST_WAIT_MS = 100;

const oneAfterAnother = <T>(db: Db, dialect: Dialect, work: (tx: Tx) => Promise<T>): Promise<T> =>
  dialect.shared
    ? untilNobodyCameBetween(dialect, () => db.transaction().setIsolationLevel('serializable').execute(work))
    : db.transaction().execute(work);

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

function repeatable<T>(db: Db, dialect: Dialect, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { unsynced } = dialect;
  if (unsynced === null) return oneAfterAnother(db, dialect, work);
  if (unsynced.kind === 'transaction') {
    return oneAfterAnother(db, dialect, async (tx) => {
      await sql.raw(unsynced.begin).execute(tx);
      return work(tx);
    });
  }
  return db.connection().execute(async (connection) => {
    await sql.raw(unsynced.begin).execute(connection);
    try {
      return await connection.transaction().execute(work);
    } finally {
      await sql.raw(unsynced.end).execute(connection);
    }
  });
}

/** A store that lives and dies with the process: replay and tests. */
export const openMemoryStore = (): Promise<Store> => openStore(sqlite(':memory:'));
