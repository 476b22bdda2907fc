/** `weige backup`: one sound file of the whole store, taken while the bot goes on. */
import { existsSync, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, storeFile, type LoadedConfig } from '../config/load.js';
import { inspectStoreFile, noStore, openConfiguredStore } from '../config/open-store.js';
import { openStore } from '../store/open.js';
import { atOneMoment, moveAll } from '../store/portable.js';
import { sqlite } from '../store/sqlite.js';
import { copySqlite, inspectSqlite, sealSqlite, syncToDisk } from '../store/sqlite-file.js';
import { InputError } from './fail.js';
import { tellProgress, tellSums } from './moved.js';

/** Copies, checks the copy, and only then gives it its name; the store itself is not migrated or changed. */
async function backUp(configFile: string | undefined, out: string): Promise<void> {
  const loaded = loadConfig(configFile);
  const target = resolve(out);
  if (existsSync(target)) throw taken(target);
  const draft = `${target}.part-${process.pid}`;
  try {
    if (loaded.config.store.kind === 'postgres') await copyServer(loaded, draft);
    else copyFile(storeFile(loaded), draft);
    const problems = inspectSqlite(draft, 'full').problems;
    if (problems.length > 0) throw new Error(`the copy is damaged (${problems.join(', ')}); check the disk`);
    giveName(draft, target);
  } finally {
    for (const part of ['', '-wal', '-shm']) rmSync(draft + part, { force: true });
  }
  process.stderr.write(`${target}: written and checked\n`);
}

function copyFile(file: string, draft: string): void {
  if (!existsSync(file)) throw noStore(file);
  if (inspectStoreFile(file, 'quick').schema === null)
    throw new InputError("this is another program's database", file, 'name another file at store.file');
  copyStore(file, draft);
}

/** A server's store becomes a file like any other backup: as it is at one moment, while others go on writing. */
async function copyServer(loaded: LoadedConfig, draft: string): Promise<void> {
  const store = await openConfiguredStore(loaded, { mustExist: true });
  try {
    const copy = await openStore(sqlite(draft)).catch((error: unknown) => {
      throw unwritable(draft, error);
    });
    try {
      const sums = await atOneMoment(store, (from) =>
        copy.transact((to) => moveAll(from, to, copy.dialect, tellProgress())),
      );
      tellSums(sums);
    } finally {
      await copy.close();
    }
  } finally {
    await store.close();
  }
  sealSqlite(draft);
}

function copyStore(file: string, draft: string): void {
  try {
    copySqlite(file, draft);
  } catch (error) {
    throw unwritable(draft, error);
  }
}

const unwritable = (draft: string, error: unknown): InputError =>
  new InputError(
    `the copy cannot be written (${error instanceof Error ? error.message : String(error)})`,
    draft,
    'name a file in a writable folder with enough space',
  );

/** A link, not a rename: it fails when somebody made a file of that name meanwhile. */
function giveName(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if (existsSync(target)) throw taken(target);
    throw error;
  }
  syncToDisk(target);
}

const taken = (target: string): InputError =>
  new InputError('there is a file of that name already', target, 'name a new file: a backup never overwrites one');

export function register(program: Command): void {
  program
    .command('backup')
    .description('Writes a consistent, checked copy of the store to a new file; the bot may go on meanwhile.')
    .requiredOption('--out <file>', 'file to write; must not exist')
    .option('--config <file>', 'configuration file')
    .action((options: { out: string; config?: string }) => backUp(options.config, options.out));
}
