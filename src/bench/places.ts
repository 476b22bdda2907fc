/** Makes the stores that are measured, and takes them away again: files in a temporary folder, or databases of the bench's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../cli/fail.js';
import { ownDatabase, serverFacts, type OwnDatabase } from '../store/postgres-bare.js';
import type { Place } from './place.js';
import { serverAt, type Server } from './postgres-server.js';

export const STORES = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof STORES)[number];

export interface Places {
  readonly kind: StoreKind;
  /** What was measured, for whoever reads the figures. */
  readonly facts: object;
  /** An empty place under a name of its own. */
  fresh(name: string): Promise<Place>;
  /** Takes away everything that was made. */
  close(): Promise<void>;
}

/** Throws InputError when there is no server to measure on. */
export const placesFor = (kind: StoreKind, env: NodeJS.ProcessEnv): Promise<Places> =>
  kind === 'sqlite' ? Promise.resolve(files()) : databases(env);

function files(): Places {
  const folder = mkdtempSync(join(tmpdir(), 'weige-bench-'));
  return {
    kind: 'sqlite',
    facts: { kind: 'sqlite', journal: 'WAL', synchronous: 'FULL' },
    fresh: (name) => Promise.resolve({ kind: 'sqlite', file: join(folder, `${name}.db`) }),
    close: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function databases(env: NodeJS.ProcessEnv): Promise<Places> {
  const server = await serverAt(env);
  const made: OwnDatabase[] = [];
  const close = async () => {
    try {
      for (const database of made) await database.drop();
    } finally {
      await server.stop();
    }
  };
  try {
    const facts = { kind: 'postgres', server: server.origin, ...(await serverFacts(server.url)) };
    return { kind: 'postgres', facts, fresh: (name) => freshDatabase(server, made, name), close };
  } catch (error) {
    await server.stop();
    throw new InputError(reasonOf(error), server.origin, 'name a PostgreSQL that can be reached');
  }
}

async function freshDatabase(server: Server, made: OwnDatabase[], name: string): Promise<Place> {
  try {
    const own = await ownDatabase(server.url, `weige_bench_${String(process.pid)}_${name}`);
    made.push(own);
    return { kind: 'postgres', url: own.url };
  } catch (error) {
    throw new InputError(reasonOf(error), server.origin, 'the bench makes databases of its own: allow it CREATEDB');
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
