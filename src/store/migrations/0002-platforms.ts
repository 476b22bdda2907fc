import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';

/** Real chat platforms: several accounts, people known by several ids, outages, what an adapter must know after a restart. */
export async function up(db: Db, dialect: Dialect): Promise<void> {
  const big = sql.raw(dialect.integer);
  await sql`create table identities (platform_person text primary key, platform text not null, account text not null,
    person text not null, linked_at ${big} not null)`.execute(db);
  await sql`create index identities_by_person on identities (person)`.execute(db);
  await sql`create table identity_codes (code_hash text primary key, person text not null, made_by text, made_at ${big} not null,
    expires_at ${big} not null, used_at ${big})`.execute(db);
  await sql`alter table bind_codes add column kind text not null default 'residents'`.execute(db);
  await sql`alter table messages add column kind text not null default 'text'`.execute(db);
  await sql`alter table outbox add column account text`.execute(db);
  await sql`drop index outbox_queue`.execute(db);
  await sql`create index outbox_queue on outbox (state, account, lane, not_before, id)`.execute(db);
  await sql`create index outbox_by_booking on outbox (booked_at) where booked_at is not null`.execute(db);
  await sql`create table adapter_notes (platform text not null, account text not null, key text not null, value text not null,
    primary key (platform, account, key))`.execute(db);
  await sql`alter table gaps add column replayed integer not null default 0`.execute(db);
  await sql`alter table gaps add column reason text`.execute(db);
}
