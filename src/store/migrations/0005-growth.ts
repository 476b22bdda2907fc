import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { Dialect } from '../dialect.js';

/** What a store of many years needs: nothing that is asked daily looks at more than its day, and old rows can be let go. */
export async function up(db: Db, dialect: Dialect): Promise<void> {
  const big = sql.raw(dialect.integer);
  await digests(db, big);
  await tickets(db);
  await purging(db, big);
}

type Raw = ReturnType<typeof sql.raw>;

/** A digest reads the events of its units and of its day. */
async function digests(db: Db, big: Raw): Promise<void> {
  await sql`alter table ticket_events add column unit text not null default ''`.execute(db);
  await sql`update ticket_events set unit =
    coalesce((select tickets.unit from tickets where tickets.number = ticket_events.ticket), '')`.execute(db);
  await sql`alter table digests add column last_event ${big}`.execute(db);
  // readTouched, readMoves, readDayEvents, readKept: the events of a unit since a moment.
  await sql`create index ticket_events_by_unit on ticket_events (unit, at)`.execute(db);
  // Both served only sums from the beginning of time.
  await sql`drop index ticket_events_by_time`.execute(db);
  await sql`drop index ticket_events_moves`.execute(db);
  // readNotices: those whose deadline is to come, and those of the last days that have none.
  await sql`create index notices_open on notices (deadline, confirmed_at)`.execute(db);
  // labelsInRooms, unknownInRooms, knownElsewhere: who is in a room, without the rows of members and people.
  await sql`create index members_here on members (room, left_at, household, person)`.execute(db);
  // roomsWithRegistered: the few whose household the register tells.
  await sql`create index people_fixed on people (id) where household_fixed = 1`.execute(db);
  // subtreeOf: the units just below one.
  await sql`create index units_by_parent on units (parent, id)`.execute(db);
}

/** Of a million tickets a few thousand wait or are in hand. */
async function tickets(db: Db): Promise<void> {
  // readStanding, the lists of a digest, what staff rooms see, the counts of open tickets: the condition is STANDING of standing.ts.
  await sql`create index tickets_standing on tickets (unit)
    where status in ('proposed', 'open', 'accepted', 'in_progress', 'on_hold')`.execute(db);
  // Preferred to it, and five times the work; tickets_by_opening finds a unit's settled ones as well.
  await sql`drop index tickets_by_unit`.execute(db);
  // keptElsewhere, for each message of a room: its tickets that went into others, not all it ever had.
  await sql`create index tickets_gone on tickets (room, closed_at) where merged_into is not null`.execute(db);
  // mergedInto: what went into a ticket.
  await sql`create index tickets_merged on tickets (merged_into) where merged_into is not null`.execute(db);
  // roomsWithPendingId, for each message of a room: the few rooms whose id changed.
  await sql`create index rooms_pending on rooms (id) where pending_platform_room is not null`.execute(db);
}

/** Messages and texts are purged in the order of their keys, clocks by due_next; the rest by these. */
async function purging(db: Db, big: Raw): Promise<void> {
  for (const column of [sql`place text`, sql`seq ${big}`, sql`said_at ${big}`, sql`quoted text`])
    await sql`alter table corrections add column ${column}`.execute(db);
  for (const [column, of] of [
    ['place', sql`coalesce(room, 'person:' || person)`],
    ['seq', sql`seq`],
    ['said_at', sql`said_at`],
    ['quoted', sql`quote`],
  ] as const)
    await sql`update corrections set ${sql.ref(column)} =
      (select ${of} from messages where messages.id = corrections.message)`.execute(db);
  // purgeMessages, purgeTexts: whether a correction is learned with what was said before it here, or with what it quotes.
  await sql`create index corrections_by_place on corrections (place, seq)`.execute(db);
  await sql`create index corrections_by_quoted on corrections (quoted) where quoted is not null`.execute(db);
  // purgeTexts: whether a notice counts by this text in which rooms it is.
  await sql`create index notice_rooms_by_outbox on notice_rooms (outbox)`.execute(db);
  // purgeMessages: whether a receipt names the message.
  await sql`create index receipts_by_message on receipts (message) where message is not null`.execute(db);
  // purgeDigests, purgeAsks.
  await sql`create index digests_by_time on digests (made_at)`.execute(db);
  await sql`create index asks_by_end on asks (expires_at)`.execute(db);
}
