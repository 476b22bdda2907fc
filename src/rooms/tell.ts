/** Rooms: how they come, go, change their ids and are bound. Here: whom news of a room is told to. */
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { RoomId, UnitId } from '../model/ids.js';
import type { Destination, Purpose } from '../model/speech.js';
import { levelRank } from '../model/town.js';
import { holders, rungs, staffRoomOf, type Town } from '../roster/town.js';
import { roomsWithPendingId } from '../store/health.js';
import type { Db } from '../store/open.js';

const without = (town: Town, besides: ReadonlySet<RoomId>): Town => ({
  ...town,
  rooms: new Map([...town.rooms].filter(([id]) => !besides.has(id))),
});

/**
 * The nearest staff room at or above the unit that is none of `besides`; where there is none, in private those who answer for
 * the unit from the community up, else those of its highest tier.
 */
export function staffPlaces(town: Town, unit: UnitId, besides: ReadonlySet<RoomId>): Destination[] {
  const room = staffRoomOf(without(town, besides), unit);
  if (room) return [{ room: room.id }];
  const tiers = rungs(town, unit);
  const tier = tiers.find((level) => levelRank(level) >= levelRank('community')) ?? tiers.at(-1);
  return tier === undefined ? [] : holders(town, unit, tier).map(({ id }) => ({ person: id }));
}

export const placeKey = (to: Destination): string => ('room' in to ? to.room : `@${to.person}`);

/** Rooms in which the bot cannot speak just now, with those that need not be told. */
export const unreachable = async (db: Db, besides: readonly RoomId[]): Promise<ReadonlySet<RoomId>> =>
  new Set([...besides, ...(await roomsWithPendingId(db))]);

export interface News {
  readonly unit: UnitId;
  readonly besides: ReadonlySet<RoomId>;
  readonly text: string;
  readonly purpose: Purpose;
  /** What is told once only; null: every time. */
  readonly onceKey: string | null;
}

export async function tellStaff(doing: Doing, { unit, besides, text, purpose, onceKey }: News): Promise<void> {
  for (const to of staffPlaces(doing.town, unit, besides)) {
    const once = onceKey === null ? null : `${onceKey}:${placeKey(to)}`;
    await doing.say(speech({ to, audience: 'staff', purpose, lane: 'answer', text }, { onceKey: once }));
  }
}

/** Rooms by whom they are told to: one line for each place, with all rooms that concern it. Unbound ones concern nobody. */
export function byPlace<T extends { readonly unit: UnitId | null }>(
  town: Town,
  rooms: readonly T[],
  besides: ReadonlySet<RoomId>,
): { readonly unit: UnitId; readonly places: readonly Destination[]; readonly rooms: readonly T[] }[] {
  const found = new Map<string, { unit: UnitId; places: Destination[]; rooms: T[] }>();
  for (const room of rooms) {
    if (room.unit === null) continue;
    const places = staffPlaces(town, room.unit, besides);
    const key = places.map(placeKey).join(' ');
    const group = found.get(key) ?? { unit: room.unit, places, rooms: [] };
    group.rooms.push(room);
    found.set(key, group);
  }
  return [...found.values()];
}

const NAMES_SHOWN = 10;

export const namesOf = (rooms: readonly { readonly name: string }[]): string =>
  rooms
    .slice(0, NAMES_SHOWN)
    .map(({ name }) => `“${name}”`)
    .join('、');
