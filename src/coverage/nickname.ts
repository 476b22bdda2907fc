/** How a nickname should look in a unit: its own labels as the example. Pure. */
import type { Unit } from '../model/town.js';
import { normal, sortLabels } from '../notices/tally.js';
import { householdFromNickname } from '../roster/household.js';

export interface NicknameHint {
  /** What stands before the form of address: building-unit-door, building-door, or whatever is usual there. */
  readonly shape: 'full' | 'short' | 'other';
  /** A label that our own reading of nicknames understands: "3-2-501", "62号". */
  readonly label: string;
}

const USUAL: NicknameHint = { shape: 'full', label: '3-2-501' };
/** A bare number is no household in a nickname; with one of these it is. */
const ENDINGS = ['', '号', '室'];

/** From the first label of the unit's register that can be written in a nickname; without any, the usual way. */
export function nicknameHint(unit: Pick<Unit, 'households'>): NicknameHint {
  for (const label of sortLabels(unit.households)) {
    const written = ENDINGS.map((ending) => label + ending).find(
      (text) => householdFromNickname(`${text} 李姐`) === normal(label),
    );
    if (written !== undefined) return { shape: shapeOf(written), label: written };
  }
  return USUAL;
}

function shapeOf(label: string): NicknameHint['shape'] {
  if (/^[^-]+-[^-]+-[^-]+$/.test(label)) return 'full';
  return /^(?:\d{1,3}|[A-Z]\d*)-\d+$/.test(label) ? 'short' : 'other';
}
