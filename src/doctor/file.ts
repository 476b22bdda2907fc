/** The database's file: whether it can be opened, is sound, and has room to grow. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../cli/fail.js';
import { storeFile, type LoadedConfig } from '../config/load.js';
import { inspectStoreFile } from '../config/open-store.js';
import { lockHolder } from '../store/lock.js';
import { MIGRATIONS } from '../store/migrations/index.js';
import { note, ok, wrong, type Finding } from './finding.js';

const LEAST_FREE_BYTES = 500 * 1024 * 1024;
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export interface FileState {
  readonly findings: readonly Finding[];
  /** Whether it may be opened by this program as it stands. */
  readonly usable: boolean;
}

export function checkFile(loaded: LoadedConfig): FileState {
  const file = storeFile(loaded);
  if (!existsSync(file))
    return { findings: [note(`no store yet at ${file}`, 'the first "weige start" makes it')], usable: false };
  try {
    return checkContents(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { findings: [wrong(`${file}: ${error.what}`, error.remedy ?? 'restore a backup')], usable: false };
  }
}

function checkContents(file: string): FileState {
  const { schema, problems } = inspectStoreFile(file, 'full');
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  const findings: Finding[] = [];
  if (schema === null)
    return unusable(wrong(`${file} is another program's database`, 'name another file at store.file'));
  if (schema > known)
    return unusable(
      wrong(`schema ${schema} is newer than this program's ${known}`, 'start the newer version of weige'),
    );
  if (schema < known) findings.push(wrong(`schema ${schema}, this program's is ${known}`, 'run "weige migrate"'));
  else findings.push(ok(`schema ${schema}, ${megabytes(statSync(file).size)} at ${file}`));
  findings.push(
    problems.length === 0
      ? ok('integrity check passed')
      : wrong(`integrity check: ${problems.join('; ')}`, 'move the file away and "weige restore" the latest backup'),
    freeSpace(file),
    holder(file),
  );
  return { findings, usable: schema === known && problems.length === 0 };
}

const unusable = (finding: Finding): FileState => ({ findings: [finding], usable: false });

function freeSpace(file: string): Finding {
  const disk = statfsSync(dirname(file));
  const free = disk.bavail * disk.bsize;
  return free >= LEAST_FREE_BYTES
    ? ok(`${megabytes(free)} free on its disk`)
    : wrong(`only ${megabytes(free)} free on its disk`, 'free some space: without any, no message can be kept');
}

function holder(file: string): Finding {
  const pid = lockHolder(file);
  return pid === null ? note('no bot is running on it') : ok(`process ${pid} is running on it`);
}
