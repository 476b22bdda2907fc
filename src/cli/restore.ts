/** `weige restore`: a backup becomes the store, whole or not at all. */
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, storeFile, type LoadedConfig } from '../config/load.js';
import { inspectStoreFile, lockStore, openConfiguredStore } from '../config/open-store.js';
import { POSTGRES_URL } from '../config/secrets.js';
import { MIGRATIONS } from '../store/migrations/index.js';
import { openStore } from '../store/open.js';
import { isEmptyStore, moveAll } from '../store/portable.js';
import { inspectSqlite, sealSqlite, syncToDisk } from '../store/sqlite-file.js';
import { sqlite } from '../store/sqlite.js';
import { InputError } from './fail.js';
import { tellProgress, tellSums } from './moved.js';

async function restore(configFile: string | undefined, backup: string): Promise<void> {
  const loaded = loadConfig(configFile);
  const source = resolve(backup);
  requireBackup(source);
  if (loaded.config.store.kind === 'postgres') await restoreIntoServer(loaded, source);
  else await restoreFile(loaded, source);
}

async function restoreFile(loaded: LoadedConfig, source: string): Promise<void> {
  const release = lockStore(storeFile(loaded));
  try {
    putInPlace(source, storeFile(loaded));
    await bringUpToDate(loaded);
  } finally {
    release();
  }
  process.stderr.write(`${storeFile(loaded)}: restored from ${source}\n`);
}

/** One transaction: all of it is there and compared, or nothing. The backup itself stays as it is: a copy is brought up to date. */
async function restoreIntoServer(loaded: LoadedConfig, source: string): Promise<void> {
  const store = await openConfiguredStore(loaded, { mustExist: true });
  const copy = join(mkdtempSync(join(tmpdir(), 'weige-restore-')), 'backup.db');
  try {
    if (!(await isEmptyStore(store.db)))
      throw new InputError('the database is not empty', POSTGRES_URL, 'name a new one; nothing was changed');
    copyFileSync(source, copy);
    const from = await openStore(sqlite(copy));
    try {
      tellSums(await store.transactAdding((to) => moveAll(from.db, to, store.dialect, tellProgress())));
    } finally {
      await from.close();
    }
  } finally {
    await store.close();
    rmSync(dirname(copy), { recursive: true, force: true });
  }
  process.stderr.write(`the database: restored from ${source}\n`);
}

/** Throws InputError unless the file is a sound database of this program or of an earlier version of it. */
function requireBackup(source: string): void {
  if (!existsSync(source)) throw new InputError('there is no such file', source, 'name a file made by "weige backup"');
  const facts = inspectStoreFile(source, 'full');
  if (facts.schema === null || facts.schema === 0)
    throw new InputError('this is no backup of weige', source, 'name a file made by "weige backup"');
  const damage = facts.problems[0];
  if (damage !== undefined) throw new InputError(`the backup is damaged (${damage})`, source, 'use an earlier one');
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  if (facts.schema > known)
    throw new InputError(
      `a newer version of weige made this backup (schema ${facts.schema}, this program knows ${known})`,
      source,
      'restore it with that version',
    );
}

/** Copies beside the store and then takes its name: a crash leaves the old state or the new one. */
function putInPlace(source: string, file: string): void {
  if (existsSync(file)) makeRoom(file);
  const draft = `${file}.part-${process.pid}`;
  try {
    copyFileSync(source, draft);
    sealSqlite(draft);
    const problems = inspectSqlite(draft, 'quick').problems;
    if (problems.length > 0) throw new Error(`the copy is damaged (${problems.join(', ')}); check the disk`);
    renameSync(draft, file);
    syncToDisk(file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Only an empty store may be replaced. Its companions are folded in first: they would be read as the new file's. */
function makeRoom(file: string): void {
  if (!inspectStoreFile(file, 'quick').empty)
    throw new InputError('this store is not empty', file, 'move it away first; nothing was changed');
  sealSqlite(file);
}

async function bringUpToDate(loaded: LoadedConfig): Promise<void> {
  const store = await openConfiguredStore(loaded, { mustExist: true });
  await store.close();
}

export function register(program: Command): void {
  program
    .command('restore')
    .description('Brings a backup back into an empty store.')
    .argument('<file>', 'a file made by "weige backup"')
    .option('--config <file>', 'configuration file')
    .action((file: string, options: { config?: string }) => restore(options.config, file));
}
