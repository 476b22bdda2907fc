/** Who confirmed and who did not, for staff. */
import type { RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Doing } from '../message/doing.js';
import { withLeft } from '../roster/town.js';
import type { OutboxState } from '../model/speech.js';
import type { Delivery } from '../store/notices.js';
import { LABELS_SHOWN, MISSED_ROOMS_SHOWN, UNITS_SHOWN } from './limits.js';
import { firstOf } from './phrases.js';
import { tallyOf, total, type UnitTally } from './tally.js';
import { countDeliveries } from './view.js';

/** Rooms that have surely not got it, rooms of which nobody knows; by name. */
export function missedRooms(
  doing: Pick<Doing, 'town'>,
  deliveries: readonly { room: RoomId; state: OutboxState | null }[],
): { missed: string[]; unknown: string[] } {
  const { rooms } = withLeft(doing.town);
  const named = (list: readonly { room: RoomId }[]) => list.map(({ room }) => rooms.get(room)?.name ?? room);
  return {
    missed: named(deliveries.filter(({ state }) => state === null || state === 'failed' || state === 'dropped')),
    unknown: named(deliveries.filter(({ state }) => state === 'unknown')),
  };
}

/** How the outlets stand, when there are any; those that do not show it are named. */
export function outletsLine({ words, town }: Doing, { number }: Notice, outlets: readonly Delivery[]): string {
  if (outlets.length === 0) return '';
  const { sent, waiting } = countDeliveries(outlets);
  const missing = outlets.filter(({ state }) => state !== 'accepted' && state !== 'delivered');
  const names = missing.map(({ room }) => town.rooms.get(room)?.name ?? room);
  const values = { number, sent, outlets: outlets.length, waiting };
  if (missing.length === 0) return words('outlet.shown', values);
  return words('outlet.notAllShown', { ...values, names: firstOf(words, names, MISSED_ROOMS_SHOWN) });
}

/** Per unit, the least confirmed first; labels of who is missing; rooms that missed it. `within`: only these rooms; null: all. */
export async function receiptReport(doing: Doing, notice: Notice, within: ReadonlySet<RoomId> | null): Promise<string> {
  const { words } = doing;
  const tally = await tallyOf(doing.tx, doing.town, notice);
  const mine = (room: RoomId) => within?.has(room) ?? true;
  const units = tally.units.filter((unit) => unit.rooms.some(mine)).sort((a, b) => share(a) - share(b));
  const { missed, unknown } = missedRooms(
    doing,
    tally.deliveries.filter((d) => mine(d.room)),
  );
  const sum = total(units);
  const missing = sum.missing.length + units.reduce((n, unit) => n + unit.missingUnknown, 0);
  const lines = [
    words('notice.report', { number: notice.number, receipts: sum.receipts, households: sum.households, missing }),
    ...unitLines(doing, units),
    missed.length === 0
      ? ''
      : words('notice.reportMissed', {
          n: missed.length,
          rooms: firstOf(words, missed, MISSED_ROOMS_SHOWN),
          number: notice.number,
        }),
    unknown.length === 0
      ? ''
      : words('notice.reportUnknown', { n: unknown.length, rooms: firstOf(words, unknown, MISSED_ROOMS_SHOWN) }),
    outletsLine(
      doing,
      notice,
      tally.outlets.filter((d) => mine(d.room)),
    ),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const share = (unit: UnitTally): number => (unit.households === 0 ? 1 : unit.receipts / unit.households);

/** Labels are named until the whole text has named enough; after that a unit's are only counted. */
function unitLines({ words }: Doing, units: readonly UnitTally[]): string[] {
  let left = LABELS_SHOWN;
  const lines = units.slice(0, UNITS_SHOWN).map((unit) => {
    const shown = Math.min(left, unit.missing.length);
    left -= shown;
    const count = unit.missing.length + unit.missingUnknown;
    const values = { unit: unit.name, receipts: unit.receipts, households: unit.households, count };
    if (count === 0) return words('notice.reportUnitAll', values);
    if (shown === 0) return words('notice.reportUnitCount', values);
    return words('notice.reportUnit', { ...values, missing: firstOf(words, unit.missing, shown) });
  });
  const rest = units.slice(UNITS_SHOWN);
  const sum = total(rest);
  return rest.length === 0
    ? lines
    : [
        ...lines,
        words('notice.reportRest', { units: rest.length, receipts: sum.receipts, households: sum.households }),
      ];
}
