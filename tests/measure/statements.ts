/** Counts the statements that go to the database and the time they take there, by their words. */
import type { CompiledQuery, DatabaseConnection, Driver } from 'kysely';
import type { Dialect } from '../../src/store/dialect.js';

export interface Counts {
  readonly dialect: Dialect;
  readonly statements: number;
  readonly commits: number;
  /** In the database's own code, commits among it. */
  readonly databaseMs: number;
  readonly commitMs: number;
  clear(): void;
  /** The statements that took longest: how often each for one of `count`, its time for one in microseconds, its words. */
  top(most: number, count: number): string[];
}

interface Seen {
  times: number;
  ms: number;
}

export function counting(given: Dialect): Counts {
  const seen = new Map<string, Seen>();
  const sum = (of: (one: Seen, words: string) => number): number =>
    [...seen].reduce((all, [words, one]) => all + of(one, words), 0);
  const run = async <R>(sql: string, work: () => Promise<R>): Promise<R> => {
    const begun = performance.now();
    const running = work();
    const one = seen.get(sql) ?? { times: 0, ms: 0 };
    seen.set(sql, { times: one.times + 1, ms: one.ms + performance.now() - begun });
    return running;
  };
  return {
    dialect: { ...given, kysely: watched(given.kysely, run) },
    get statements() {
      return sum(({ times }) => times);
    },
    get commits() {
      return sum(({ times }, words) => (words === 'commit' ? times : 0));
    },
    get databaseMs() {
      return sum(({ ms }) => ms);
    },
    get commitMs() {
      return sum(({ ms }, words) => (words === 'commit' ? ms : 0));
    },
    clear: () => seen.clear(),
    top: (most, count) =>
      [...seen]
        .sort(([, a], [, b]) => b.ms - a.ms)
        .slice(0, most)
        .map(([words, { times, ms }]) => {
          const each = `${(times / count).toFixed(3)} x ${((ms * 1000) / times).toFixed(0)} us`;
          return `${each} ${words.replace(/\s+/g, ' ').slice(0, 160)}`;
        }),
  };
}

type Run = <R>(sql: string, work: () => Promise<R>) => Promise<R>;

function watched(given: Dialect['kysely'], run: Run): Dialect['kysely'] {
  return {
    createAdapter: () => given.createAdapter(),
    createIntrospector: (db) => given.createIntrospector(db),
    createQueryCompiler: () => given.createQueryCompiler(),
    createDriver: () => watchedDriver(given.createDriver(), run),
  };
}

function watchedDriver(driver: Driver, run: Run): Driver {
  const inner = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const own = (connection: DatabaseConnection): DatabaseConnection => inner.get(connection) ?? connection;
  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      const connection = await driver.acquireConnection();
      const shown: DatabaseConnection = {
        executeQuery: (query: CompiledQuery) => run(query.sql, () => connection.executeQuery(query)),
        streamQuery: (query, size) => connection.streamQuery(query, size),
      };
      inner.set(shown, connection);
      return shown;
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    savepoint: (connection, name, compile) => driver.savepoint?.(connection, name, compile) ?? Promise.resolve(),
    rollbackToSavepoint: (connection, name, compile) =>
      driver.rollbackToSavepoint?.(connection, name, compile) ?? Promise.resolve(),
    releaseSavepoint: (connection, name, compile) =>
      driver.releaseSavepoint?.(connection, name, compile) ?? Promise.resolve(),
    releaseConnection: (connection) => driver.releaseConnection(own(connection)),
    destroy: () => driver.destroy(),
  };
}
