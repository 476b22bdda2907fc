/** Who is in a room: whole lists at once, and the rows that a unit's coverage is counted from. Single comings and goings: people.ts. */
import type { Instant, PersonId, RoomId, UnitId } from '../model/ids.js';
import { personId } from '../model/ids.js';
import type { Listed, ListedBefore, Known } from '../coverage/listing.js';
import type { CoverageRows, MemberRow } from '../coverage/coverage.js';
import type { Db } from './open.js';
import { unlinked } from './people.js';

/** Fewer than any database's limit on parameters, at six a row. */
const BATCH = 500;

const batches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));

export interface Member {
  readonly person: PersonId;
  readonly name: string;
  /** As the nickname in this room tells it, else as it is known otherwise. */
  readonly household: string | null;
  readonly joinedAt: Instant;
  /** null: there now. */
  readonly leftAt: Instant | null;
}

/** These people as members of a room, now or in the past; those never seen there are left out. */
export async function membersAmong(db: Db, room: RoomId, people: readonly PersonId[]): Promise<Member[]> {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['members.person', 'members.name', 'members.household', 'people.household as kept'])
    .select(['members.joined_at', 'members.left_at'])
    .where('members.room', '=', room)
    .where('members.person', 'in', people)
    .orderBy('members.joined_at')
    .orderBy('members.person')
    .execute();
  return rows.map((r) => ({
    person: personId(r.person),
    name: r.name,
    household: r.household ?? r.kept,
    joinedAt: r.joined_at,
    leftAt: r.left_at,
  }));
}

/** Everybody who was ever seen in a room. */
export async function everInRoom(db: Db, room: RoomId): Promise<ListedBefore[]> {
  const rows = await db
    .selectFrom('members')
    .select(['person', 'name', 'left_at'])
    .where('room', '=', room)
    .orderBy('person')
    .execute();
  return rows.map((r) => ({ person: personId(r.person), name: r.name, here: r.left_at === null }));
}

/** Those of these people who are known, whatever room they were seen in. */
export async function knownAmong(db: Db, people: readonly PersonId[]): Promise<Map<PersonId, Known>> {
  const found = new Map<PersonId, Known>();
  for (const ids of batches(people)) {
    const rows = await db.selectFrom('people').select(['id', 'name', 'household']).where('id', 'in', ids).execute();
    for (const { id, name, household } of rows) found.set(personId(id), { name, household });
  }
  return found;
}

/** Keeps people as last seen: each as savePerson does. */
export async function savePeople(
  db: Db,
  people: readonly { id: PersonId; name: string; household: string | null }[],
): Promise<void> {
  for (const some of batches(people))
    await db
      .insertInto('people')
      .values(some.map((person) => ({ ...person, household_fixed: 0 })))
      .onConflict((oc) =>
        oc.column('id').doUpdateSet((eb) => ({
          name: eb.case().when(unlinked(eb)).then(eb.ref('excluded.name')).else(eb.ref('people.name')).end(),
          household: eb
            .case()
            .when('people.household_fixed', '=', 1)
            .then(eb.ref('people.household'))
            .else(eb.ref('excluded.household'))
            .end(),
        })),
      )
      .execute();
}

/** Each as saveMember does, with the household that is given; nobody twice in one room. */
export async function saveMembers(
  db: Db,
  members: readonly (Listed & { readonly room: RoomId; readonly at: Instant })[],
): Promise<void> {
  for (const some of batches(members))
    await db
      .insertInto('members')
      .values(some.map(({ at, ...member }) => ({ ...member, joined_at: at, left_at: null })))
      .onConflict((oc) =>
        oc.columns(['room', 'person']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          household: eb.ref('excluded.household'),
          left_at: null,
        })),
      )
      .execute();
}

export async function membersLeft(db: Db, room: RoomId, people: readonly PersonId[], at: Instant): Promise<void> {
  for (const some of batches(people))
    await db
      .updateTable('members')
      .set({ left_at: at })
      .where('room', '=', room)
      .where('person', 'in', some)
      .where('left_at', 'is', null)
      .execute();
}

/** The platform told everybody who is in the room. */
export async function markListed(db: Db, room: RoomId, at: Instant): Promise<void> {
  await db.updateTable('rooms').set({ members_listed_at: at }).where('id', '=', room).execute();
}

/** Members of the residents' rooms of these units, and whether each room's whole list was ever told: two queries for every few hundred units. */
export async function readCoverage(db: Db, units: readonly UnitId[]): Promise<CoverageRows> {
  const found: CoverageRows[] = [];
  for (const some of batches(units)) found.push(await coverageOfSome(db, some));
  return { members: found.flatMap(({ members }) => members), rooms: found.flatMap(({ rooms }) => rooms) };
}

async function coverageOfSome(db: Db, units: readonly UnitId[]): Promise<CoverageRows> {
  const rooms = await db
    .selectFrom('rooms')
    .select(['unit', 'members_listed_at'])
    .where('unit', 'in', units)
    .where('kind', 'in', ['residents', 'special'])
    .where('left_at', 'is', null)
    .execute();
  const members = await db
    .selectFrom('rooms')
    .innerJoin('members', 'members.room', 'rooms.id')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['rooms.unit', 'members.person', 'members.household as nickname'])
    .select(['people.household', 'people.household_fixed as fixed'])
    .where('rooms.unit', 'in', units)
    .where('rooms.kind', 'in', ['residents', 'special'])
    .where('rooms.left_at', 'is', null)
    .where('members.left_at', 'is', null)
    .execute();
  const asked = new Map<string | null, UnitId>(units.map((unit) => [unit, unit]));
  const found: MemberRow[] = [];
  for (const { unit: id, person, nickname, household, fixed } of members) {
    const unit = asked.get(id);
    if (unit !== undefined) found.push({ unit, person: personId(person), nickname, household, fixed: fixed === 1 });
  }
  return {
    members: found,
    rooms: rooms.flatMap(({ unit: id, members_listed_at: at }) => {
      const unit = asked.get(id);
      return unit === undefined ? [] : [{ unit, listed: at !== null }];
    }),
  };
}
