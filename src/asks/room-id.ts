import { closeAsk } from '../store/asks.js';
import { confirmRoomId, setPendingRoomId } from '../store/rooms.js';
import { roomId } from '../model/ids.js';
import type { AskHandler } from './ask.js';

/** A room's platform id changed: staff say whether it is the same group. */
export const roomIdAsk: AskHandler = {
  kind: 'room-id',
  takes: () => false,
  async answer(context, ask, answer) {
    const room = roomId(ask.ref);
    await closeAsk(context.tx, ask.id, context.now);
    const name = context.town.rooms.get(room)?.name ?? room;
    if (answer.type !== 'confirm') {
      await setPendingRoomId(context.tx, room, null);
      return { text: context.words('ticket.roomIdRefused', { room: name }), public: false };
    }
    await confirmRoomId(context.tx, room);
    context.townChanged();
    return { text: context.words('ticket.roomIdConfirmed', { room: name }), public: false };
  },
};
