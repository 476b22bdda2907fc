/** How often the town's tree, rooms and staff were changed: processes that share a database see by it that theirs is old. */
import { sql } from 'kysely';
import type { Db } from './open.js';
import { setting } from './settings.js';

const KEY = 'town.version';

export const townVersion = async (db: Db): Promise<number> => Number((await setting(db, KEY)) ?? 0);

export async function townChanged(db: Db): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key: KEY, value: '1' })
    .onConflict((oc) =>
      oc.column('key').doUpdateSet({ value: sql<string>`cast(cast(settings.value as integer) + 1 as text)` }),
    )
    .execute();
}
