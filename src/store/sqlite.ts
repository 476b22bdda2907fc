/** The embedded dialect: one file, one writer, every commit on the disk before it counts. */
import Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type QueryCompiler,
  type SqliteDatabase,
} from 'kysely';
import { readingAside } from './sqlite-aside.js';
import type { Dialect } from './dialect.js';
import { CACHE_KIB, PlannedOnce, withStatementsKept } from './sqlite-habits.js';

/** A transaction takes the write lock when it begins: one that reads first and writes later would fail under another writer. */
const BEGIN = 'begin immediate';

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(BEGIN));
  }

  /** A full disk has undone it already: why it failed is to be told, not that there is nothing left to undo. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
    }
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;
  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }
  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database });
  }
  override createQueryCompiler(): QueryCompiler {
    return new PlannedOnce();
  }
}

export class StoreOpenError extends Error {}

export interface SqliteOptions {
  /** Long reading is done by a thread of its own: for a process that also listens. */
  readonly readsAside?: boolean;
}

/**
 * Opens (or creates) the file; ":memory:" for a store that ends with the process.
 * Throws StoreOpenError with a sentence for the operator: no access, not a database, durability not to be had.
 */
export function sqlite(file: string, { readsAside = false }: SqliteOptions = {}): Dialect {
  const database = openChecked(file);
  return {
    name: 'sqlite',
    autoKey: 'integer primary key autoincrement',
    integer: 'integer',
    nowMs: "cast(unixepoch('subsec') * 1000 as integer)",
    shared: false,
    kysely: new ImmediateSqliteDialect(withStatementsKept(database)),
    aside: readsAside && file !== ':memory:' ? readingAside(file) : null,
    // The log is written in order: whatever waits for the disk later takes this with it.
    unsynced: file === ':memory:' ? null : { begin: 'pragma synchronous = NORMAL', end: 'pragma synchronous = FULL' },
    begin: { adding: BEGIN, deciding: BEGIN, repeatable: BEGIN, beside: BEGIN, reading: 'begin' },
    pipelines: false,
    migrationLock: null,
    stepLock: null,
    bytewise: null,
    losses: () => 0,
    gone: isFull,
    conflict: () => null,
  };
}

/** Nothing was done, and the same works once there is room again. */
const isFull = (error: unknown): boolean =>
  error instanceof Database.SqliteError && ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'].includes(error.code);

function openChecked(file: string): Database.Database {
  let database: Database.Database | null = null;
  try {
    database = new Database(file);
    database.pragma('busy_timeout = 5000');
    database.pragma('foreign_keys = ON');
    if (file === ':memory:') return database;
    database.pragma('journal_mode = WAL');
    database.pragma(`cache_size = -${String(CACHE_KIB)}`);
    database.pragma('synchronous = FULL');
    const journal: unknown = database.pragma('journal_mode', { simple: true });
    const synchronous: unknown = database.pragma('synchronous', { simple: true });
    if (journal !== 'wal' || synchronous !== 2) {
      throw new Error(
        `this file system gives journal_mode=${String(journal)}, synchronous=${String(synchronous)}; WAL and FULL are needed`,
      );
    }
    return database;
  } catch (error) {
    database?.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreOpenError(`cannot open the database ${file}: ${reason}`);
  }
}
