/** One running bot a database: a second one would send everything twice. */
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

/** Another process runs on this database. */
export class StoreLockedError extends Error {
  constructor(
    readonly file: string,
    readonly pid: number,
  ) {
    super(`process ${pid} is already running on ${file}`);
  }
}

const lockFile = (file: string): string => `${file}.lock`;

/**
 * Takes the database for this process until the returned function is called or the process ends.
 * Throws StoreLockedError while another living process has it; what a killed process left is taken over.
 */
export function lockStore(file: string): () => void {
  const lock = lockFile(file);
  const mine = identityOf(process.pid);
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    for (let tries = 0; !placed(draft, lock); tries += 1) {
      const holder = lockHolder(file);
      if (holder !== null || tries === 20) throw new StoreLockedError(file, holder ?? 0);
      setStaleAside(lock);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (contentOf(lock) === mine) rmSync(lock, { force: true });
  };
}

/** The living process that runs on this database; null when none does. */
export function lockHolder(file: string): number | null {
  const content = contentOf(lockFile(file));
  const pid = Number(content?.split(' ')[0]);
  return content !== null && Number.isInteger(pid) && pid > 0 && content === identityOf(pid) && isAlive(pid)
    ? pid
    : null;
}

/** A link appears whole or not at all: nobody reads a half-written lock. */
function placed(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Of several processes that find the same stale lock one moves it; a lock placed meanwhile is put back. */
function setStaleAside(lock: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const pid = Number(contentOf(aside)?.split(' ')[0]);
  const live = contentOf(aside) === identityOf(pid) && isAlive(pid);
  if (live) placed(aside, lock);
  unlinkSync(aside);
}

/** "pid started": a number that was given to another process since has another start. Where /proc is missing, the number alone. */
function identityOf(pid: number): string {
  const stat = contentOf(`/proc/${pid}/stat`);
  const started = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return started === undefined ? `${pid}` : `${pid} ${started}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
