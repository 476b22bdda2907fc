/** What staff put right about how a message was read: examples for this town's reader. */
import {
  messageId,
  personId,
  type Instant,
  type MessageId,
  type PersonId,
  type RoomId,
  type TicketNumber,
} from '../model/ids.js';
import { oneOf } from './columns.js';
import type { Db } from './open.js';

const CORRECTED_FIELDS = ['act', 'category', 'urgency'] as const;

export interface Correction {
  /** The opener's message; null when the ticket has none. */
  readonly message: MessageId | null;
  readonly ticket: TicketNumber;
  readonly field: (typeof CORRECTED_FIELDS)[number];
  readonly was: string;
  readonly now: string;
  readonly person: PersonId;
  readonly at: Instant;
}

/** With where its message stands in the talk, by which the purge knows what it is learned with. */
export async function insertCorrection(db: Db, correction: Correction): Promise<void> {
  const talk = await db
    .selectFrom('messages')
    .select(['room', 'person', 'seq', 'said_at', 'quote'])
    .where('id', '=', correction.message ?? '')
    .executeTakeFirst();
  await db
    .insertInto('corrections')
    .values({
      ...correction,
      place: talk ? (talk.room ?? `person:${talk.person}`) : null,
      seq: talk?.seq ?? null,
      said_at: talk?.said_at ?? null,
      quoted: talk?.quote ?? null,
    })
    .execute();
}

/** The last corrections about a message, newest first. */
export async function newestCorrections(db: Db, limit: number): Promise<Correction[]> {
  const rows = await db
    .selectFrom('corrections')
    .selectAll()
    .where('message', 'is not', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    message: row.message === null ? null : messageId(row.message),
    ticket: row.ticket ?? 0,
    field: oneOf(CORRECTED_FIELDS, row.field),
    was: row.was ?? '',
    now: row.now ?? '',
    person: personId(row.person),
    at: row.at,
  }));
}

/** How many tickets a message opened, merged ones left out. */
export async function ticketsOpenedBy(db: Db, message: MessageId): Promise<number> {
  const row = await db
    .selectFrom('ticket_messages')
    .innerJoin('tickets', 'tickets.number', 'ticket_messages.ticket')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('message', '=', message)
    .where('position', '=', 0)
    .where('merged_into', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** The bot's own last words in a room between two moments, oldest first. */
export async function botTalkBetween(
  db: Db,
  room: RoomId,
  { since, until }: { readonly since: Instant; readonly until: Instant },
  limit: number,
): Promise<{ at: Instant; text: string }[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['settled_at', 'text'])
    .where('room', '=', room)
    .where('settled_at', '>=', since)
    .where('settled_at', '<=', until)
    .where('state', 'in', ['accepted', 'delivered', 'unknown'])
    .orderBy('settled_at', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse().map((row) => ({ at: row.settled_at ?? 0, text: row.text }));
}
