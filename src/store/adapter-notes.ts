/** What an adapter must know after a restart: an offset, a cursor; by its own keys. */
import type { Source } from '../model/event.js';
import type { Db } from './open.js';

export async function adapterNote(db: Db, { platform, account }: Source, key: string): Promise<string | null> {
  const row = await db
    .selectFrom('adapter_notes')
    .select('value')
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value ?? null;
}

export async function keepAdapterNote(
  db: Db,
  { platform, account }: Source,
  key: string,
  value: string,
): Promise<void> {
  await db
    .insertInto('adapter_notes')
    .values({ platform, account, key, value })
    .onConflict((oc) => oc.columns(['platform', 'account', 'key']).doUpdateSet({ value }))
    .execute();
}
