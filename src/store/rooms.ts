/** Rooms: their names, units and platform ids, and which account speaks there. */
import type { Instant, PersonId, RoomId, UnitId } from '../model/ids.js';
import { accountId, platformId, roomId, unitId } from '../model/ids.js';
import type { Source } from '../model/event.js';
import { ROOM_KINDS, type Room, type RoomKind } from '../model/town.js';
import { oneOf } from './columns.js';
import { identitiesOf } from './identities.js';
import type { Db } from './open.js';
import { prepared } from './prepared.js';
import type { RoomsTable } from './tables.js';

export async function renameRoom(db: Db, room: RoomId, name: string): Promise<void> {
  await db.updateTable('rooms').set({ name }).where('id', '=', room).execute();
}

/** `kind`: what the room becomes; null: it stays what it is. */
export async function bindRoom(db: Db, room: RoomId, unit: UnitId | null, kind: RoomKind | null = null): Promise<void> {
  await db
    .updateTable('rooms')
    .set({ unit, ...(kind !== null && { kind }) })
    .where('id', '=', room)
    .execute();
}

/** Keeps a room the bot was put into; unbound until somebody binds it. Gives the id it is kept under. */
export async function saveRoom(db: Db, room: Room, source: Source): Promise<RoomId> {
  const id = await freeId(db, room.id, source);
  await db
    .insertInto('rooms')
    .values({
      id,
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
  return id;
}

/** Two accounts may sit in one group of a platform that calls it the same to both: each has a room of its own here. */
async function freeId(db: Db, room: RoomId, { platform, account }: Source): Promise<RoomId> {
  const taken = await db.selectFrom('rooms').select(['platform', 'account']).where('id', '=', room).executeTakeFirst();
  const own = !taken || (taken.platform === platform && taken.account === account);
  return own ? room : roomId(`${account}:${room}`);
}

/** A room as an account sees it. */
export interface PlacedRoom extends Room {
  readonly source: Source;
  readonly platformRoom: RoomId;
  /** A new platform id that waits for a person's confirmation. */
  readonly pending: RoomId | null;
  /** When the account left it or was removed; null while it sits there. */
  readonly leftAt: Instant | null;
}

export const asRoom = (row: Pick<RoomsTable, 'id' | 'name' | 'unit' | 'kind'>): Room => ({
  id: roomId(row.id),
  name: row.name,
  unit: row.unit === null ? null : unitId(row.unit),
  kind: oneOf(ROOM_KINDS, row.kind),
});

const asPlaced = (row: RoomsTable): PlacedRoom => ({
  ...asRoom(row),
  source: asSource(row),
  platformRoom: roomId(row.platform_room),
  pending: row.pending_platform_room === null ? null : roomId(row.pending_platform_room),
  leftAt: row.left_at,
});

/** All rooms, also those that were left; of one account when it is named. In the order of their ids. */
export async function placedRooms(db: Db, source: Source | null = null): Promise<PlacedRoom[]> {
  const rows = await db
    .selectFrom('rooms')
    .selectAll()
    .$if(source !== null, (query) =>
      query.where('platform', '=', source?.platform ?? '').where('account', '=', source?.account ?? ''),
    )
    .orderBy('id')
    .execute();
  return rows.map(asPlaced);
}

export async function placedRoom(db: Db, room: RoomId): Promise<PlacedRoom | null> {
  const row = await db.selectFrom('rooms').selectAll().where('id', '=', room).executeTakeFirst();
  return row ? asPlaced(row) : null;
}

/**
 * Our room for a platform's id: the one that goes by it; else the one for which it is new and waits for a person's
 * confirmation; else the one that went by it before, since what was said before a change may arrive after it.
 */
export async function roomByPlatformId(db: Db, source: Source, platformRoom: RoomId): Promise<PlacedRoom | null> {
  const ofAccount = db
    .selectFrom('rooms')
    .selectAll()
    .where('platform', '=', source.platform)
    .where('account', '=', source.account);
  const row =
    (await ofAccount.where('platform_room', '=', platformRoom).executeTakeFirst()) ??
    (await ofAccount.where('pending_platform_room', '=', platformRoom).executeTakeFirst()) ??
    (await ofAccount.where('id', '=', platformRoom).executeTakeFirst());
  return row ? asPlaced(row) : null;
}

/** Rooms in which an account sits, of those that go by these ids of the platform just now; by that id. */
export async function placedAmong(
  db: Db,
  { platform, account }: Source,
  platformRooms: readonly RoomId[],
): Promise<Map<RoomId, { readonly id: RoomId; readonly name: string }>> {
  const rows = await db
    .selectFrom('rooms')
    .select(['id', 'name', 'platform_room'])
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('platform_room', 'in', platformRooms)
    .where('left_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [roomId(row.platform_room), { id: roomId(row.id), name: row.name }]));
}

const selectStanding = prepared({
  build: (db, room: RoomId) =>
    db.selectFrom('rooms').select(['platform', 'account', 'pending_platform_room']).where('id', '=', room),
  values: (room) => [room],
});

/** Which account speaks in a room. */
export interface RoomStanding extends Source {
  /** The room's platform id changed and nobody confirmed it yet. */
  readonly unconfirmed: boolean;
}

/** null: there is no such room. */
export async function standingOf(db: Db, room: RoomId): Promise<RoomStanding | null> {
  const [row] = (await selectStanding(db, room)).rows;
  return row === undefined ? null : { ...asSource(row), unconfirmed: row.pending_platform_room !== null };
}

export async function setPendingRoomId(db: Db, room: RoomId, newId: RoomId | null): Promise<void> {
  await db.updateTable('rooms').set({ pending_platform_room: newId }).where('id', '=', room).execute();
}

export type Route = Source & {
  readonly platformRoom: RoomId;
  /** The room's platform id changed and nobody confirmed it: nothing may be said there yet. */
  readonly unconfirmed: boolean;
};

/** Which account speaks in a room, and the platform's id for it; null: none, or it is no longer there. */
export async function routeOfRoom(db: Db, room: RoomId): Promise<Route | null> {
  const row = await db
    .selectFrom('rooms')
    .select(['platform', 'account', 'platform_room', 'pending_platform_room'])
    .where('id', '=', room)
    .where('left_at', 'is', null)
    .executeTakeFirst();
  return row ? asRoute(row) : null;
}

export type PersonRoute = Source & {
  /** By which the platform knows the person. */
  readonly platformPerson: PersonId;
};

/**
 * The account that reaches a person in private: where they last spoke, so that an answer comes where it was asked for, else
 * where their latest room is, else where they were linked last. null: never met.
 */
export async function routeOfPerson(db: Db, person: PersonId): Promise<PersonRoute | null> {
  const rooms = await roomsEverOf(db, person);
  const now = rooms.filter(({ here }) => here);
  const talk = await latestTalkAccount(db, person, rooms);
  const linked = await identitiesOf(db, person);
  for (const met of [talk, now[0] ?? null]) {
    if (met === null) continue;
    const there = linked.find((id) => isSame(id, met));
    if (there) return there;
    // One whom the account knows by another id than ours sits there under that account's link only.
    if (now.some((room) => isSame(room, met))) return { ...asSource(met), platformPerson: person };
  }
  const last = linked[0] ?? talk;
  return last && { platformPerson: person, ...last };
}

const isSame = (a: AccountColumns, b: AccountColumns): boolean => a.platform === b.platform && a.account === b.account;

type AccountColumns = Pick<RoomsTable, 'platform' | 'account'>;

interface RoomEver extends AccountColumns {
  readonly id: string;
  /** Still a member. */
  readonly here: boolean;
}

/** Rooms in which a person is or was a member, the latest joined first. Whoever has spoken in a room is or was one. */
async function roomsEverOf(db: Db, person: PersonId): Promise<RoomEver[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room')
    .select(['rooms.id', 'rooms.platform', 'rooms.account', 'members.left_at'])
    .where('members.person', '=', person)
    .orderBy('members.joined_at', 'desc')
    .execute();
  return rows.map(({ left_at: left, ...room }) => ({ ...room, here: left === null }));
}

/** Where somebody spoke last is looked for among so many of the last lines of so many rooms; more is the way of staff. */
const LAST_LINES = 50;
const LATEST_ROOMS = 100;

async function latestTalkAccount(db: Db, person: PersonId, rooms: readonly RoomEver[]): Promise<Source | null> {
  const said = await db
    .selectFrom('messages')
    .select(['platform', 'account', 'seq'])
    .where('room', 'is', null)
    .where('person', '=', person)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const latestRooms = rooms.slice(0, LATEST_ROOMS);
  const met: readonly AccountColumns[] = said ? [said, ...latestRooms] : latestRooms;
  const [first, ...others] = met;
  if (first === undefined) return null;
  if (others.every((one) => isSame(one, first))) return asSource(first);
  const last = await lastLines(
    db,
    person,
    latestRooms.map(({ id }) => id),
  );
  const lines = [...(said ? [said] : []), ...latestRooms.map((room) => ({ ...room, seq: last.get(room.id) ?? 0 }))];
  const latest = lines.reduce((a, b) => (b.seq > a.seq ? b : a));
  return latest.seq === 0 ? null : asSource(latest);
}

/** The number of a person's last line in each of these rooms, as far back as it is looked for. */
async function lastLines(db: Db, person: PersonId, rooms: readonly string[]): Promise<Map<string, number>> {
  if (rooms.length === 0) return new Map();
  const rows = await db
    .selectFrom('rooms')
    .select('rooms.id')
    .select((eb) =>
      eb
        .selectFrom(
          eb
            .selectFrom('messages')
            .select(['messages.seq', 'messages.person'])
            .whereRef('messages.room', '=', 'rooms.id')
            .orderBy('messages.seq', 'desc')
            .limit(LAST_LINES)
            .as('late'),
        )
        .select((e) => e.fn.max('late.seq').as('seq'))
        .where('late.person', '=', person)
        .as('last'),
    )
    .where('rooms.id', 'in', rooms)
    .execute();
  return new Map(rows.flatMap(({ id, last }) => (last === null ? [] : [[id, Number(last)] as const])));
}

const asSource = (row: { platform: string; account: string }): Source => ({
  platform: platformId(row.platform),
  account: accountId(row.account),
});

const asRoute = (row: Pick<RoomsTable, 'platform' | 'account' | 'platform_room' | 'pending_platform_room'>): Route => ({
  platform: platformId(row.platform),
  account: accountId(row.account),
  platformRoom: roomId(row.platform_room),
  unconfirmed: row.pending_platform_room !== null,
});
