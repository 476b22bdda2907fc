import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';

/** Everything a town needs on its first day. */
export async function up(db: Db, dialect: Dialect): Promise<void> {
  const key = sql.raw(dialect.autoKey);
  const big = sql.raw(dialect.integer);
  await sql`create table units (id text primary key, name text not null, level text not null, kind text not null,
    parent text references units(id), households text not null)`.execute(db);
  await sql`create table rooms (id text primary key, name text not null, unit text references units(id), kind text not null,
    platform text not null, account text not null, platform_room text not null, pending_platform_room text, left_at ${big},
    unique (platform, account, platform_room))`.execute(db);
  await sql`create index rooms_by_unit on rooms (unit)`.execute(db);
  await sql`create table people (id text primary key, name text not null, household text, household_fixed integer not null)`.execute(
    db,
  );
  await sql`create table roles (person text not null references people(id), role text not null, unit text not null references units(id),
    department text)`.execute(db);
  await sql`create index roles_by_person on roles (person)`.execute(db);
  await sql`create index roles_by_unit on roles (unit)`.execute(db);
  await sql`create table members (room text not null references rooms(id), person text not null references people(id), name text not null,
    joined_at ${big} not null, left_at ${big}, primary key (room, person))`.execute(db);
  await sql`create index members_by_person on members (person)`.execute(db);
  await sql`create table messages (seq ${key}, id text not null unique, platform text not null, account text not null, room text,
    person text not null, said_at ${big} not null, received_at ${big} not null, text text not null, images text not null, quote text,
    mentions text not null, mentions_bot integer not null, state text not null, error text, reading text, act text, decision text,
    recalled_at ${big})`.execute(db);
  await sql`create index messages_by_room on messages (room, seq)`.execute(db);
  await sql`create index messages_by_state on messages (state, seq)`.execute(db);
  await sql`create table outbox (id ${key}, room text, person text, lane integer not null, purpose text not null, text text not null,
    mentions text not null, reply_to text, ticket ${big}, notice ${big}, once_key text unique, proactive integer not null,
    state text not null, not_before ${big} not null, booked_at ${big}, settled_at ${big}, attempts integer not null, error text,
    platform_message text, created_at ${big} not null)`.execute(db);
  await sql`create index outbox_queue on outbox (state, lane, not_before, id)`.execute(db);
  await sql`create index outbox_by_room on outbox (room, settled_at)`.execute(db);
  await sql`create index outbox_by_notice on outbox (notice) where notice is not null`.execute(db);
  await tickets(db, key, big);
  await notices(db, key, big);
  await rest(db, key, big);
}

type Raw = ReturnType<typeof sql.raw>;

async function tickets(db: Db, key: Raw, big: Raw): Promise<void> {
  await sql`create table tickets (number ${key}, unit text not null references units(id), room text, confidential integer not null,
    act text not null, category text not null, urgency text not null, summary text not null, location text, phones text not null,
    people text, time text, items text not null, households integer not null, status text not null, level text not null, sent_by text,
    assignee_person text, assignee_department text, opened_at ${big} not null, first_response_at ${big}, due_at ${big},
    paused_remaining_ms ${big}, held_until ${big}, resolved_at ${big}, resolved_by text, asked_at ${big}, closed_at ${big},
    escalations text not null, chases integer not null, reopened integer not null, satisfaction integer, merged_into ${big})`.execute(
    db,
  );
  await sql`create index tickets_by_room on tickets (room, status, resolved_at)`.execute(db);
  await sql`create index tickets_by_unit on tickets (unit, status)`.execute(db);
  await sql`create index tickets_by_opening on tickets (unit, opened_at)`.execute(db);
  await sql`create table ticket_messages (ticket ${big} not null, message text not null, act text not null, position integer not null,
    primary key (ticket, message))`.execute(db);
  await sql`create index ticket_messages_by_message on ticket_messages (message)`.execute(db);
  await sql`create table ticket_reporters (ticket ${big} not null, person text not null, position integer not null,
    primary key (ticket, person))`.execute(db);
  await sql`create index ticket_reporters_by_person on ticket_reporters (person)`.execute(db);
  await sql`create table ticket_events (id ${key}, ticket ${big} not null, at ${big} not null, change text not null, by_message text,
    by_person text, note text, act text, status text not null, open_delta integer not null)`.execute(db);
  await sql`create index ticket_events_by_ticket on ticket_events (ticket, id)`.execute(db);
  await sql`create index ticket_events_by_time on ticket_events (at)`.execute(db);
  await sql`create index ticket_events_moves on ticket_events (ticket, at, open_delta) where open_delta <> 0`.execute(
    db,
  );
  await sql`create table corrections (id ${key}, message text, ticket ${big}, field text not null, was text, now text,
    person text not null, at ${big} not null)`.execute(db);
}

async function notices(db: Db, key: Raw, big: Raw): Promise<void> {
  await sql`create table notices (number ${key}, text text not null, scope text not null, asked_by text not null, asked_in text,
    status text not null, needs_receipt integer not null, deadline ${big}, remind_daily integer not null, send_at ${big},
    created_at ${big} not null, confirmed_at ${big})`.execute(db);
  await sql`create table notice_rooms (notice ${big} not null, room text not null, outbox ${big}, primary key (notice, room))`.execute(
    db,
  );
  await sql`create index notice_rooms_by_room on notice_rooms (room)`.execute(db);
  await sql`create table receipts (notice ${big} not null, room text not null, person text not null, household text not null, message text,
    at ${big} not null, primary key (notice, room, household))`.execute(db);
}

async function rest(db: Db, key: Raw, big: Raw): Promise<void> {
  await sql`create table knowledge (number ${key}, question text not null, answer text not null, source text, valid_until text, unit text,
    added_by text, added_at ${big} not null, removed_at ${big})`.execute(db);
  await sql`create table asks (id ${key}, kind text not null, room text, person text, ref text not null, data text not null,
    asked_at ${big} not null, expires_at ${big} not null, answered_at ${big})`.execute(db);
  await sql`create index asks_open on asks (room, person) where answered_at is null`.execute(db);
  await sql`create table due (id ${key}, kind text not null, ref text not null, due_at ${big} not null, stale_at ${big} not null,
    state text not null, data text not null)`.execute(db);
  await sql`create unique index due_pending on due (kind, ref) where state = 'pending'`.execute(db);
  await sql`create index due_next on due (state, due_at)`.execute(db);
  await sql`create index due_by_ref on due (kind, ref)`.execute(db);
  await sql`create index outbox_by_platform_message on outbox (platform_message)`.execute(db);
  await sql`create index outbox_by_person on outbox (person, settled_at)`.execute(db);
  await sql`create index messages_by_person on messages (person, seq)`.execute(db);
  await sql`create table bind_codes (code_hash text primary key, unit text not null, made_by text not null, made_at ${big} not null,
    expires_at ${big} not null, used_at ${big})`.execute(db);
  await sql`create table gaps (id ${key}, platform text not null, account text not null, down_at ${big} not null, up_at ${big})`.execute(
    db,
  );
  await sql`create table digests (unit text not null, date text not null, open_at_end ${big} not null, made_at ${big} not null,
    primary key (unit, date))`.execute(db);
  await sql`create table settings (key text primary key, value text not null)`.execute(db);
}
