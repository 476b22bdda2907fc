/** pg alone, as durable as the store, and a database of the bench's own on somebody's server. */
import { BARE_COLUMNS, bareDefinitions, bareNames, type BareRow, type BareTable } from './bare.js';

/** One prepared statement and one round trip a group, however large: what a program could reach at most. */
export async function barePostgres(url: string, connections: number): Promise<BareTable> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: url, max: connections });
  await pool.query(`create table bare (seq bigint generated always as identity primary key, ${bareDefinitions})`);
  const lists = BARE_COLUMNS.map(([, type], at) => `$${String(at + 1)}::${type}[]`).join(', ');
  const insert = `insert into bare (${bareNames}) select * from unnest(${lists})`;
  const column = (rows: readonly BareRow[], at: number) => rows.map((row) => row[at] ?? null);
  return {
    insert: async (rows) => {
      const values = BARE_COLUMNS.map((_, at) => column(rows, at));
      await pool.query({ name: 'bare-insert', text: insert, values });
    },
    change: async (id, state) => {
      await pool.query({ name: 'bare-change', text: 'update bare set state = $1 where id = $2', values: [state, id] });
    },
    close: () => pool.end(),
  };
}

export interface OwnDatabase {
  readonly url: string;
  /** Ends whoever is still connected to it. */
  drop(): Promise<void>;
}

/** A new database beside the one at `url`. Rejects with the server's words: not reached, or not allowed. */
export async function ownDatabase(url: string, name: string): Promise<OwnDatabase> {
  const own = new URL(url);
  own.pathname = `/${name}`;
  await tell(url, `create database ${name}`);
  return { url: own.href, drop: () => tell(url, `drop database ${name} with (force)`).then(() => undefined) };
}

export interface ServerFacts {
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
}

export async function serverFacts(url: string): Promise<ServerFacts> {
  const shown = async (name: string) => String((await tell(url, `show ${name}`))[0]?.[name]);
  return {
    version: await shown('server_version'),
    fsync: await shown('fsync'),
    synchronousCommit: await shown('synchronous_commit'),
  };
}

/** Bytes of the write-ahead log since the server was made; only a difference says something. */
export async function logBytes(url: string): Promise<number> {
  const [row] = await tell(url, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as bytes");
  return Number(row?.['bytes']);
}

async function tell(url: string, text: string): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
