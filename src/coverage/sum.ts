/** The coverage of many units as one: their sums, and the units that lack most. Pure. */
import type { UnitId } from '../model/ids.js';
import type { UnitCoverage } from './coverage.js';

/** households = present + missing. Units without a register are in none of these, only in `unknown`, `unregistered` and `seen`. */
export interface Coverage {
  readonly households: number;
  readonly present: number;
  readonly missing: number;
  /** Members of all units whose household nobody can tell. */
  readonly unknown: number;
  /** Households among the members that stand on no register of their unit. */
  readonly unlisted: number;
  /** Units with a register. */
  readonly registered: number;
  /** Units without one. */
  readonly unregistered: number;
  /** Households seen in the units without a register. */
  readonly seen: number;
  /** Units of which only those are known who joined or spoke. */
  readonly partial: number;
  /** The first few units that lack a household, the least covered first. */
  readonly worst: readonly Pick<UnitCoverage, 'unit' | 'name' | 'households' | 'present'>[];
}

const WORST = 3;

export function sumOf(units: readonly UnitCoverage[]): Coverage {
  const registered = units.filter((u) => u.households > 0);
  const bare = units.filter((u) => u.households === 0);
  const add = (of: readonly UnitCoverage[], figure: (unit: UnitCoverage) => number) =>
    of.reduce((sum, unit) => sum + figure(unit), 0);
  return {
    households: add(registered, (u) => u.households),
    present: add(registered, (u) => u.present),
    missing: add(registered, (u) => u.missing.length),
    unknown: add(units, (u) => u.unknown.length),
    unlisted: add(registered, (u) => u.others.length),
    registered: registered.length,
    unregistered: bare.length,
    seen: add(bare, (u) => u.others.length),
    partial: units.filter((u) => u.partial).length,
    worst: worstFirst(registered)
      .filter((u) => u.missing.length > 0)
      .slice(0, WORST)
      .map(({ unit, name, households, present }) => ({ unit, name, households, present })),
  };
}

/** The smallest share first, of equal ones that which lacks more; those without a register last, in their order. */
export function worstFirst(units: readonly UnitCoverage[]): UnitCoverage[] {
  const share = (u: UnitCoverage): number => (u.households === 0 ? 2 : u.present / u.households);
  return [...units].sort((a, b) => share(a) - share(b) || b.missing.length - a.missing.length);
}

/** Whether anybody at all was seen: before, a coverage says only that the bot has not looked yet. */
export const anybodySeen = ({ present, unknown, unlisted, seen }: Coverage): boolean =>
  present + unknown + unlisted + seen > 0;

/** Ids of the units, for the store. */
export const idsOf = (units: readonly { readonly id: UnitId }[]): UnitId[] => units.map((unit) => unit.id);
