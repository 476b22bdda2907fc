/** Outlets: whether the units that they show are in the town. */
import { nearest } from '../config/nearest.js';
import type { Config } from '../config/schema.js';
import { unitId } from '../model/ids.js';
import type { Town } from '../roster/town.js';
import { wrong, type Finding } from './finding.js';

export function checkOutlets(town: Town, accounts: Config['adapters']): Finding[] {
  if (town.units.size === 0) return [];
  return accounts.flatMap((account) => {
    if (!('carries' in account) || town.units.has(unitId(account.unit))) return [];
    const near = nearest(account.unit, [...town.units.keys()]);
    const remedy = near === null ? "write a unit's id" : `did you mean ${near}?`;
    return [wrong(`${account.account} shows the unit ${account.unit}, which is not in the town`, remedy)];
  });
}
