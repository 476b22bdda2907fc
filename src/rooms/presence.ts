/** The bot's account comes into a room or is no longer in it, one at a time or as its list of rooms tells. */
import type { Doing } from '../message/doing.js';
import type { IncomingPresence, IncomingRooms, Source } from '../model/event.js';
import type { Instant, PersonId, RoomId } from '../model/ids.js';
import { personBehind } from '../store/identities.js';
import { findPerson } from '../store/people.js';
import { enterRooms, leaveRooms, saveUnboundRooms } from '../store/room-moves.js';
import { placedRooms, renameRoom, roomByPlatformId, saveRoom, type PlacedRoom } from '../store/rooms.js';
import { compareRooms } from './compare.js';
import { isStandby, sayHello } from './hello.js';
import { askWhetherSame } from './new-id.js';
import { byPlace, namesOf, tellStaff, unreachable } from './tell.js';

export async function botIn(doing: Doing, { source, room, roomName, at }: IncomingPresence): Promise<void> {
  const { tx } = doing;
  const known = await roomByPlatformId(tx, source, room);
  if (known && roomName !== null && roomName !== known.name) await renameRoom(tx, known.id, roomName);
  const id = known?.id ?? (await saveRoom(tx, unbound(room, roomName), source));
  if (known && known.leftAt !== null) await returned(doing, [known], at);
  if ((known?.unit ?? null) === null) await sayHello(doing, source, id);
  doing.townChanged();
}

const unbound = (room: RoomId, name: string | null) =>
  ({ id: room, name: name ?? room, unit: null, kind: 'residents' }) as const;

/** A message in a room tells as well that the account sits there; what platforms leave out is made good by the first one. */
export async function spokenIn(
  doing: Doing,
  source: Source,
  { room, name, at }: { readonly room: RoomId; readonly name: string | null; readonly at: Instant },
): Promise<RoomId> {
  const known = await roomByPlatformId(doing.tx, source, room);
  if (!known) {
    const id = await saveRoom(doing.tx, unbound(room, name), source);
    doing.townChanged();
    await sayHello(doing, source, id);
    return id;
  }
  if (known.leftAt !== null) await returned(doing, [known], at);
  if (name !== null && name.trim() !== '' && name !== known.name) await renamed(doing, known.id, name);
  return known.id;
}

async function renamed(doing: Doing, room: RoomId, name: string): Promise<void> {
  await renameRoom(doing.tx, room, name);
  doing.townChanged();
}

export async function botOut(doing: Doing, { source, room, by, at }: IncomingPresence): Promise<void> {
  const known = await roomByPlatformId(doing.tx, source, room);
  if (known && known.leftAt === null) await gone(doing, [known], at, by);
}

/** After each connection: what changed while the account was away. All of it in the one open transaction. */
export async function listedRooms(doing: Doing, { source, rooms, at }: IncomingRooms): Promise<void> {
  const found = compareRooms(await placedRooms(doing.tx, source), rooms);
  for (const { room, name } of found.renamed) await renameRoom(doing.tx, room, name);
  if (found.renamed.length > 0) doing.townChanged();
  if (found.back.length > 0) await returned(doing, found.back, at);
  if (found.gone.length > 0) await gone(doing, found.gone, at, null);
  if (found.changed.length > 0) await askWhetherSame(doing, found.changed, { vanished: true });
  if (found.unknown.length === 0 || !isStandby(doing.rules, source)) return;
  // Others are kept from the first word there; where an account stands by there must be a room to take over with.
  await saveUnboundRooms(doing.tx, found.unknown, source);
  doing.townChanged();
}

async function returned(doing: Doing, rooms: readonly PlacedRoom[], at: Instant): Promise<void> {
  await enterRooms(
    doing.tx,
    rooms.map(({ id }) => id),
  );
  doing.townChanged();
  await tellOf(doing, rooms, (names, count) => doing.words('room.back', { names, count }), `room-back:${String(at)}`);
}

async function gone(doing: Doing, rooms: readonly PlacedRoom[], at: Instant, by: PersonId | null): Promise<void> {
  await leaveRooms(
    doing.tx,
    rooms.map(({ id }) => id),
    at,
  );
  doing.townChanged();
  const who = by === null ? null : await findPerson(doing.tx, await personBehind(doing.tx, by));
  const name = who === null ? '' : doing.words('room.goneBy', { name: who.name });
  const text = (names: string, count: number) => doing.words('room.gone', { names, count, by: name });
  await tellOf(doing, rooms, text, `room-gone:${String(at)}`);
}

/** One line for each staff room, with all rooms that concern it. */
async function tellOf(
  doing: Doing,
  rooms: readonly PlacedRoom[],
  text: (names: string, count: number) => string,
  onceKey: string,
): Promise<void> {
  const besides = await unreachable(
    doing.tx,
    rooms.map(({ id }) => id),
  );
  for (const group of byPlace(doing.town, rooms, besides)) {
    await tellStaff(doing, {
      unit: group.unit,
      besides,
      text: text(namesOf(group.rooms), group.rooms.length),
      purpose: 'warning',
      onceKey: `${onceKey}:${group.rooms[0]?.id ?? ''}`,
    });
  }
}
