/** The sum of many units, without a look at each of their members where a room's labels tell enough. */
import type { RoomId, UnitId } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import { normal } from '../notices/tally.js';
import type { Town } from '../roster/town.js';
import {
  countedRooms,
  knownElsewhere,
  labelsInRooms,
  membersLabelled,
  roomsContradicted,
  unknownInRooms,
  type CountedRoom,
  type LabelInRoom,
} from '../store/households-seen.js';
import { readCoverage } from '../store/members.js';
import type { Db } from '../store/open.js';
import { byUnit, coverageOf, labelHere, type MemberRow, type Register } from './coverage.js';
import { countsOf, idsOf, sumOfCounts, type Coverage, type UnitCounts } from './sum.js';

/** Fewer units are counted member by member: that is one question to the store instead of six. */
const MANY_UNITS = 8;

/** The same as the sum of coverageOf. */
export const coverageSum = (db: Db, town: Town, units: readonly Unit[]): Promise<Coverage> =>
  units.length < MANY_UNITS ? sumByMembers(db, town, units) : sumByLabels(db, town, units);

const sumByMembers = async (db: Db, town: Town, units: readonly Unit[]): Promise<Coverage> =>
  sumOfCounts(await countMembers(db, town, units));

const countMembers = async (db: Db, town: Town, units: readonly Unit[]): Promise<UnitCounts[]> =>
  coverageOf(town, units, await readCoverage(db, idsOf(units))).map(countsOf);

/**
 * Who the people are matters in a unit with several rooms, where one of them may sit twice, and where the register's word on
 * somebody stands against a nickname: those units are counted member by member.
 */
export async function sumByLabels(db: Db, town: Town, units: readonly Unit[]): Promise<Coverage> {
  const all = await countedRooms(db, idsOf(units));
  const contradicted = await roomsContradicted(
    db,
    all.map(({ room }) => room),
  );
  const rooms = byUnit(all);
  const plain: Plain[] = [];
  const others: Unit[] = [];
  for (const unit of units) {
    const [room, ...more] = rooms.get(unit.id) ?? [];
    if (more.length > 0 || (room && contradicted.has(room.room))) others.push(unit);
    else plain.push({ unit, room: room ?? null });
  }
  const counted = new Map<UnitId, UnitCounts>();
  for (const one of await countLabels(db, town, plain)) counted.set(one.unit, one);
  for (const one of await countMembers(db, town, others)) counted.set(one.unit, one);
  return sumOfCounts(units.flatMap(({ id }) => counted.get(id) ?? []));
}

/** A unit with one room, or none. */
interface Plain {
  readonly unit: Unit;
  readonly room: CountedRoom | null;
}

async function countLabels(db: Db, town: Town, plain: readonly Plain[]): Promise<UnitCounts[]> {
  const rooms = plain.flatMap(({ room }) => (room === null ? [] : [room.room]));
  const labels = await labelsInRooms(db, rooms);
  const unknown = await unknownInRooms(db, rooms);
  const sorted = plain.map(({ unit, room }) => sortedOut(unit, room, labels));
  const unclear = [
    ...(await knownElsewhere(db, rooms)),
    ...(await membersLabelled(
      db,
      sorted.flatMap(({ unlisted }) => unlisted),
    )),
  ];
  const rows = byUnit(unclear);
  return sorted.map((each) => countPlain(town, each, rows.get(each.unit.id) ?? [], unknown));
}

interface Sorted extends Plain {
  readonly register: Register;
  /** Seen in the room and certain: on the register, or there is none. */
  readonly seen: Set<string>;
  /** Seen in the room and not on the register: whether they count depends on who says so. */
  readonly unlisted: readonly LabelInRoom[];
}

function sortedOut(unit: Unit, room: CountedRoom | null, labels: ReadonlyMap<RoomId, readonly string[]>): Sorted {
  const register = new Set(unit.households.map(normal));
  const seen = new Set<string>();
  const unlisted: LabelInRoom[] = [];
  for (const label of room === null ? [] : (labels.get(room.room) ?? [])) {
    const household = normal(label);
    if (register.size === 0 || register.has(household)) seen.add(household);
    else if (room !== null) unlisted.push({ room: room.room, label });
  }
  return { unit, room, register, seen, unlisted };
}

function countPlain(
  { staff }: Town,
  { unit, room, register, seen }: Sorted,
  rows: readonly MemberRow[],
  unknownIn: ReadonlyMap<RoomId, number>,
): UnitCounts {
  let unknown = room === null ? 0 : (unknownIn.get(room.room) ?? 0);
  for (const row of rows) {
    const label = labelHere(row, register);
    const resident = !staff.has(row.person);
    if (label === null) unknown += resident ? 1 : 0;
    else if (resident || register.size === 0 || register.has(label)) seen.add(label);
  }
  const present = [...seen].filter((label) => register.has(label)).length;
  return {
    unit: unit.id,
    name: unit.name,
    households: register.size,
    present,
    missing: register.size - present,
    unknown,
    others: seen.size - present,
    partial: room !== null && !room.listed,
  };
}
