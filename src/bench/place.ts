/** Where a measured store stands, as one process tells another. */
import { statSync } from 'node:fs';
import { z } from 'zod';
import type { BareTable } from '../store/bare.js';
import { openStore, type Store } from '../store/open.js';
import { logBytes } from '../store/postgres-bare.js';
import { sqlite } from '../store/sqlite.js';

export const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sqlite'), file: z.string() }),
  z.object({ kind: z.literal('postgres'), url: z.string() }),
]);
export type Place = z.output<typeof placeSchema>;

export async function openAt(place: Place): Promise<Store> {
  if (place.kind === 'sqlite') return openStore(sqlite(place.file));
  const { postgres } = await import('../store/postgres.js');
  return openStore(await postgres(place.url));
}

/** A table beside the program's own. `connections` count where the database has several. */
export async function bareAt(place: Place, connections = 1): Promise<BareTable> {
  if (place.kind === 'sqlite') return (await import('../store/sqlite-bare.js')).bareSqlite(place.file);
  return (await import('../store/postgres-bare.js')).barePostgres(place.url, connections);
}

/** Bytes of the log ahead of the database: of the file as it stands (it is used again), of all that a server wrote so far. */
export async function logSize(place: Place): Promise<number> {
  if (place.kind === 'postgres') return logBytes(place.url);
  return statSync(`${place.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
