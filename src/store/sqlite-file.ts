/** A SQLite file looked at from outside: what it is, whether it is sound; never migrated, never changed by looking. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { StoreOpenError } from './sqlite.js';

export interface FileFacts {
  /** Number of the last migration it has seen; 0: a database without tables. null: another program's database. */
  readonly schema: number | null;
  /** No unit, room, person or message in it. */
  readonly empty: boolean;
  /** What the integrity check found, one line each; empty when sound. */
  readonly problems: readonly string[];
}

const countRow = z.object({ n: z.number() });
const tableRow = z.object({ name: z.string() });
const schemaRow = z.object({ n: z.number().nullable() });
const checkRows = z.array(z.record(z.string(), z.string()));
const FILLED_BY_USE = ['units', 'rooms', 'people', 'messages'];

/**
 * Looks at a file. `check`: quick reads every page, full also compares indexes with their tables.
 * Throws StoreOpenError when it can't be read or is no database.
 */
export function inspectSqlite(file: string, check: 'quick' | 'full'): FileFacts {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    database.pragma('busy_timeout = 5000');
    return factsOf(database, check);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreOpenError(`cannot open the database ${file}: ${reason}`);
  } finally {
    database?.close();
  }
}

function factsOf(database: Database.Database, check: 'quick' | 'full'): FileFacts {
  const names = database
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all()
    .map((row) => tableRow.parse(row).name);
  const found = checkRows.parse(database.pragma(check === 'quick' ? 'quick_check(5)' : 'integrity_check(5)'));
  const problems = found.flatMap((row) => Object.values(row)).filter((line) => line !== 'ok');
  if (names.length === 0) return { schema: 0, empty: true, problems };
  if (!names.includes('schema_version')) return { schema: null, empty: false, problems };
  const { n } = schemaRow.parse(database.prepare('select max(number) as n from schema_version').get());
  const empty = FILLED_BY_USE.filter((name) => names.includes(name)).every((name) => isEmpty(database, name));
  return { schema: n ?? 0, empty, problems };
}

const isEmpty = (database: Database.Database, table: string): boolean =>
  countRow.parse(database.prepare(`select count(*) as n from (select 1 from ${table} limit 1)`).get()).n === 0;

/**
 * Writes the store as it is at this moment into a new file, while others go on writing: one read transaction, so that
 * it ends however busy they are. Throws when the file exists or can't be written.
 */
export function copySqlite(file: string, target: string): void {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    database.prepare('vacuum into ?').run(target);
  } finally {
    database.close();
  }
  syncToDisk(target);
}

/** Folds the write-ahead log in and puts everything on the disk: one whole file without companions. Throws when it is in use. */
export function sealSqlite(file: string): void {
  const database = new Database(file, { fileMustExist: true });
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
  syncToDisk(file);
}

/** Waits until the bytes of a file and its name in the folder are on the disk. */
export function syncToDisk(file: string): void {
  for (const path of [file, dirname(file)]) {
    const handle = openSync(path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}
