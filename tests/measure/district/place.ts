/** The store that is measured: a file, or a database on a server of its own, durable as in a town. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore, type Store } from '../../../src/store/open.js';
import { postgres } from '../../../src/store/postgres.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { newDatabase, postgresServer } from '../../support/postgres.js';

export interface Place {
  readonly store: Store;
  readonly folder: string;
  readonly postgresUrl: string | null;
  sizeBytes(): Promise<number>;
  remove(): Promise<void>;
}

export async function openPlace(onServer: boolean): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-district-'));
  const gone = (): void => rmSync(folder, { recursive: true, force: true });
  if (!onServer) {
    const file = join(folder, 'weige.db');
    const store = await openStore(sqlite(file));
    const bytes = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
    return {
      ...{ store, folder, postgresUrl: null },
      sizeBytes: () => Promise.resolve(bytes(file) + bytes(`${file}-wal`)),
      remove: async () => {
        await store.close();
        gone();
      },
    };
  }
  const server = await postgresServer({ durable: true });
  const database = await newDatabase(server.url);
  const store = await openStore(await postgres(database.url));
  return {
    ...{ store, folder, postgresUrl: database.url },
    sizeBytes: async () => {
      const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
        store.db,
      );
      return Number(rows[0]?.bytes);
    },
    remove: async () => {
      await store.close();
      await database.drop();
      await server.stop();
      gone();
    },
  };
}
