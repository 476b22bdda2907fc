/** People, their roles, and the rooms they were seen in, as rows and back. */
import type { ExpressionBuilder } from 'kysely';
import type { Instant, PersonId, RoomId } from '../model/ids.js';
import { personId, roomId, unitId } from '../model/ids.js';
import { ROLES, type Person, type RoleAt } from '../model/town.js';
import { householdFromNickname } from '../roster/household.js';
import { oneOf } from './columns.js';
import type { Db } from './open.js';
import { filledUp, MOST_IDS, prepared } from './prepared.js';
import type { RolesTable, Tables } from './tables.js';

export const asRole = (row: RolesTable): RoleAt => ({
  role: oneOf(ROLES, row.role),
  unit: unitId(row.unit),
  department: row.department,
});

const selectPerson = prepared({
  build: (db, id: PersonId) =>
    db
      .selectFrom('people')
      .leftJoin('roles', 'roles.person', 'people.id')
      .select(['people.name', 'people.household', 'roles.role', 'roles.unit', 'roles.department'])
      .where('people.id', '=', id),
  values: (id) => [id],
});

/** A person with roles; null when never seen. */
export async function findPerson(db: Db, id: PersonId): Promise<Person | null> {
  const { rows } = await selectPerson(db, id);
  const [first] = rows;
  if (!first) return null;
  const roles = rows.flatMap(({ role, unit, department }) =>
    role === null || unit === null ? [] : [asRole({ person: id, role, unit, department })],
  );
  return { id, name: first.name, household: first.household, roles };
}

const selectNames = prepared({
  shape: (ids: readonly PersonId[]) => ids.length,
  build: (db, ids) => db.selectFrom('people').select(['id', 'name']).where('id', 'in', ids),
  values: (ids) => ids,
});

/** The nicknames of those of these people who are known. */
export async function namesOfPeople(db: Db, ids: Iterable<PersonId>): Promise<Map<PersonId, string>> {
  const names = new Map<PersonId, string>();
  const wanted = [...new Set(ids)];
  for (let from = 0; from < wanted.length; from += MOST_IDS) {
    const [first, ...others] = wanted.slice(from, from + MOST_IDS);
    if (first === undefined) break;
    const { rows } = await selectNames(db, filledUp([first, ...others]));
    for (const row of rows) names.set(personId(row.id), row.name);
  }
  return names;
}

/**
 * Keeps a person as last seen. A household from the register is not changed by a nickname, nor the name of one who is known
 * by a platform's id: others call them by it.
 */
export async function savePerson(
  db: Db,
  person: { id: PersonId; name: string; household: string | null },
): Promise<void> {
  await db
    .insertInto('people')
    .values({ id: person.id, name: person.name, household: person.household, household_fixed: 0 })
    .onConflict((oc) => oc.column('id').doUpdateSet({ name: person.name }).where(unlinked))
    .execute();
  await db
    .updateTable('people')
    .set({ household: person.household })
    .where('id', '=', person.id)
    .where('household_fixed', '=', 0)
    .execute();
}

export const unlinked = (eb: ExpressionBuilder<Tables, 'people'>) =>
  eb.not(eb.exists(eb.selectFrom('identities').select('person').whereRef('identities.person', '=', 'people.id')));

export async function saveMember(db: Db, room: RoomId, person: PersonId, name: string, at: Instant): Promise<void> {
  const household = householdFromNickname(name);
  await db
    .insertInto('members')
    .values({ room, person, name, household, joined_at: at, left_at: null })
    .onConflict((oc) => oc.columns(['room', 'person']).doUpdateSet({ name, household, left_at: null }))
    .execute();
}

export interface Seat {
  readonly name: string;
  /** Sat there in the past. */
  readonly left: boolean;
}

const selectSeats = prepared({
  shape: (people: readonly PersonId[]) => people.length,
  build: (db, people) =>
    db.selectFrom('members').select(['room', 'person', 'name', 'left_at']).where('person', 'in', people),
  values: (people) => people,
});

/** What these people are or were called in the rooms they were seen in, by person and room. At most MOST_IDS people. */
export async function seatsOf(db: Db, people: readonly PersonId[]): Promise<Map<PersonId, Map<RoomId, Seat>>> {
  const found = new Map<PersonId, Map<RoomId, Seat>>();
  const [first, ...others] = people;
  if (first === undefined) return found;
  const { rows } = await selectSeats(db, filledUp([first, ...others]));
  for (const { room, person, name, left_at } of rows) {
    const seats = found.get(personId(person)) ?? new Map<RoomId, Seat>();
    found.set(personId(person), seats.set(roomId(room), { name, left: left_at !== null }));
  }
  return found;
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

export interface KnownPerson {
  readonly id: PersonId;
  readonly name: string;
  readonly household: string | null;
  /** Rooms they were seen in, latest first. */
  readonly rooms: readonly RoomId[];
}

/** The first of all, for the page's list of people. */
export async function allPeople(db: Db, limit = 2000): Promise<KnownPerson[]> {
  const people = await db.selectFrom('people').selectAll().orderBy('id').limit(limit).execute();
  const members = await db
    .selectFrom('members')
    .select(['person', 'room'])
    .where('left_at', 'is', null)
    .where('person', '<=', people.at(-1)?.id ?? '')
    .orderBy('joined_at', 'desc')
    .execute();
  const rooms = new Map<string, RoomId[]>(people.map(({ id }) => [id, []]));
  for (const { person, room } of members) rooms.get(person)?.push(roomId(room));
  return people.map((p) => ({
    id: personId(p.id),
    name: p.name,
    household: p.household,
    rooms: rooms.get(p.id) ?? [],
  }));
}
