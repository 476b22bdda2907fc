/** Everything that comes in besides messages: members, names, recalls, new ids, outages. */
import { backAgain, cutOff } from '../../accounts/outage.js';
import type { Incoming, IncomingRecall, Source } from '../../model/event.js';
import type { RoomId } from '../../model/ids.js';
import { markRecalled } from '../../store/messages.js';
import { findTicket, ticketsOfMessage } from '../../store/tickets.js';
import { renameRoom } from '../../store/rooms.js';
import type { Doing } from '../doing.js';
import { holdersNow, toStaff } from '../reply/audience.js';
import { acceptMembers, acceptMembership } from '../../coverage/accept.js';
import { newRoomId } from '../../rooms/new-id.js';
import { botIn, botOut, listedRooms } from '../../rooms/presence.js';
import { ourRoom } from './index.js';

export async function acceptEvent(doing: Doing, event: Exclude<Incoming, { type: 'message' }>): Promise<void> {
  switch (event.type) {
    case 'join':
    case 'leave':
    case 'rename': {
      const room = await known(doing, event);
      return room === null ? undefined : acceptMembership(doing, { ...event, room });
    }
    case 'members': {
      const room = await known(doing, event);
      return room === null ? undefined : acceptMembers(doing, { ...event, room });
    }
    case 'roomName': {
      const room = await known(doing, event);
      if (room !== null) await renameRoom(doing.tx, room, event.name);
      doing.townChanged();
      return;
    }
    case 'recall':
      return recalled(doing, event);
    case 'roomId':
      return newRoomId(doing, event);
    case 'botIn':
      return botIn(doing, event);
    case 'botOut':
      return botOut(doing, event);
    case 'rooms':
      return listedRooms(doing, event);
    case 'edit':
      // What was changed is taken up as a message of its own.
      return;
    case 'down':
      return cutOff(doing, event);
    case 'gap':
      return backAgain(doing, event);
  }
}

const known = ({ tx }: Doing, { source, room }: { source: Source; room: RoomId }) => ourRoom(tx, source, room);

/** The words are marked, not deleted: a matter they raised is still a matter, and staff are told to check it. */
async function recalled(doing: Doing, event: IncomingRecall): Promise<void> {
  if (!(await markRecalled(doing.tx, event.message, event.at))) return;
  for (const number of await ticketsOfMessage(doing.tx, event.message)) {
    const ticket = await findTicket(doing.tx, number);
    if (!ticket || ticket.messages[0] !== event.message) continue;
    const text = doing.words('ticket.recalledForStaff', { number });
    const told = toStaff(
      doing.town,
      ticket,
      'microgrid',
      holdersNow(doing.town, ticket),
      { purpose: 'status', lane: 'answer', text },
      { ticket: number, proactive: true },
    );
    for (const s of told) await doing.say(s);
  }
}
