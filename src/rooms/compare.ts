/** An account's own list of its rooms held against ours. Pure. */
import type { RoomId } from '../model/ids.js';
import type { PlacedRoom } from '../store/rooms.js';

export interface Listed {
  readonly room: RoomId;
  /** null: the platform did not tell. */
  readonly name: string | null;
}

export interface Differences {
  /** The account is no longer there. */
  readonly gone: readonly PlacedRoom[];
  /** The account is there again. */
  readonly back: readonly PlacedRoom[];
  /** It may be the same group under a new id: a person decides. */
  readonly changed: readonly { readonly room: PlacedRoom; readonly newId: RoomId }[];
  readonly renamed: readonly { readonly room: RoomId; readonly name: string }[];
  /** Rooms of which nothing was kept. */
  readonly unknown: readonly Listed[];
}

const NOTHING: Differences = { gone: [], back: [], changed: [], renamed: [], unknown: [] };

/** A list that lacks more than half of the account's rooms, and more than two, was not loaded yet: so many do not end at once. */
const MANY = 2;

/** `ours`: all rooms of that account. An empty list, or one that lacks most of many rooms, tells nothing. */
export function compareRooms(ours: readonly PlacedRoom[], listed: readonly Listed[]): Differences {
  if (listed.length === 0) return NOTHING;
  const there = new Map(listed.map((one) => [one.room, one]));
  const known = new Set(ours.flatMap((room) => [room.platformRoom, room.pending]));
  const isThere = (room: PlacedRoom) => listing(there, room) !== null;
  const unknown = listed.filter(({ room }) => !known.has(room));
  const absent = ours.filter((room) => room.leftAt === null && !isThere(room));
  const changed = changedIds(
    absent.filter((room) => room.unit !== null),
    [...unknown, ...unboundThere(ours, there)],
  );
  const moved = new Set(changed.map(({ room }) => room.id));
  const gone = absent.filter((room) => !moved.has(room.id));
  const present = ours.filter((room) => room.leftAt === null).length;
  return {
    gone: gone.length > MANY && gone.length * 2 > present ? [] : gone,
    back: ours.filter((room) => room.leftAt !== null && isThere(room)),
    changed,
    renamed: ours.flatMap((room) => {
      const name = listing(there, room)?.name ?? null;
      return name === null || name.trim() === '' || name === room.name ? [] : [{ room: room.id, name }];
    }),
    unknown: unknown.filter(({ room }) => !changed.some(({ newId }) => newId === room)),
  };
}

const listing = (there: ReadonlyMap<RoomId, Listed>, { platformRoom, pending }: PlacedRoom): Listed | null =>
  there.get(platformRoom) ?? (pending === null ? undefined : there.get(pending)) ?? null;

/** Rooms that were met before the list came: their talk was quicker. */
const unboundThere = (ours: readonly PlacedRoom[], there: ReadonlyMap<RoomId, Listed>): Listed[] =>
  ours.flatMap((room) => {
    const found = room.unit === null ? there.get(room.platformRoom) : undefined;
    return found ? [found] : [];
  });

/** One that vanished and one that is new, of the same name: only where the name stands for no other on either side. */
function changedIds(absent: readonly PlacedRoom[], candidates: readonly Listed[]): Differences['changed'] {
  return absent.flatMap((room) => {
    if (absent.filter(({ name }) => name === room.name).length > 1) return [];
    const [same, another] = candidates.filter(({ name }) => name === room.name);
    return same && !another ? [{ room, newId: same.room }] : [];
  });
}
