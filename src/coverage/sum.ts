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

/** A unit's coverage as numbers alone. */
export interface UnitCounts extends Pick<UnitCoverage, 'unit' | 'name' | 'households' | 'present' | 'partial'> {
  readonly missing: number;
  readonly unknown: number;
  readonly others: number;
}

export const countsOf = (of: UnitCoverage): UnitCounts => ({
  unit: of.unit,
  name: of.name,
  households: of.households,
  present: of.present,
  partial: of.partial,
  missing: of.missing.length,
  unknown: of.unknown.length,
  others: of.others.length,
});

const WORST = 3;

export const sumOf = (units: readonly UnitCoverage[]): Coverage => sumOfCounts(units.map(countsOf));

export function sumOfCounts(units: readonly UnitCounts[]): Coverage {
  const registered = units.filter((u) => u.households > 0);
  const bare = units.filter((u) => u.households === 0);
  const add = (of: readonly UnitCounts[], figure: (unit: UnitCounts) => number) =>
    of.reduce((sum, unit) => sum + figure(unit), 0);
  return {
    households: add(registered, (u) => u.households),
    present: add(registered, (u) => u.present),
    missing: add(registered, (u) => u.missing),
    unknown: add(units, (u) => u.unknown),
    unlisted: add(registered, (u) => u.others),
    registered: registered.length,
    unregistered: bare.length,
    seen: add(bare, (u) => u.others),
    partial: units.filter((u) => u.partial).length,
    worst: registered
      .filter((u) => u.missing > 0)
      .sort(leastCovered)
      .slice(0, WORST)
      .map(({ unit, name, households, present }) => ({ unit, name, households, present })),
  };
}

type Share = Pick<UnitCounts, 'households' | 'present' | 'missing'>;

const shareOf = (u: Share): number => (u.households === 0 ? 2 : u.present / u.households);
const leastCovered = (a: Share, b: Share): number => shareOf(a) - shareOf(b) || b.missing - a.missing;

/** The smallest share first, of equal ones that which lacks more; those without a register last, in their order. */
export const worstFirst = (units: readonly UnitCoverage[]): UnitCoverage[] =>
  units
    .map((unit) => ({ unit, counts: countsOf(unit) }))
    .sort((a, b) => leastCovered(a.counts, b.counts))
    .map(({ unit }) => unit);

/** Whether anybody at all was seen: before, a coverage says only that the bot has not looked yet. */
export const anybodySeen = ({ present, unknown, unlisted, seen }: Coverage): boolean =>
  present + unknown + unlisted + seen > 0;

/** Ids of the units, for the store. */
export const idsOf = (units: readonly { readonly id: UnitId }[]): UnitId[] => units.map((unit) => unit.id);
