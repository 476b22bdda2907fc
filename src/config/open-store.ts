/** The configured store, opened with words for whoever has to mend it. */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../cli/fail.js';
import { NewerDatabaseError } from '../store/migrate.js';
import { openStore, type Store } from '../store/open.js';
import { inspectSqlite, type FileFacts } from '../store/sqlite-file.js';
import { isPostgresGone, postgres } from '../store/postgres.js';
import { sqlite, StoreOpenError } from '../store/sqlite.js';
import { StoreLockedError, lockStore as takeLock } from '../store/lock.js';
import type { Log } from '../log.js';
import { storeFile, type LoadedConfig } from './load.js';
import { POSTGRES_URL, postgresUrl } from './secrets.js';

export interface Opening {
  /** SQLite: a file that is not there is no store. A server's database is made by its operator. */
  readonly mustExist: boolean;
  /** Told of connections that a server ended while nobody used them. */
  readonly log?: Log;
  /** SQLite: what takes long to read is read by a thread of its own. For a process that listens. */
  readonly readsAside?: boolean;
}

/**
 * Opens the store and brings its schema up to date; creates folder and file unless `mustExist`.
 * Throws InputError: no store, no access, not a database or a damaged one, another program's, a newer one.
 */
export function openConfiguredStore(loaded: LoadedConfig, opening: Opening): Promise<Store> {
  return loaded.config.store.kind === 'postgres' ? openPostgres(loaded, opening) : openSqlite(loaded, opening);
}

async function openPostgres(loaded: LoadedConfig, { log }: Opening): Promise<Store> {
  makeFolder(dirname(storeFile(loaded)));
  const url = postgresUrl(process.env);
  if (url === null) throw noAddress();
  try {
    // The error carries the whole connection with it.
    const onIdleError = ({ message: reason }: Error) => log?.warn({ reason }, 'the database ended a connection');
    return await openStore(await postgres(url, onIdleError));
  } catch (error) {
    throw serverError(error);
  }
}

const noAddress = (): InputError =>
  new InputError('no address of the database', POSTGRES_URL, 'set it to postgres://user:password@host:5432/database');

/** What the server or the net said, as a sentence for whoever has to mend it; what is none of both stays as it is. */
export function serverError(error: unknown): unknown {
  if (error instanceof NewerDatabaseError || error instanceof StoreOpenError)
    return new InputError(error.message, POSTGRES_URL);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('28'))
    return new InputError('the server refuses the user or password', POSTGRES_URL, 'correct it');
  if (code === '3D000')
    return new InputError('there is no such database on the server', POSTGRES_URL, 'make it with "createdb"');
  if (code === '42501')
    return new InputError('the user may not make tables there', POSTGRES_URL, 'make it the owner of the database');
  if (isPostgresGone(error))
    return new InputError(`the server cannot be reached (${reasonOf(error) || code})`, POSTGRES_URL, 'start it');
  return error;
}

async function openSqlite(loaded: LoadedConfig, options: Opening): Promise<Store> {
  const file = storeFile(loaded);
  if (existsSync(file)) refuseUnusable(file, inspectStoreFile(file, 'quick'));
  else if (options.mustExist) throw noStore(file);
  else makeFolder(dirname(file));
  requireWritable(file);
  try {
    return await openStore(sqlite(file, options));
  } catch (error) {
    throw asInputError(error, file);
  }
}

/** Looks at the store's file without changing it. Throws InputError when it is no readable database. */
export function inspectStoreFile(file: string, check: 'quick' | 'full'): FileFacts {
  try {
    return inspectSqlite(file, check);
  } catch (error) {
    throw asInputError(error, file);
  }
}

/** Takes the database for this process; the result gives it back. Throws InputError while another process runs on it. */
export function lockStore(file: string): () => void {
  try {
    makeFolder(dirname(file));
    return takeLock(file);
  } catch (error) {
    if (error instanceof StoreLockedError)
      throw new InputError(`process ${error.pid} is already running on it`, file, 'stop that one first');
    throw asInputError(error, file);
  }
}

export const noStore = (file: string): InputError =>
  new InputError('there is no store yet', file, 'run "weige start", or "weige restore FILE" for a backup');

const RESTORE = 'move the file away and bring back a backup with "weige restore FILE"';

function refuseUnusable(file: string, facts: FileFacts): void {
  if (facts.schema === null)
    throw new InputError("this is another program's database", file, 'name another file at store.file');
  const damage = facts.problems[0];
  if (damage !== undefined)
    throw new InputError(`the database is damaged (${damage.split('\n')[0] ?? ''})`, file, RESTORE);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`cannot make the folder (${reasonOf(error)})`, folder, 'make it writable for this user');
  }
}

/** The database needs to make companions beside its file, so the folder must be writable too. */
function requireWritable(file: string): void {
  for (const path of [dirname(file), file].filter((path) => existsSync(path))) {
    try {
      accessSync(path, constants.W_OK);
    } catch {
      throw new InputError('cannot be written', path, 'make it writable for this user, or name another at store.file');
    }
  }
}

function asInputError(error: unknown, file: string): unknown {
  if (error instanceof InputError) return error;
  if (error instanceof NewerDatabaseError) return new InputError(error.message, file);
  const reason = reasonOf(error);
  if (/not a database|malformed|corrupt/i.test(reason))
    return new InputError('this is not a sound database', file, RESTORE);
  if (/readonly|unable to open|permission|EACCES|EROFS|EPERM/i.test(reason))
    return new InputError('cannot be opened for writing', file, 'make the file and its folder writable for this user');
  if (/full|ENOSPC/i.test(reason)) return new InputError('the disk is full', file, 'free some space');
  if (/locked|busy/i.test(reason))
    return new InputError('another program holds the database', file, 'close that program');
  return error instanceof StoreOpenError ? new InputError(reason, file) : error;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
