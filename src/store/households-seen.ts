/** Households of many rooms at once, put together by the database: a row for each room, and one for a member only where the nickname does not tell. */
import { sql } from 'kysely';
import type { MemberRow } from '../coverage/coverage.js';
import { personId, roomId, unitId, type RoomId, type UnitId } from '../model/ids.js';
import type { Db } from './open.js';
import { filledUp, MOST_IDS, prepared } from './prepared.js';

export interface CountedRoom {
  readonly room: RoomId;
  readonly unit: UnitId;
  /** The platform has told everybody in it. */
  readonly listed: boolean;
}

/** Stands in no label: nicknames are unified text. */
const BETWEEN = '\u001e';

type Some<T> = readonly [T, ...T[]];

/** Runs `ask` for every few hundred of `all`. */
async function ofAll<T, R>(all: readonly T[], ask: (some: Some<T>) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += MOST_IDS) {
    const [first, ...others] = all.slice(from, from + MOST_IDS);
    if (first !== undefined) found.push(...(await ask([first, ...others])));
  }
  return found;
}

const byLength = (ids: readonly unknown[]): number => ids.length;

const selectRooms = prepared({
  shape: byLength,
  build: (db, units: readonly UnitId[]) =>
    db
      .selectFrom('rooms')
      .select(['id', 'unit', 'members_listed_at'])
      .where('unit', 'in', units)
      .where('kind', 'in', [sql.lit('residents'), sql.lit('special')])
      .where('left_at', 'is', null),
  values: (units) => units,
});

/** The residents' rooms of these units. */
export async function countedRooms(db: Db, units: readonly UnitId[]): Promise<CountedRoom[]> {
  const rows = await ofAll(units, async (some) => (await selectRooms(db, filledUp(some))).rows);
  return rows.flatMap(({ id, unit, members_listed_at: at }) =>
    unit === null ? [] : [{ room: roomId(id), unit: unitId(unit), listed: at !== null }],
  );
}

const selectLabels = prepared({
  shape: byLength,
  build: (db, rooms: readonly RoomId[]) =>
    db
      .selectFrom('rooms')
      .select('rooms.id')
      .select((eb) =>
        eb
          .selectFrom(
            eb
              .selectFrom('members')
              .select('members.household as label')
              .whereRef('members.room', '=', 'rooms.id')
              .where('members.left_at', 'is', null)
              .where('members.household', 'is not', null)
              .groupBy('members.household')
              .as('said'),
          )
          .select(sql<string | null>`string_agg(said.label, ${sql.lit(BETWEEN)})`.as('labels'))
          .as('labels'),
      )
      .where('rooms.id', 'in', rooms),
  values: (rooms) => rooms,
});

/** The labels that the nicknames of those in each room give, each once. */
export async function labelsInRooms(db: Db, rooms: readonly RoomId[]): Promise<Map<RoomId, string[]>> {
  const rows = await ofAll(rooms, async (some) => (await selectLabels(db, filledUp(some))).rows);
  return new Map(rows.map(({ id, labels }) => [roomId(id), labels === null ? [] : labels.split(BETWEEN)]));
}

const selectUnknown = prepared({
  shape: byLength,
  build: (db, rooms: readonly RoomId[]) =>
    db
      .selectFrom('members')
      .innerJoin('people', 'people.id', 'members.person')
      .select(['members.room', (eb) => eb.fn.countAll<number>().as('n')])
      .where('members.room', 'in', rooms)
      .where('members.left_at', 'is', null)
      .where('members.household', 'is', null)
      .where('people.household', 'is', null)
      .where('members.person', 'not in', (eb) => eb.selectFrom('roles').select('roles.person'))
      .groupBy('members.room'),
  values: (rooms) => rooms,
});

/** How many in each room have no household that anybody knows; people with a role are left out. */
export async function unknownInRooms(db: Db, rooms: readonly RoomId[]): Promise<Map<RoomId, number>> {
  const rows = await ofAll(rooms, async (some) => (await selectUnknown(db, filledUp(some))).rows);
  return new Map(rows.map(({ room, n }) => [roomId(room), Number(n)]));
}

const membersWithPeople = (db: Db) =>
  db
    .selectFrom('rooms')
    .innerJoin('members', 'members.room', 'rooms.id')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['rooms.unit', 'members.person', 'members.household as nickname'])
    .select(['people.household', 'people.household_fixed as fixed'])
    .where('members.left_at', 'is', null);

type MemberOfRoom = Awaited<ReturnType<ReturnType<typeof membersWithPeople>['execute']>>[number];

const asMembers = (rows: readonly MemberOfRoom[]): MemberRow[] =>
  rows.flatMap(({ unit, person, nickname, household, fixed }) =>
    unit === null ? [] : [{ unit: unitId(unit), person: personId(person), nickname, household, fixed: fixed === 1 }],
  );

const selectElsewhere = prepared({
  shape: byLength,
  build: (db, rooms: readonly RoomId[]) =>
    membersWithPeople(db)
      .where('members.household', 'is', null)
      .where('people.household', 'is not', null)
      .where('members.room', 'in', rooms),
  values: (rooms) => rooms,
});

/** Those whose nickname gives no label, and whose household is known all the same. */
export async function knownElsewhere(db: Db, rooms: readonly RoomId[]): Promise<MemberRow[]> {
  return asMembers(await ofAll(rooms, async (some) => (await selectElsewhere(db, filledUp(some))).rows));
}

export interface LabelInRoom {
  readonly room: RoomId;
  readonly label: string;
}

const selectLabelled = prepared({
  shape: byLength,
  build: (db, some: readonly LabelInRoom[]) =>
    membersWithPeople(db).where((eb) =>
      eb(
        eb.refTuple('members.room', 'members.household'),
        'in',
        some.map(({ room, label }) => eb.tuple(room, label)),
      ),
    ),
  values: (some) => some.flatMap(({ room, label }) => [room, label]),
});

/** Those in a room whose nickname gives just this label. */
export async function membersLabelled(db: Db, wanted: readonly LabelInRoom[]): Promise<MemberRow[]> {
  return asMembers(await ofAll(wanted, async (some) => (await selectLabelled(db, filledUp(some))).rows));
}

const selectContradicted = prepared({
  shape: byLength,
  build: (db, rooms: readonly RoomId[]) =>
    db
      .selectFrom('members')
      .innerJoin('people', 'people.id', 'members.person')
      .select('members.room')
      .distinct()
      .where('members.room', 'in', rooms)
      .where('members.left_at', 'is', null)
      .whereRef('members.household', '<>', 'people.household')
      // Written out as the index people_fixed has it.
      .where('people.household_fixed', '=', sql.lit(1)),
  values: (rooms) => rooms,
});

/** Of these rooms those with somebody of whom the register tells one household and the nickname another. */
export async function roomsContradicted(db: Db, rooms: readonly RoomId[]): Promise<Set<RoomId>> {
  const rows = await ofAll(rooms, async (some) => (await selectContradicted(db, filledUp(some))).rows);
  return new Set(rows.map(({ room }) => roomId(room)));
}
