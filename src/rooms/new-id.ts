/** A room's platform id changes: the platform's own word is enough, anything less is asked. */
import type { Doing } from '../message/doing.js';
import { speech } from '../message/reply/audience.js';
import type { IncomingRoomId } from '../model/event.js';
import type { RoomId } from '../model/ids.js';
import { closeAsks, putAsk } from '../store/asks.js';
import { adoptRoomId } from '../store/room-moves.js';
import { roomByPlatformId, setPendingRoomId, type PlacedRoom } from '../store/rooms.js';
import { byPlace, namesOf, tellStaff, unreachable } from './tell.js';

export async function newRoomId(doing: Doing, { source, room: oldId, newId, certain }: IncomingRoomId): Promise<void> {
  const room = await roomByPlatformId(doing.tx, source, oldId);
  if (!room || newId === room.platformRoom) return;
  // An unbound room has nothing that a wrong guess could put into a stranger's group.
  if (certain || room.unit === null) return follow(doing, room, newId);
  if (newId !== room.pending) await askWhetherSame(doing, [{ room, newId }], { vanished: false });
}

async function follow(doing: Doing, room: PlacedRoom, newId: RoomId): Promise<void> {
  await adoptRoomId(doing.tx, room, newId);
  await closeAsks(doing.tx, 'room-id', room.id, doing.now);
  doing.townChanged();
  if (room.unit === null) return;
  const text = doing.words('room.idFollowed', { room: room.name });
  const onceKey = `room-id:${room.id}:${newId}`;
  await tellStaff(doing, { unit: room.unit, besides: new Set(), text, purpose: 'status', onceKey });
}

const ASKED_FOR_MS = 7 * 24 * 3600_000;

/**
 * Until a person says so the bot says nothing in these rooms. `vanished`: the account sees the old id no more, so that a room
 * said to be another one is a room that was left.
 */
export async function askWhetherSame(
  doing: Doing,
  changes: readonly { readonly room: PlacedRoom; readonly newId: RoomId }[],
  { vanished }: { readonly vanished: boolean },
): Promise<void> {
  const { tx, now, words } = doing;
  for (const { room, newId } of changes) await setPendingRoomId(tx, room.id, newId);
  const rooms = changes.map(({ room }) => room);
  const groups = byPlace(doing.town, rooms, await unreachable(tx, []));
  for (const { places, rooms: asked } of groups) {
    const [first] = asked;
    if (!first) continue;
    const data = JSON.stringify({ rooms: asked.map(({ id }) => id), since: now, vanished });
    const key = asked.length === 1 ? 'room.idChanged' : 'room.idsChanged';
    const text = words(key, { names: namesOf(asked), count: asked.length });
    for (const to of places) {
      const place = 'room' in to ? { room: to.room, person: null } : { room: null, person: to.person };
      const expiresAt = now + ASKED_FOR_MS;
      await putAsk(tx, { kind: 'room-id', ...place, ref: first.id, data, expiresAt }, now);
      await doing.say(speech({ to, audience: 'staff', purpose: 'ask', lane: 'answer', text }));
    }
  }
}
