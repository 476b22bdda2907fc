/** Household coverage of a unit's groups: who is in, who is missing, whose nickname tells no household. Pure. */
import type { PersonId, UnitId } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import { normal } from '../notices/tally.js';
import { childrenOf, residentRooms, subtree, type Town } from '../roster/town.js';

/** One member of one room of a unit. */
export interface MemberRow {
  readonly unit: UnitId;
  readonly person: PersonId;
  /** The label that the nickname in that room gives. */
  readonly nickname: string | null;
  /** As known otherwise. */
  readonly household: string | null;
  /** It comes from the register: a nickname does not change it. */
  readonly fixed: boolean;
}

export interface CoverageRows {
  readonly members: readonly MemberRow[];
  /** `listed`: the platform has told everybody in it. Else only those who joined or spoke are known. */
  readonly rooms: readonly { readonly unit: UnitId; readonly listed: boolean }[];
}

/** One unit whose households are counted. Households are told apart by the normal form of their labels. */
export interface UnitCoverage {
  readonly unit: UnitId;
  readonly name: string;
  /** On the register; 0: there is none. */
  readonly households: number;
  /** Of the register, with at least one member. */
  readonly present: number;
  /** Of the register, without any: labels as the register spells them, in its order. */
  readonly missing: readonly string[];
  /** Members whose household nobody can tell; people with a role are left out. */
  readonly unknown: readonly PersonId[];
  /** Among the members but not on the register; where there is none, all that were seen. */
  readonly others: readonly string[];
  /** By label in its normal form, those of the register and the others. */
  readonly members: ReadonlyMap<string, readonly PersonId[]>;
  readonly rooms: number;
  /** Some room's whole list was never told: there may be more members than are known. */
  readonly partial: boolean;
}

/** The units below (and with) `of` whose households are counted: those with a register, micro-grids, and other lowest ones with a group. */
export function coverageUnits(town: Town, of: UnitId): Unit[] {
  const grouped = new Set(residentRooms(town, of).map((room) => room.unit));
  return subtree(town, of).filter(
    (unit) =>
      unit.level === 'microgrid' ||
      unit.households.length > 0 ||
      (grouped.has(unit.id) && childrenOf(town, unit.id).length === 0),
  );
}

/** One entry for each of `units`, in their order. */
export function coverageOf(town: Town, units: readonly Unit[], given: CoverageRows): UnitCoverage[] {
  const members = byUnit(given.members);
  const rooms = byUnit(given.rooms);
  return units.map((unit) => {
    const own = rooms.get(unit.id) ?? [];
    return {
      unit: unit.id,
      name: unit.name,
      rooms: own.length,
      partial: own.some((room) => !room.listed),
      ...countUnit(town, unit, members.get(unit.id) ?? []),
    };
  });
}

export function byUnit<Row extends { readonly unit: UnitId }>(rows: readonly Row[]): Map<UnitId, Row[]> {
  const found = new Map<UnitId, Row[]>();
  for (const row of rows) {
    const own = found.get(row.unit);
    if (own) own.push(row);
    else found.set(row.unit, [row]);
  }
  return found;
}

function countUnit(town: Town, unit: Unit, rows: readonly MemberRow[]) {
  const register = new Map(unit.households.map((label) => [normal(label), label]));
  const members = new Map<string, PersonId[]>();
  const unknown: PersonId[] = [];
  for (const [person, label] of labelsOf(rows, register)) {
    const staff = town.staff.has(person);
    if (label === null) {
      if (!staff) unknown.push(person);
    } else if (!staff || register.size === 0 || register.has(label)) {
      const others = members.get(label);
      if (others) others.push(person);
      else members.set(label, [person]);
    }
  }
  const missing = [...register].filter(([label]) => !members.has(label)).map(([, spelt]) => spelt);
  return {
    households: register.size,
    present: register.size - missing.length,
    missing,
    unknown,
    others: [...members.keys()].filter((label) => !register.has(label)),
    members,
  };
}

/** Each person's household in this unit; one who sits in several of its rooms is of the register if any nickname says so. */
function labelsOf(rows: readonly MemberRow[], register: ReadonlyMap<string, string>): Map<PersonId, string | null> {
  const found = new Map<PersonId, string | null>();
  for (const row of rows) {
    const label = labelHere(row, register);
    const before = found.get(row.person);
    if (before === undefined || before === null || (label !== null && register.has(label) && !register.has(before)))
      found.set(row.person, label);
  }
  return found;
}

/** Of one unit, by the normal forms of its labels. */
export type Register = Pick<ReadonlySet<string>, 'has' | 'size'>;

/**
 * The register's word on a person comes before the nickname in this room, and that before what is known from elsewhere: a label
 * from another group counts here only if it stands on this register.
 */
export function labelHere(row: MemberRow, register: Register): string | null {
  const nickname = row.nickname === null ? null : normal(row.nickname);
  const kept = row.household === null ? null : normal(row.household);
  const [first, second] = row.fixed ? [kept, nickname] : [nickname, kept];
  if (first !== null && register.has(first)) return first;
  if (second !== null && register.has(second)) return second;
  if (row.fixed || register.size === 0) return first ?? second;
  return nickname;
}
