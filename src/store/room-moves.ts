/** Rooms that change under the bot: left and entered again, known by another id, spoken in by another account. */
import type { Source } from '../model/event.js';
import { roomId, type Instant, type RoomId } from '../model/ids.js';
import type { Db } from './open.js';
import { MOST_IDS } from './prepared.js';
import { inParts } from './parts.js';
import { placedRoom, type PlacedRoom } from './rooms.js';

const MOST_ROWS = 100;

/** The account is no longer there: what waits for these rooms has failed, and staff find it among what was missed. */
export async function leaveRooms(db: Db, rooms: readonly RoomId[], at: Instant): Promise<void> {
  for (const some of inParts(rooms, MOST_IDS)) {
    await db
      .updateTable('rooms')
      .set({ left_at: at, pending_platform_room: null })
      .where('id', 'in', some)
      .where('left_at', 'is', null)
      .execute();
    await failQueued(db, some, { at, error: 'the account is no longer in the room' });
  }
}

/** What waits for these rooms, no more than a database takes at once, is not said there any more. */
export async function failQueued(
  db: Db,
  rooms: readonly RoomId[],
  { at, error }: { readonly at: Instant; readonly error: string },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'failed', settled_at: at, error })
    .where('room', 'in', rooms)
    .where('state', '=', 'queued')
    .execute();
}

export async function enterRooms(db: Db, rooms: readonly RoomId[]): Promise<void> {
  for (const some of inParts(rooms, MOST_IDS)) {
    await db.updateTable('rooms').set({ left_at: null }).where('id', 'in', some).execute();
  }
}

/** Keeps many rooms at once that an account sits in, unbound; those it has already stay as they are. */
export async function saveUnboundRooms(
  db: Db,
  rooms: readonly { readonly room: RoomId; readonly name: string | null }[],
  { platform, account }: Source,
): Promise<void> {
  for (const some of inParts(rooms, MOST_ROWS)) {
    const ids = some.map(({ room }) => room);
    const taken = await db.selectFrom('rooms').select('id').where('id', 'in', ids).execute();
    const others = new Set(taken.map(({ id }) => id));
    const rows = some.map(({ room, name }) => ({
      id: others.has(room) ? roomId(`${account}:${room}`) : room,
      name: name ?? room,
      unit: null,
      kind: 'residents',
      platform,
      account,
      platform_room: room,
      pending_platform_room: null,
      left_at: null,
    }));
    await db
      .insertInto('rooms')
      .values(rows)
      .onConflict((oc) => oc.doNothing())
      .execute();
  }
}

/**
 * The room goes by a new id of the platform from now on. A room that was kept under that id because its talk came first is
 * the same group: all of it moves over. What waits in the outbox is addressed to our own room and follows by itself.
 */
export async function adoptRoomId(db: Db, room: PlacedRoom, newId: RoomId): Promise<void> {
  const { platform, account } = room.source;
  const newer = await db
    .selectFrom('rooms')
    .select('id')
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('platform_room', '=', newId)
    .where('id', '<>', room.id)
    .executeTakeFirst();
  if (newer) await mergeRooms(db, roomId(newer.id), room);
  await db
    .updateTable('rooms')
    .set({ platform_room: newId, pending_platform_room: null, left_at: null })
    .where('id', '=', room.id)
    .execute();
}

async function mergeRooms(db: Db, from: RoomId, into: PlacedRoom): Promise<void> {
  const newer = await placedRoom(db, from);
  if (newer !== null && newer.unit !== null && into.unit === null)
    await db.updateTable('rooms').set({ unit: newer.unit, kind: newer.kind }).where('id', '=', into.id).execute();
  await moveMembers(db, from, into.id);
  await moveNotices(db, from, into.id);
  await db
    .updateTable('outbox')
    .set({ state: 'dropped', error: 'the room was known before' })
    .where('room', '=', from)
    .where('purpose', '=', 'welcome')
    .where('state', '=', 'queued')
    .execute();
  for (const table of ['messages', 'outbox', 'tickets', 'asks'] as const)
    await db.updateTable(table).set({ room: into.id }).where('room', '=', from).execute();
  await db.deleteFrom('rooms').where('id', '=', from).execute();
}

async function moveMembers(db: Db, from: RoomId, into: RoomId): Promise<void> {
  const members = await db.selectFrom('members').selectAll().where('room', '=', from).execute();
  for (const some of inParts(members, MOST_ROWS)) {
    await db
      .insertInto('members')
      .values(some.map((member) => ({ ...member, room: into })))
      .onConflict((oc) => oc.columns(['room', 'person']).doUpdateSet((eb) => ({ left_at: eb.ref('excluded.left_at') })))
      .execute();
  }
  await db.deleteFrom('members').where('room', '=', from).execute();
}

/** A room bound while both were known may have had notices of its own. */
async function moveNotices(db: Db, from: RoomId, into: RoomId): Promise<void> {
  const booked = await db.selectFrom('notice_rooms').selectAll().where('room', '=', from).execute();
  for (const row of booked)
    await db
      .insertInto('notice_rooms')
      .values({ ...row, room: into })
      .onConflict((oc) => oc.doNothing())
      .execute();
  const receipts = await db.selectFrom('receipts').selectAll().where('room', '=', from).execute();
  for (const row of receipts)
    await db
      .insertInto('receipts')
      .values({ ...row, room: into })
      .onConflict((oc) => oc.doNothing())
      .execute();
  await db.deleteFrom('notice_rooms').where('room', '=', from).execute();
  await db.deleteFrom('receipts').where('room', '=', from).execute();
}

/** What was said in a room since then and not handled, because nobody had confirmed its new id; how much of it may be matters. */
export async function unheardSince(
  db: Db,
  room: RoomId,
  since: Instant,
): Promise<{ readonly messages: number; readonly matters: number }> {
  const rows = await db
    .selectFrom('messages')
    .select('act')
    .where('room', '=', room)
    .where('received_at', '>=', since)
    .where('decision', 'in', ['silent:room-id-unconfirmed', 'silent:room-unbound'])
    .execute();
  const matters = rows.filter(({ act }) => act === 'report' || act === 'request' || act === 'question');
  return { messages: rows.length, matters: matters.length };
}

/** Each room is spoken in by the other's account from now on, under the id that account knows it by. */
export async function swapAccounts(db: Db, a: PlacedRoom, b: PlacedRoom): Promise<void> {
  const place = (room: PlacedRoom) => ({
    platform: room.source.platform,
    account: room.source.account,
    platform_room: room.platformRoom,
    pending_platform_room: room.pending,
    left_at: room.leftAt,
  });
  // No two rooms may go by one id even for a moment.
  await db
    .updateTable('rooms')
    .set({ platform_room: `changing ${b.platformRoom}` })
    .where('id', '=', b.id)
    .execute();
  await db.updateTable('rooms').set(place(b)).where('id', '=', a.id).execute();
  await db.updateTable('rooms').set(place(a)).where('id', '=', b.id).execute();
}
