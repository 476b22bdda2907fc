/** Notices, the rooms they go to with what became of each, and the receipts that came back. */
import { sql, type Selectable } from 'kysely';
import type { Instant, MessageId, NoticeNumber, PersonId, RoomId } from '../model/ids.js';
import { personId, roomId, unitId } from '../model/ids.js';
import { NOTICE_STATUSES, type Notice, type NoticeStatus, type Receipt } from '../model/notice.js';
import { OUTBOX_STATES, type OutboxState } from '../model/speech.js';
import { RECEIPTS_OPEN_MS } from '../notices/limits.js';
import type { OpenNotice } from '../notices/receipt.js';
import { oneOf, oneOfOrNull, stringList } from './columns.js';
import type { Db } from './open.js';
import { WENT_OUT } from './outbox.js';
import { prepared } from './prepared.js';
import type { NoticesTable } from './tables.js';

function asNotice(row: Selectable<NoticesTable>): Notice {
  return {
    number: row.number,
    text: row.text,
    scope: stringList(row.scope).map(unitId),
    askedBy: personId(row.asked_by),
    askedIn: row.asked_in === null ? null : roomId(row.asked_in),
    status: oneOf(NOTICE_STATUSES, row.status),
    needsReceipt: row.needs_receipt === 1,
    deadline: row.deadline,
    remindDaily: row.remind_daily === 1,
    sendAt: row.send_at,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
  };
}

/** Keeps a new notice and numbers it. */
export async function insertNotice(db: Db, draft: Omit<Notice, 'number'>): Promise<Notice> {
  const { number } = await db
    .insertInto('notices')
    .values({
      text: draft.text,
      scope: JSON.stringify(draft.scope),
      asked_by: draft.askedBy,
      asked_in: draft.askedIn,
      status: draft.status,
      needs_receipt: draft.needsReceipt ? 1 : 0,
      deadline: draft.deadline,
      remind_daily: draft.remindDaily ? 1 : 0,
      send_at: draft.sendAt,
      created_at: draft.createdAt,
      confirmed_at: draft.confirmedAt,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return { ...draft, number };
}

export async function findNotice(db: Db, number: NoticeNumber): Promise<Notice | null> {
  const row = await db.selectFrom('notices').selectAll().where('number', '=', number).executeTakeFirst();
  return row ? asNotice(row) : null;
}

/** Moves a notice from one of `from` to a status; null when it was in none of them any more. */
export async function moveNotice(
  db: Db,
  number: NoticeNumber,
  from: readonly NoticeStatus[],
  to: { status: NoticeStatus; confirmedAt?: Instant },
): Promise<Notice | null> {
  const result = await db
    .updateTable('notices')
    .set({ status: to.status, ...(to.confirmedAt !== undefined && { confirmed_at: to.confirmedAt }) })
    .where('number', '=', number)
    .where('status', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? findNotice(db, number) : null;
}

/** A person's notices asked for at one place (null: in private) that stand in one of these statuses, newest first. */
export async function noticesAskedBy(
  db: Db,
  person: PersonId,
  place: RoomId | null,
  statuses: readonly NoticeStatus[],
): Promise<Notice[]> {
  const rows = await db
    .selectFrom('notices')
    .selectAll()
    .where('asked_by', '=', person)
    .where('asked_in', place === null ? 'is' : '=', place)
    .where('status', 'in', statuses)
    .orderBy('number', 'desc')
    .limit(20)
    .execute();
  return rows.map(asNotice);
}

/** Every notice by number, for the final report; at most the last 10,000. */
export async function allNotices(db: Db): Promise<Notice[]> {
  return (await recentNotices(db, 10_000)).reverse();
}

/** The last `count` notices, newest first. */
export async function recentNotices(db: Db, count: number): Promise<Notice[]> {
  const rows = await db.selectFrom('notices').selectAll().orderBy('number', 'desc').limit(count).execute();
  return rows.map(asNotice);
}

/** What became of a notice in one room. state null: never booked. */
export interface Delivery {
  readonly room: RoomId;
  readonly outbox: number | null;
  readonly state: OutboxState | null;
  /** Only while queued: not before this moment. */
  readonly notBefore: Instant | null;
  /** It shows the notice, and is no group of residents: it counts in no figure of rooms and households. */
  readonly outlet: boolean;
}

/** Books a room: the outbox row that carries the notice there, in place of an earlier one. */
export async function bookRoom(db: Db, notice: NoticeNumber, room: RoomId, outbox: number | null): Promise<void> {
  await db
    .insertInto('notice_rooms')
    .values({ notice, room, outbox })
    .onConflict((oc) => oc.columns(['notice', 'room']).doUpdateSet({ outbox }))
    .execute();
}

export async function deliveriesOf(db: Db, notice: NoticeNumber): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('notice_rooms')
    .leftJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
    .leftJoin('rooms', 'rooms.id', 'notice_rooms.room')
    .select(['notice_rooms.room', 'notice_rooms.outbox', 'outbox.state', 'outbox.not_before', 'rooms.kind'])
    .where('notice_rooms.notice', '=', notice)
    .orderBy('notice_rooms.room')
    .execute();
  return rows.map((r) => ({
    room: roomId(r.room),
    outbox: r.outbox,
    state: oneOfOrNull(OUTBOX_STATES, r.state),
    notBefore: r.state === 'queued' ? r.not_before : null,
    outlet: r.kind === 'outlet',
  }));
}

/** Takes back what has not gone out yet, reminders included. How many rooms of the notice itself were still waiting. */
export async function dropQueued(db: Db, notice: NoticeNumber, now: Instant): Promise<number> {
  const queued = db
    .updateTable('outbox')
    .set({ state: 'dropped', settled_at: now, error: 'the notice was stopped' })
    .where('notice', '=', notice)
    .where('state', '=', 'queued');
  const carrying = await queued.where('purpose', '=', 'notice').executeTakeFirst();
  await queued.where('purpose', '=', 'reminder').executeTakeFirst();
  return Number(carrying.numUpdatedRows);
}

const selectOpen = prepared({
  build: (db, { room, now }: { readonly room: RoomId; readonly now: Instant }) =>
    db
      .selectFrom('notice_rooms')
      .innerJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
      .innerJoin('notices', 'notices.number', 'notice_rooms.notice')
      .select(['notices.number', 'notices.text', 'notices.needs_receipt', 'notices.deadline', 'outbox.settled_at'])
      .where('notice_rooms.room', '=', room)
      .where('outbox.state', 'in', WENT_OUT)
      .where((eb) =>
        eb.or([
          eb('notices.deadline', '>=', now),
          eb.and([eb('notices.deadline', 'is', null), eb('outbox.settled_at', '>=', now - RECEIPTS_OPEN_MS)]),
        ]),
      )
      .orderBy('outbox.settled_at', 'desc')
      .orderBy('notices.number', 'desc')
      .limit(sql.lit(20)),
  values: ({ room, now }) => [room, ...WENT_OUT, now, now - RECEIPTS_OPEN_MS],
});

/** Notices that reached a room and take receipts at `now`: until their deadline, else seven days long. Newest first. */
export async function openNoticesOfRoom(db: Db, room: RoomId, now: Instant): Promise<OpenNotice[]> {
  const { rows } = await selectOpen(db, { room, now });
  return rows.map((r) => ({
    number: r.number,
    text: r.text,
    sentAt: r.settled_at ?? 0,
    needsReceipt: r.needs_receipt === 1,
    deadline: r.deadline,
  }));
}

/** Keeps a receipt. false: this household confirmed in this room before. */
export async function addReceipt(db: Db, receipt: Receipt, message: MessageId | null): Promise<boolean> {
  const result = await db
    .insertInto('receipts')
    .values({ ...receipt, message })
    .onConflict((oc) => oc.columns(['notice', 'room', 'household']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** When each room was last reminded of a notice (booked, whatever became of it). */
export async function lastReminders(db: Db, notice: NoticeNumber): Promise<Map<RoomId, Instant>> {
  const rows = await db
    .selectFrom('outbox')
    .select(['room', (eb) => eb.fn.max('created_at').as('at')])
    .where('notice', '=', notice)
    .where('purpose', '=', 'reminder')
    .where('room', 'is not', null)
    .groupBy('room')
    .execute();
  return new Map(
    rows.flatMap((r) => (r.room === null ? [] : [[roomId(r.room), Number(r.at)] satisfies [RoomId, number]])),
  );
}
