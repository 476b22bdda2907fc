/** What is to be said, is being said, and was said. A row is booked before it is sent, so a crash can't send it twice. */
import { sql, type Selectable } from 'kysely';
import type { Instant, MessageId, NoticeNumber, PersonId, RoomId } from '../model/ids.js';
import { messageId, personId, roomId } from '../model/ids.js';
import {
  LANES,
  OUTBOX_STATES,
  PURPOSES,
  type Destination,
  type Lane,
  type OutboxState,
  type Purpose,
  type Speech,
} from '../model/speech.js';
import { oneOf, stringList } from './columns.js';
import type { Db } from './open.js';
import { prepared } from './prepared.js';
import type { OutboxTable } from './tables.js';

export interface OutboxRow {
  readonly id: number;
  readonly to: Destination;
  readonly lane: Lane;
  readonly purpose: Purpose;
  readonly text: string;
  readonly mentions: readonly PersonId[];
  readonly replyTo: MessageId | null;
  readonly ticket: number | null;
  readonly notice: NoticeNumber | null;
  readonly proactive: boolean;
  readonly state: OutboxState;
  readonly notBefore: Instant;
  readonly attempts: number;
  readonly createdAt: Instant;
}

export function asOutboxRow(r: Selectable<OutboxTable>): OutboxRow {
  return {
    id: r.id,
    to: r.room === null ? { person: personId(r.person ?? '') } : { room: roomId(r.room) },
    lane: LANES[r.lane] ?? 'answer',
    purpose: oneOf(PURPOSES, r.purpose),
    text: r.text,
    mentions: stringList(r.mentions).map(personId),
    replyTo: r.reply_to === null ? null : messageId(r.reply_to),
    ticket: r.ticket,
    notice: r.notice,
    proactive: r.proactive === 1,
    state: oneOf(OUTBOX_STATES, r.state),
    notBefore: r.not_before,
    attempts: r.attempts,
    createdAt: r.created_at,
  };
}

/** As stored: it went out, as far as anybody knows. */
export const WENT_OUT = ['accepted', 'delivered', 'unknown'] as const satisfies readonly OutboxState[];

const rowOf = (s: Speech, now: Instant) => ({
  room: 'room' in s.to ? s.to.room : null,
  person: 'person' in s.to ? s.to.person : null,
  lane: LANES.indexOf(s.lane),
  purpose: s.purpose,
  text: s.text,
  mentions: JSON.stringify(s.mentions),
  reply_to: s.replyTo,
  ticket: s.ticket,
  notice: s.notice,
  once_key: s.onceKey,
  proactive: s.proactive ? 1 : 0,
  not_before: s.notBefore ?? now,
  created_at: now,
});

const insertQueued = prepared({
  build: (db, row: ReturnType<typeof rowOf>) =>
    db
      .insertInto('outbox')
      .values({ ...row, state: sql.lit('queued'), attempts: sql.lit(0) })
      .onConflict((oc) => oc.column('once_key').doNothing())
      .returning('id'),
  values: (row) => Object.values(row),
});

/** Queues a speech; null when its onceKey was queued before. */
export async function enqueue(db: Db, s: Speech, now: Instant): Promise<number | null> {
  const { rows } = await insertQueued(db, rowOf(s, now));
  return rows[0]?.id ?? null;
}

/** What one account may send now: most pressing lane first, then the oldest. */
export async function sendable(
  db: Db,
  account: string,
  now: Instant,
  limit: number,
  onlyLane: Lane | null = null,
): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'queued')
    .where('account', '=', account)
    .$if(onlyLane !== null, (query) => query.where('lane', '=', LANES.indexOf(onlyLane ?? 'emergency')))
    .where('not_before', '<=', now)
    .orderBy('lane')
    .orderBy('not_before')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(asOutboxRow);
}

/** When the next queued row of each account may go. */
export async function nextSendable(db: Db): Promise<Map<string | null, Instant>> {
  const rows = await db
    .selectFrom('outbox')
    .select(['account', (eb) => eb.fn.min('not_before').as('at')])
    .where('state', '=', 'queued')
    .groupBy('account')
    .execute();
  return new Map(rows.map((r) => [r.account, Number(r.at)]));
}

/** Puts a row off that is queued or was just refused; one that was dropped meanwhile stays dropped. */
export async function postpone(db: Db, id: number, until: Instant): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: until, state: 'queued' })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'sending'])
    .execute();
}

/** Gives a queued row other words: those of several said as one. */
export async function reword(
  db: Db,
  { id, text, mentions }: Pick<OutboxRow, 'id' | 'text' | 'mentions'>,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ text, mentions: JSON.stringify(mentions) })
    .where('id', '=', id)
    .execute();
}

/** Puts a row back as it was before its attempt was booked: nothing went out, and the try does not count. */
export async function unbook(db: Db, id: number, until: Instant): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({ state: 'queued', not_before: until, attempts: eb('attempts', '-', 1), booked_at: null }))
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** Books the attempt before the risky act. false: it is no longer queued, or no longer for `account` to say (null: whichever). */
export async function bookAttempt(db: Db, id: number, now: Instant, account: string | null = null): Promise<boolean> {
  const result = await db
    .updateTable('outbox')
    .set((eb) => ({ state: 'sending', booked_at: now, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .$if(account !== null, (query) => query.where('account', '=', account))
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function settle(
  db: Db,
  id: number,
  outcome: { state: OutboxState; at: Instant; platformMessage?: string | null; error?: string | null },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({
      // A platform may show a text before it says that it took it.
      state: eb.case().when('state', '=', 'delivered').then('delivered').else(outcome.state).end(),
      settled_at: outcome.at,
      ...(outcome.platformMessage !== undefined && { platform_message: outcome.platformMessage }),
      error: outcome.error ?? null,
    }))
    .where('id', '=', id)
    .execute();
}

/** The platform showed it: only its state changes, not when it was said. */
export async function markDelivered(db: Db, id: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'delivered' })
    .where('id', '=', id)
    .where('state', 'in', ['sending', 'accepted', 'unknown'])
    .execute();
}

const selectSending = prepared({
  build: (db) => db.selectFrom('outbox').select('id').where('state', '=', sql.lit('sending')).limit(sql.lit(1)),
  values: () => [],
});

/** Rows that a stopped process left between booking and settling, or this one before `bookedBefore`: whether they went out, nobody knows. */
export async function abandonSending(
  db: Db,
  now: Instant,
  bookedBefore: Instant = Infinity,
  account: string | null = null,
): Promise<number> {
  // Asked at each look at the outbox, when there is hardly ever one: a writer would wait for the disk.
  if ((await selectSending(db, null)).rows.length === 0) return 0;
  const result = await db
    .updateTable('outbox')
    .set({ state: 'unknown', settled_at: now, error: 'it was being sent, and what came of it was not kept' })
    .where('state', '=', 'sending')
    .$if(bookedBefore !== Infinity, (query) => query.where('booked_at', '<', bookedBefore))
    .$if(account !== null, (query) => query.where('account', '=', account))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

interface RoomSince {
  readonly room: RoomId;
  readonly since: Instant;
}

const selectSaid = prepared({
  build: (db, { room, since }: RoomSince) =>
    db
      .selectFrom('outbox')
      .select(['settled_at', 'purpose'])
      .where('room', '=', room)
      .where('settled_at', '>=', since)
      .where('state', 'in', WENT_OUT)
      .orderBy('settled_at'),
  values: ({ room, since }) => [room, since, ...WENT_OUT],
});

/** The bot's own messages in a room since `since`, by state of having gone out. */
export async function saidInRoomSince(
  db: Db,
  room: RoomId,
  since: Instant,
): Promise<{ at: Instant; purpose: Purpose }[]> {
  const { rows } = await selectSaid(db, { room, since });
  return rows.map((r) => ({ at: r.settled_at ?? 0, purpose: oneOf(PURPOSES, r.purpose) }));
}

const selectBotTalk = prepared({
  shape: ({ limit }: RoomSince & { readonly limit: number }) => limit,
  build: (db, { room, since, limit }) =>
    db
      .selectFrom('outbox')
      .select(['settled_at', 'text', 'purpose', 'ticket'])
      .where('room', '=', room)
      .where('settled_at', '>=', since)
      .where('state', 'in', WENT_OUT)
      .orderBy('settled_at', 'desc')
      .limit(sql.lit(limit)),
  values: ({ room, since }) => [room, since, ...WENT_OUT],
});

/** The last words of the bot in a room before `at`, oldest first. */
export async function botTalk(
  db: Db,
  room: RoomId,
  since: Instant,
  limit: number,
): Promise<{ at: Instant; text: string; purpose: Purpose; ticket: number | null }[]> {
  const { rows } = await selectBotTalk(db, { room, since, limit });
  return rows
    .map((r) => ({ at: r.settled_at ?? 0, text: r.text, purpose: oneOf(PURPOSES, r.purpose), ticket: r.ticket }))
    .reverse();
}

/** What one of the bot's own messages was about, when somebody quotes it. */
export async function outboxByPlatformMessage(db: Db, platformMessage: string): Promise<OutboxRow | null> {
  const row = await db
    .selectFrom('outbox')
    .selectAll()
    .where('platform_message', '=', platformMessage)
    .executeTakeFirst();
  return row ? asOutboxRow(row) : null;
}

export async function queuedInRoom(db: Db, room: RoomId, purpose: Purpose): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('room', '=', room)
    .where('purpose', '=', purpose)
    .where('state', '=', 'queued')
    .orderBy('id')
    .execute();
  return rows.map(asOutboxRow);
}

export async function outboxCounts(db: Db): Promise<{ state: OutboxState; count: number }[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .orderBy('state')
    .execute();
  return rows.map((r) => ({ state: oneOf(OUTBOX_STATES, r.state), count: Number(r.count) }));
}

const DAY_MS = 24 * 3600_000;

/** What waits for a person who had to write first may go now; what waits for less than a day waits for something else. */
export async function releaseFor(db: Db, person: PersonId, now: Instant): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: now })
    .where('person', '=', person)
    .where('state', '=', 'queued')
    .where('attempts', '>', 0)
    .where('not_before', '>', now + DAY_MS)
    .execute();
}
