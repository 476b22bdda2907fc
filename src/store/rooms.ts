/** Rooms: their names, units and platform ids, and which account speaks there. */
import type { PersonId, RoomId, UnitId } from '../model/ids.js';
import { accountId, platformId, roomId } from '../model/ids.js';
import type { Source } from '../model/event.js';
import type { Room } from '../model/town.js';
import type { Db } from './open.js';
import type { RoomsTable } from './tables.js';

export async function renameRoom(db: Db, room: RoomId, name: string): Promise<void> {
  await db.updateTable('rooms').set({ name }).where('id', '=', room).execute();
}

export async function bindRoom(db: Db, room: RoomId, unit: UnitId | null): Promise<void> {
  await db.updateTable('rooms').set({ unit }).where('id', '=', room).execute();
}

/** Keeps a room the bot was put into; unbound until somebody binds it. */
export async function saveRoom(db: Db, room: Room, source: Source): Promise<void> {
  await db
    .insertInto('rooms')
    .values({
      id: room.id,
      name: room.name,
      unit: room.unit,
      kind: room.kind,
      platform: source.platform,
      account: source.account,
      platform_room: room.id,
      pending_platform_room: null,
      left_at: null,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
}

/** Our room for a platform's id. `pending`: the id is new for it and waits for a person's confirmation. */
export async function roomByPlatformId(
  db: Db,
  source: Source,
  platformRoom: RoomId,
): Promise<{ id: RoomId; pending: boolean } | null> {
  const row = await db
    .selectFrom('rooms')
    .select(['id', 'platform_room', 'pending_platform_room'])
    .where('platform', '=', source.platform)
    .where('account', '=', source.account)
    .where((eb) => eb.or([eb('platform_room', '=', platformRoom), eb('pending_platform_room', '=', platformRoom)]))
    .executeTakeFirst();
  return row ? { id: roomId(row.id), pending: row.platform_room !== platformRoom } : null;
}

export async function setPendingRoomId(db: Db, room: RoomId, newId: RoomId | null): Promise<void> {
  await db.updateTable('rooms').set({ pending_platform_room: newId }).where('id', '=', room).execute();
}

export async function confirmRoomId(db: Db, room: RoomId): Promise<boolean> {
  const row = await db.selectFrom('rooms').select('pending_platform_room').where('id', '=', room).executeTakeFirst();
  if (!row || row.pending_platform_room === null) return false;
  await db
    .updateTable('rooms')
    .set({ platform_room: row.pending_platform_room, pending_platform_room: null })
    .where('id', '=', room)
    .execute();
  return true;
}

export type Route = Source & {
  readonly platformRoom: RoomId;
  /** The room's platform id changed and nobody confirmed it: nothing may be said there yet. */
  readonly unconfirmed: boolean;
};

/** Which account speaks in a room, and the platform's id for it. */
export async function routeOfRoom(db: Db, room: RoomId): Promise<Route | null> {
  const row = await db
    .selectFrom('rooms')
    .select(['platform', 'account', 'platform_room', 'pending_platform_room'])
    .where('id', '=', room)
    .executeTakeFirst();
  return row ? asRoute(row) : null;
}

/** The account that shares the person's latest room; null when they were seen in none. */
export async function routeOfPerson(db: Db, person: PersonId): Promise<Route | null> {
  const row = await db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room')
    .select(['rooms.platform', 'rooms.account', 'rooms.platform_room', 'rooms.pending_platform_room'])
    .where('members.person', '=', person)
    .where('members.left_at', 'is', null)
    .orderBy('members.joined_at', 'desc')
    .executeTakeFirst();
  return row ? asRoute(row) : null;
}

const asRoute = (row: Pick<RoomsTable, 'platform' | 'account' | 'platform_room' | 'pending_platform_room'>): Route => ({
  platform: platformId(row.platform),
  account: accountId(row.account),
  platformRoom: roomId(row.platform_room),
  unconfirmed: row.pending_platform_room !== null,
});
