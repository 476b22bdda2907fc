import { z } from 'zod';
import { said } from '../commands/scope.js';
import type { CommandContext } from '../commands/command.js';
import { roomId } from '../model/ids.js';
import { namesOf } from '../rooms/tell.js';
import { closeAsk, closeAsks, type Ask } from '../store/asks.js';
import { adoptRoomId, leaveRooms, unheardSince } from '../store/room-moves.js';
import { placedRoom, roomByPlatformId, saveRoom, setPendingRoomId, type PlacedRoom } from '../store/rooms.js';
import type { AskHandler } from './ask.js';

const dataSchema = z.object({
  rooms: z.array(z.string().transform(roomId)).default([]),
  /** From when on what was said there was not handled. */
  since: z.number().nullable().default(null),
  vanished: z.boolean().default(false),
});
type Data = z.output<typeof dataSchema>;

/** The platform ids of rooms changed: staff say whether they are the same groups. `ref`: the first of them. */
export const roomIdAsk: AskHandler = {
  kind: 'room-id',
  takes: () => false,
  async answer(context, ask, answer) {
    const data = dataSchema.parse(JSON.parse(ask.data));
    await closeAsk(context.tx, ask.id, context.now);
    await closeAsks(context.tx, 'room-id', ask.ref, context.now);
    const rooms = await waiting(context, ask, data);
    if (rooms.length === 0) return said(context.words('room.idSettled'));
    return said(answer.type === 'confirm' ? await confirm(context, rooms, data) : await refuse(context, rooms, data));
  },
};

/** Those that still wait: another answer or the platform's own word may have come before. */
async function waiting({ tx }: CommandContext, ask: Ask, { rooms }: Data): Promise<PlacedRoom[]> {
  const found: PlacedRoom[] = [];
  for (const id of rooms.length > 0 ? rooms : [roomId(ask.ref)]) {
    const room = await placedRoom(tx, id);
    if (room && room.pending !== null) found.push(room);
  }
  return found;
}

async function confirm(context: CommandContext, rooms: readonly PlacedRoom[], { since }: Data): Promise<string> {
  const { tx, words } = context;
  let messages = 0;
  let matters = 0;
  for (const room of rooms) {
    if (room.pending !== null) await adoptRoomId(tx, room, room.pending);
    const unheard = since === null ? null : await unheardSince(tx, room.id, since);
    messages += unheard?.messages ?? 0;
    matters += unheard?.matters ?? 0;
  }
  context.townChanged();
  const text = words('room.idConfirmed', { names: namesOf(rooms), count: rooms.length });
  return messages === 0 ? text : text + words('room.idUnheard', { messages, matters });
}

async function refuse(context: CommandContext, rooms: readonly PlacedRoom[], { vanished }: Data): Promise<string> {
  const { tx, words, now } = context;
  for (const room of rooms) {
    await setPendingRoomId(tx, room.id, null);
    if (room.pending !== null) await keepAsStranger(context, room, room.pending);
  }
  if (vanished)
    await leaveRooms(
      tx,
      rooms.map(({ id }) => id),
      now,
    );
  context.townChanged();
  return words(vanished ? 'room.idRefusedLeft' : 'room.idRefused', { names: namesOf(rooms), count: rooms.length });
}

/** The new group is a room of its own, in which the bot says nothing of its own accord, not even hello. */
async function keepAsStranger({ tx }: CommandContext, room: PlacedRoom, newId: PlacedRoom['id']): Promise<void> {
  if ((await roomByPlatformId(tx, room.source, newId)) !== null) return;
  await saveRoom(tx, { id: newId, name: room.name, unit: null, kind: 'residents' }, room.source);
}
