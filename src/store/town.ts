/** Units, rooms, people, roles and members, as rows and back. */
import type { PersonId, RoomId, UnitId } from '../model/ids.js';
import { accountId, personId, platformId, roomId, unitId } from '../model/ids.js';
import type { Instant } from '../model/ids.js';
import type { Source } from '../model/event.js';
import {
  LEVELS,
  ROLES,
  ROOM_KINDS,
  UNIT_KINDS,
  type Person,
  type RoleAt,
  type Room,
  type Setup,
  type Unit,
} from '../model/town.js';
import type { Town } from '../roster/town.js';
import { oneOf, stringList } from './columns.js';
import type { Db } from './open.js';
import type { RolesTable, RoomsTable, UnitsTable } from './tables.js';

const asUnit = (row: UnitsTable): Unit => ({
  id: unitId(row.id),
  name: row.name,
  level: oneOf(LEVELS, row.level),
  kind: oneOf(UNIT_KINDS, row.kind),
  parent: row.parent === null ? null : unitId(row.parent),
  households: stringList(row.households),
});

const asRoom = (row: Pick<RoomsTable, 'id' | 'name' | 'unit' | 'kind'>): Room => ({
  id: roomId(row.id),
  name: row.name,
  unit: row.unit === null ? null : unitId(row.unit),
  kind: oneOf(ROOM_KINDS, row.kind),
});

const asRole = (row: RolesTable): RoleAt => ({
  role: oneOf(ROLES, row.role),
  unit: unitId(row.unit),
  department: row.department,
});

/** Everything but the residents; read at start and again after a change to it. */
export async function loadTown(db: Db, zone: string): Promise<Town> {
  const units = (await db.selectFrom('units').selectAll().execute()).map(asUnit);
  const rooms = (await db.selectFrom('rooms').selectAll().where('left_at', 'is', null).execute()).map(asRoom);
  const roles = await db.selectFrom('roles').selectAll().execute();
  const people = await db
    .selectFrom('people')
    .selectAll()
    .where('id', 'in', db.selectFrom('roles').select('person'))
    .execute();
  const staff = people.map((row): Person => ({
    id: personId(row.id),
    name: row.name,
    household: row.household,
    roles: roles.filter((r) => r.person === row.id).map(asRole),
  }));
  return {
    zone,
    units: new Map(units.map((u) => [u.id, u])),
    rooms: new Map(rooms.map((r) => [r.id, r])),
    staff: new Map(staff.map((p) => [p.id, p])),
  };
}

export async function hasUnits(db: Db): Promise<boolean> {
  return (await db.selectFrom('units').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Puts a setup into an empty store: its rooms belong to `source`. */
export async function saveSetup(db: Db, setup: Setup, source: Source, now: Instant): Promise<void> {
  for (const u of parentsFirst(setup.units)) {
    await db
      .insertInto('units')
      .values({
        id: u.id,
        name: u.name,
        level: u.level,
        kind: u.kind,
        parent: u.parent,
        households: JSON.stringify(u.households),
      })
      .execute();
  }
  for (const r of setup.rooms) {
    await db
      .insertInto('rooms')
      .values({
        id: r.id,
        name: r.name,
        unit: r.unit,
        kind: r.kind,
        platform: source.platform,
        account: source.account,
        platform_room: r.id,
        pending_platform_room: null,
        left_at: null,
      })
      .execute();
  }
  for (const p of setup.people) {
    await db
      .insertInto('people')
      .values({ id: p.id, name: p.name, household: p.household, household_fixed: p.household === null ? 0 : 1 })
      .execute();
    for (const role of p.roles)
      await db
        .insertInto('roles')
        .values({ person: p.id, ...role })
        .execute();
  }
  for (const k of setup.knowledge) {
    await db
      .insertInto('knowledge')
      .values({
        question: k.question,
        answer: k.answer,
        source: k.source,
        valid_until: k.validUntil,
        unit: k.unit,
        added_by: null,
        added_at: now,
        removed_at: null,
      })
      .execute();
  }
}

function parentsFirst(units: Setup['units']): Setup['units'] {
  const sorted: Setup['units'] = [];
  const rest = new Set(units);
  for (let progress = true; progress && rest.size > 0;) {
    progress = false;
    for (const u of rest) {
      if (u.parent !== null && !sorted.some((s) => s.id === u.parent)) continue;
      sorted.push(u);
      rest.delete(u);
      progress = true;
    }
  }
  return sorted;
}

/** A person with roles; null when never seen. */
export async function findPerson(db: Db, id: PersonId): Promise<Person | null> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const roles = await db.selectFrom('roles').selectAll().where('person', '=', id).execute();
  return { id, name: row.name, household: row.household, roles: roles.map(asRole) };
}

/** Everybody whose nickname is exactly this; several may share one. */
export async function peopleNamed(db: Db, name: string): Promise<PersonId[]> {
  const rows = await db.selectFrom('people').select('id').where('name', '=', name).limit(20).execute();
  return rows.map((r) => personId(r.id));
}

/** Keeps a person as last seen. A household from the register is not changed by a nickname. */
export async function savePerson(
  db: Db,
  person: { id: PersonId; name: string; household: string | null },
): Promise<void> {
  await db
    .insertInto('people')
    .values({ id: person.id, name: person.name, household: person.household, household_fixed: 0 })
    .onConflict((oc) => oc.column('id').doUpdateSet({ name: person.name }))
    .execute();
  await db
    .updateTable('people')
    .set({ household: person.household })
    .where('id', '=', person.id)
    .where('household_fixed', '=', 0)
    .execute();
}

export async function saveMember(db: Db, room: RoomId, person: PersonId, name: string, at: Instant): Promise<void> {
  await db
    .insertInto('members')
    .values({ room, person, name, joined_at: at, left_at: null })
    .onConflict((oc) => oc.columns(['room', 'person']).doUpdateSet({ name, left_at: null }))
    .execute();
}

export async function memberLeft(db: Db, room: RoomId, person: PersonId, at: Instant): Promise<void> {
  await db.updateTable('members').set({ left_at: at }).where('room', '=', room).where('person', '=', person).execute();
}

export async function isMember(db: Db, room: RoomId, person: PersonId): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('left_at')
    .where('room', '=', room)
    .where('person', '=', person)
    .executeTakeFirst();
  return row !== undefined && row.left_at === null;
}

/** The rooms a person was seen in, latest joined first: where a private matter's unit is read from. */
export async function roomsOfPerson(db: Db, person: PersonId): Promise<RoomId[]> {
  const rows = await db
    .selectFrom('members')
    .select('room')
    .where('person', '=', person)
    .where('left_at', 'is', null)
    .orderBy('joined_at', 'desc')
    .limit(20)
    .execute();
  return rows.map((r) => roomId(r.room));
}

/** Households seen among a room's members, by label. */
export async function householdsInRoom(
  db: Db,
  room: RoomId,
): Promise<{ person: PersonId; name: string; household: string | null }[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['members.person', 'members.name', 'people.household'])
    .where('members.room', '=', room)
    .where('members.left_at', 'is', null)
    .orderBy('members.joined_at')
    .orderBy('members.person')
    .execute();
  return rows.map((r) => ({ person: personId(r.person), name: r.name, household: r.household }));
}

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

export type Route = Source & { readonly platformRoom: RoomId };

/** Which account speaks in a room, and the platform's id for it. */
export async function routeOfRoom(db: Db, room: RoomId): Promise<Route | null> {
  const row = await db
    .selectFrom('rooms')
    .select(['platform', 'account', 'platform_room'])
    .where('id', '=', room)
    .executeTakeFirst();
  return row ? asRoute(row) : null;
}

/** The account that shares the person's latest room; null when they were seen in none. */
export async function routeOfPerson(db: Db, person: PersonId): Promise<Route | null> {
  const row = await db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room')
    .select(['rooms.platform', 'rooms.account', 'rooms.platform_room'])
    .where('members.person', '=', person)
    .where('members.left_at', 'is', null)
    .orderBy('members.joined_at', 'desc')
    .executeTakeFirst();
  return row ? asRoute(row) : null;
}

const asRoute = (row: { platform: string; account: string; platform_room: string }): Route => ({
  platform: platformId(row.platform),
  account: accountId(row.account),
  platformRoom: roomId(row.platform_room),
});

export interface KnownPerson {
  readonly id: PersonId;
  readonly name: string;
  readonly household: string | null;
  /** Rooms they were seen in, latest first. */
  readonly rooms: readonly RoomId[];
}

/** Everybody, for the demo's list of people: not for a town of a million. */
export async function allPeople(db: Db, limit = 2000): Promise<KnownPerson[]> {
  const people = await db.selectFrom('people').selectAll().orderBy('id').limit(limit).execute();
  const members = await db
    .selectFrom('members')
    .selectAll()
    .where('left_at', 'is', null)
    .orderBy('joined_at', 'desc')
    .execute();
  return people.map((p) => ({
    id: personId(p.id),
    name: p.name,
    household: p.household,
    rooms: members.filter((m) => m.person === p.id).map((m) => roomId(m.room)),
  }));
}
