/** Which outlets show what. Pure. */
import type { UnitId } from '../model/ids.js';
import type { Speech } from '../model/speech.js';
import type { Carried, Room } from '../model/town.js';
import { roomsAt, within, type Town } from '../roster/town.js';

const outlets = (town: Town, carried: Carried): (Room & { readonly unit: UnitId })[] =>
  [...town.rooms.values()].flatMap((room) =>
    room.kind === 'outlet' && room.unit !== null && room.carries?.includes(carried) === true
      ? [{ ...room, unit: room.unit }]
      : [],
  );

/**
 * Outlets that show a notice for `scope`: those whose unit lies in it. A town's screen shows what the whole town is told,
 * not what one building is.
 */
export const outletsInScope = (town: Town, scope: readonly UnitId[]): Room[] =>
  outlets(town, 'notices').filter(({ unit }) => scope.some((of) => within(town, unit, of)));

/** Outlets that show the digest of just this unit. */
export const digestOutlets = (town: Town, unit: UnitId): Room[] =>
  roomsAt(town, unit).filter(({ kind, carries }) => kind === 'outlet' && carries?.includes('digests') === true);

/** Whether an outlet may show a text: a notice to residents or a digest for staff, each only where it is carried. */
export function shows({ carries = [] }: Room, { audience, purpose }: Pick<Speech, 'audience' | 'purpose'>): boolean {
  if (purpose === 'notice') return audience === 'residents' && carries.includes('notices');
  return purpose === 'digest' && audience === 'staff' && carries.includes('digests');
}
