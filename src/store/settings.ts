/** Small facts the bot keeps about itself, by key. */
import type { Db } from './open.js';

export async function setting(db: Db, key: string): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function setSetting(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute();
}

/** All that are kept under keys with this beginning, by what follows it. */
export async function settingsUnder(db: Db, prefix: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('settings')
    .selectAll()
    .where('key', '>=', prefix)
    .where('key', '<', `${prefix}\uffff`)
    .orderBy('key')
    .execute();
  return new Map(rows.map(({ key, value }) => [key.slice(prefix.length), value]));
}
