/** `weige backup`: one sound file of the whole store, taken while the bot goes on. */
import { existsSync, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, storeFile } from '../config/load.js';
import { inspectStoreFile, noStore } from '../config/open-store.js';
import { copySqlite, inspectSqlite, syncToDisk } from '../store/sqlite-file.js';
import { InputError } from './fail.js';

/** Copies, checks the copy, and only then gives it its name; the store itself is not migrated or changed. */
function backUp(configFile: string | undefined, out: string): void {
  const file = storeFile(loadConfig(configFile));
  const target = resolve(out);
  if (!existsSync(file)) throw noStore(file);
  if (existsSync(target)) throw taken(target);
  if (inspectStoreFile(file, 'quick').schema === null)
    throw new InputError("this is another program's database", file, 'name another file at store.file');
  const draft = `${target}.part-${process.pid}`;
  try {
    copyStore(file, draft);
    const problems = inspectSqlite(draft, 'full').problems;
    if (problems.length > 0) throw new Error(`the copy is damaged (${problems.join(', ')}); check the disk`);
    giveName(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
  process.stderr.write(`${target}: written and checked\n`);
}

function copyStore(file: string, draft: string): void {
  try {
    copySqlite(file, draft);
  } catch (error) {
    throw new InputError(
      `the copy cannot be written (${error instanceof Error ? error.message : String(error)})`,
      draft,
      'name a file in a writable folder with enough space',
    );
  }
}

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
    .action((options: { out: string; config?: string }) => {
      backUp(options.config, options.out);
    });
}
