/** The kinds of fault, by the names under which they are asked for. */
import type { PostgresServer } from '../../support/postgres.js';
import type { Asked, Tally } from '../tally.js';
import { backedUp } from './backup.js';
import { fullDisk } from './full-disk.js';
import { killed } from './killed.js';
import { migrating } from './migrating.js';
import { serverKilled } from './server-killed.js';
import { tornLog } from './torn.js';

interface Kind {
  /** As the table calls it. */
  readonly title: string;
  readonly run: (kind: string, asked: Asked, server: PostgresServer) => Promise<Tally>;
}

export const KINDS: Readonly<Record<string, Kind>> = {
  'killed-sqlite': {
    title: 'program killed, SQLite',
    run: (kind, asked) => killed(kind, { server: null, accounts: 1, rooms: 6 }, asked),
  },
  'killed-postgres': {
    title: 'one of two programs killed, PostgreSQL',
    run: (kind, asked, { url }) => killed(kind, { server: url, accounts: 2, rooms: 3 }, asked),
  },
  'postgres-killed': {
    title: 'PostgreSQL killed',
    run: (kind, asked, server) => serverKilled(kind, 'server', asked, server),
  },
  'backend-killed': {
    title: 'a backend of PostgreSQL killed',
    run: (kind, asked, server) => serverKilled(kind, 'backend', asked, server),
  },
  'torn-log': {
    title: 'log of SQLite torn',
    run: (kind, asked) => tornLog(kind, asked),
  },
  'full-disk': {
    title: 'disk full, SQLite',
    run: (kind, asked) => fullDisk(kind, asked),
  },
  'backup-sqlite': {
    title: 'backup under load, SQLite, restored',
    run: (kind, asked, server) => backedUp(kind, { server: null, accounts: 1, rooms: 6 }, asked, server),
  },
  'backup-postgres': {
    title: 'backup under load, PostgreSQL, restored',
    run: (kind, asked, server) => backedUp(kind, { server: server.url, accounts: 2, rooms: 3 }, asked, server),
  },
  'migration-sqlite': {
    title: 'migration killed, SQLite',
    run: (kind, asked) => migrating(kind, null, asked),
  },
  'migration-postgres': {
    title: 'migration killed, PostgreSQL',
    run: (kind, asked, server) => migrating(kind, server, asked),
  },
};

/** A town that does not come to rest ends its kind, and counts as one thing that does not hold. */
export async function runKind(name: string, asked: Asked, server: PostgresServer): Promise<Tally> {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`no kind of fault ${name}`);
  const began = performance.now();
  try {
    return await kind.run(name, asked, server);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const violated = [`${name}, seed ${asked.seed}: ${why}`];
    const seconds = (performance.now() - began) / 1000;
    return { kind: name, runs: asked.runs, counts: null, violated, seconds, note: 'ended before its last run' };
  }
}
