/** The town's tree, rooms and staff, as rows and back. */
import type { Instant } from '../model/ids.js';
import { personId, unitId } from '../model/ids.js';
import type { Source } from '../model/event.js';
import { LEVELS, UNIT_KINDS, type Person, type Setup, type Unit } from '../model/town.js';
import { homes } from '../roster/homes.js';
import { householdFromNickname } from '../roster/household.js';
import type { Town } from '../roster/town.js';
import { oneOf, stringList } from './columns.js';
import type { Db } from './open.js';
import { carriedBy } from './outlets.js';
import { asRole, saveMember } from './people.js';
import { asRoom, saveRoom } from './rooms.js';
import type { UnitsTable } from './tables.js';

const asUnit = (row: UnitsTable): Unit => ({
  id: unitId(row.id),
  name: row.name,
  level: oneOf(LEVELS, row.level),
  kind: oneOf(UNIT_KINDS, row.kind),
  parent: row.parent === null ? null : unitId(row.parent),
  households: stringList(row.households),
});

/** Everything but the residents; read at start and again after a change to it. */
export async function loadTown(db: Db, zone: string): Promise<Town> {
  const units = (await db.selectFrom('units').selectAll().execute()).map(asUnit);
  const carried = await carriedBy(db);
  const rows = await db.selectFrom('rooms').selectAll().execute();
  const left = rows.filter((row) => row.left_at !== null).map(asRoom);
  const rooms = rows
    .filter((row) => row.left_at === null)
    .map(asRoom)
    .map((room) => (room.kind === 'outlet' ? { ...room, carries: carried.get(room.id) ?? [] } : room));
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
    left: new Map(left.map((r) => [r.id, r])),
  };
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
