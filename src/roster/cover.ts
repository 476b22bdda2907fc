/** The lowest unit that covers several others, and whether they lie in one community. Pure. */
import type { UnitId } from '../model/ids.js';
import { levelRank, type Unit } from '../model/town.js';
import { chain, type Town } from './town.js';

/** The lowest unit at or above all of `units`; null when they have none in common. */
export function cover(town: Town, units: readonly UnitId[]): Unit | null {
  const [first, ...others] = units.map((unit) => chain(town, unit));
  return first?.find((unit) => others.every((above) => above.some((u) => u.id === unit.id))) ?? null;
}

/** Whether one community, or a unit below it, covers them all. */
export function inOneCommunity(town: Town, units: readonly UnitId[]): boolean {
  const found = cover(town, units);
  return found !== null && levelRank(found.level) <= levelRank('community');
}
