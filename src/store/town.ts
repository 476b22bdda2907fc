/** The town's tree, rooms and staff, as rows and back. */
import type { Instant } from '../model/ids.js';
import { personId, unitId, type PersonId, type RoomId, type UnitId } from '../model/ids.js';
import type { Source } from '../model/event.js';
import { LEVELS, UNIT_KINDS, type Person, type RoleAt, type Room, type Setup, type Unit } from '../model/town.js';
import { homes } from '../roster/homes.js';
import { householdFromNickname } from '../roster/household.js';
import type { Town } from '../roster/town.js';
import { oneOf, stringList } from './columns.js';
import type { Db } from './open.js';
import { carriedBy } from './outlets.js';
import { asRole, saveMember } from './people.js';
import { asRoom, saveRoom } from './rooms.js';
import type { UnitsTable } from './tables.js';

/** A register is taken apart when it is first asked for: a district's hold more than half a million doors. */
function asUnit({ id, name, level, kind, parent, households }: UnitsTable): Unit {
  let register: readonly string[] | null = null;
  return {
    id: unitId(id),
    name,
    level: oneOf(LEVELS, level),
    kind: oneOf(UNIT_KINDS, kind),
    parent: parent === null ? null : unitId(parent),
    get households() {
      return (register ??= stringList(households));
    },
  };
}

/** Everything but the residents; read at start and again after a change to it: of twenty thousand rooms, so no column more than is kept. */
export async function loadTown(db: Db, zone: string): Promise<Town> {
  const units = await db.selectFrom('units').selectAll().execute();
  const { here, left } = await roomsHereAndLeft(db);
  return {
    zone,
    units: new Map(units.map((row) => [unitId(row.id), asUnit(row)])),
    rooms: here,
    staff: await staffOf(db),
    left,
  };
}

async function roomsHereAndLeft(db: Db): Promise<{ here: Map<RoomId, Room>; left: Map<RoomId, Room> }> {
  const carried = await carriedBy(db);
  const here = new Map<RoomId, Room>();
  const left = new Map<RoomId, Room>();
  for (const row of await db.selectFrom('rooms').select(['id', 'name', 'unit', 'kind', 'left_at']).execute()) {
    const room = asRoom(row);
    if (row.left_at !== null) left.set(room.id, room);
    else here.set(room.id, room.kind === 'outlet' ? { ...room, carries: carried.get(room.id) ?? [] } : room);
  }
  return { here, left };
}

async function staffOf(db: Db): Promise<Map<PersonId, Person>> {
  const roles = await db.selectFrom('roles').selectAll().execute();
  const people = await db
    .selectFrom('people')
    .select(['id', 'name', 'household'])
    .where('id', 'in', db.selectFrom('roles').select('person'))
    .execute();
  const rolesOf = new Map<string, RoleAt[]>(people.map(({ id }) => [id, []]));
  for (const role of roles) rolesOf.get(role.person)?.push(asRole(role));
  return new Map(
    people.map(({ id, name, household }) => [
      personId(id),
      { id: personId(id), name, household, roles: rolesOf.get(id) ?? [] },
    ]),
  );
}

export async function hasUnits(db: Db): Promise<boolean> {
  return (await db.selectFrom('units').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Puts a setup into an empty store: its rooms belong to `source`. */
export async function saveSetup(db: Db, setup: Setup, source: Source, now: Instant): Promise<void> {
  for (const unit of parentsFirst(setup.units)) await addUnit(db, unit);
  for (const room of setup.rooms) await saveRoom(db, room, source);
  for (const person of setup.people) await addPerson(db, person);
  for (const home of homes(setup)) await saveMember(db, home.room, home.person, home.name, now);
  for (const entry of setup.knowledge) await addKnowledge(db, entry, now);
}

async function addUnit(db: Db, { households, ...unit }: Unit): Promise<void> {
  await db
    .insertInto('units')
    .values({ ...unit, households: JSON.stringify(households) })
    .execute();
}

/** A household that the setup leaves out may stand in the nickname. */
async function addPerson(db: Db, { id, name, household: given, roles }: Person): Promise<void> {
  const household = given ?? householdFromNickname(name);
  await db
    .insertInto('people')
    .values({ id, name, household, household_fixed: given === null ? 0 : 1 })
    .execute();
  for (const role of roles)
    await db
      .insertInto('roles')
      .values({ person: id, ...role })
      .execute();
}

async function addKnowledge(db: Db, k: Setup['knowledge'][number], now: Instant): Promise<void> {
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

function parentsFirst(units: Setup['units']): Setup['units'] {
  const sorted: Setup['units'] = [];
  const done = new Set<UnitId>();
  const rest = new Set(units);
  for (let progress = true; progress && rest.size > 0;) {
    progress = false;
    for (const u of rest) {
      if (u.parent !== null && !done.has(u.parent)) continue;
      sorted.push(u);
      done.add(u.id);
      rest.delete(u);
      progress = true;
    }
  }
  return sorted;
}
