/** A real PostgreSQL server for tests: the one of WEIGE_TEST_POSTGRES_URL, or one of its own in a temporary folder. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ownServer, type OwnServer } from '../../src/bench/own-server.js';

export interface PostgresServer {
  /** Of a database in which others may be made. */
  readonly url: string;
  /** null: it is somebody else's server, and nobody's to kill. */
  readonly own: OwnServer | null;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** false: quick, and a power cut would lose commits. */
  readonly durable?: boolean;
}

const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export async function postgresServer({ durable = false }: ServerOptions = {}): Promise<PostgresServer> {
  const given = process.env['WEIGE_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') return { url: given, own: null, stop: () => Promise.resolve() };
  const own = await ownServer(['max_connections=200', ...(durable ? [] : QUICK)]);
  return { url: own.url, own, stop: () => own.remove() };
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
