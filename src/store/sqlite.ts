/** The embedded dialect: one file, one writer, every commit on the disk before it counts. */
import Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  ValueNode,
  type DatabaseConnection,
  type Driver,
  type LimitNode,
  type QueryCompiler,
  type SqliteDatabase,
} from 'kysely';
import type { Dialect } from './dialect.js';

/** A transaction takes the write lock when it begins: one that reads first and writes later would fail under another writer. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
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

/** Compiling a statement costs more than running it; the same few hundred texts come again and again. */
const KEPT_STATEMENTS = 500;

function withStatementsKept(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, Database.Statement>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      const known = kept.get(text);
      if (known) return known;
      const made = database.prepare(text);
      const oldest = kept.keys().next();
      if (kept.size >= KEPT_STATEMENTS && !oldest.done) kept.delete(oldest.value);
      kept.set(text, made);
      return made;
    },
  };
}

/** A bound limit takes part in the plan: the statement would be planned anew on each run, which costs more than running it. */
class PlannedOnce extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node;
    if (ValueNode.is(limit) && Number.isInteger(limit.value)) this.append(`limit ${String(limit.value)}`);
    else super.visitLimit(node);
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

/** Pages kept in memory; with the default of 2 MB a digest of a large town read the same pages from the file again and again. */
const CACHE_KIB = 65_536;

export class StoreOpenError extends Error {}

/**
 * Opens (or creates) the file; ":memory:" for a store that ends with the process.
 * Throws StoreOpenError with a sentence for the operator: no access, not a database, durability not to be had.
 */
export function sqlite(file: string): Dialect {
  const database = openChecked(file);
  return {
    name: 'sqlite',
    autoKey: 'integer primary key autoincrement',
    integer: 'integer',
    nowMs: "cast(unixepoch('subsec') * 1000 as integer)",
    shared: false,
    kysely: new ImmediateSqliteDialect(withStatementsKept(database)),
    // The log is written in order: whatever waits for the disk later takes this with it.
    unsynced:
      file === ':memory:'
        ? null
        : { kind: 'connection', begin: 'pragma synchronous = NORMAL', end: 'pragma synchronous = FULL' },
    migrationLock: null,
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
