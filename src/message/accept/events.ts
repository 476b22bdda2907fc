/** Everything that comes in besides messages: members, names, recalls, new ids, outages. */
import { isoTime, shortTime } from '../../clock/zone.js';
import type { Incoming, IncomingGap, IncomingRecall, IncomingRoomId, Source } from '../../model/event.js';
import type { RoomId } from '../../model/ids.js';
import { recordGap } from '../../store/gaps.js';
import { markRecalled } from '../../store/messages.js';
import { putAsk } from '../../store/asks.js';
import { findTicket, ticketsOfMessage } from '../../store/tickets.js';
import { renameRoom, setPendingRoomId } from '../../store/rooms.js';
import { staffRoomOf } from '../../roster/town.js';
import type { Doing } from '../doing.js';
import { holdersNow, speech, toStaff } from '../reply/audience.js';
import { acceptMembership, ourRoom } from './index.js';

export async function acceptEvent(doing: Doing, event: Exclude<Incoming, { type: 'message' }>): Promise<void> {
  switch (event.type) {
    case 'join':
    case 'leave':
    case 'rename': {
      const room = await known(doing, event);
      return room === null ? undefined : acceptMembership(doing.tx, { ...event, room });
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
    case 'gap':
      return gap(doing, event);
  }
}

const known = async ({ tx, town }: Doing, { source, room }: { source: Source; room: RoomId }) =>
  town.rooms.has(room) ? room : ourRoom(tx, source, room);

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

/** Until a person confirms it, nothing is said in a room whose id changed. */
async function newRoomId(doing: Doing, event: IncomingRoomId): Promise<void> {
  const id = await known(doing, event);
  const room = id === null ? undefined : doing.town.rooms.get(id);
  if (!room || event.newId === event.room) return;
  await setPendingRoomId(doing.tx, room.id, event.newId);
  const staff = room.unit === null ? null : staffRoomOf(doing.town, room.unit);
  if (!staff) return;
  const expiresAt = doing.now + 7 * 24 * 3600_000;
  await putAsk(
    doing.tx,
    { kind: 'room-id', room: staff.id, person: null, ref: room.id, data: '{}', expiresAt },
    doing.now,
  );
  const text = doing.words('ticket.roomIdChanged', { room: room.name });
  await doing.say(speech({ to: { room: staff.id }, audience: 'staff', purpose: 'ask', lane: 'answer', text }));
}

/** An outage is kept with its times, and every staff room is told once. */
async function gap(doing: Doing, event: IncomingGap): Promise<void> {
  await recordGap(doing.tx, {
    platform: event.source.platform,
    account: event.source.account,
    downAt: event.at,
    upAt: event.until,
  });
  const zone = doing.town.zone;
  const text = doing.words('ticket.gap', { from: shortTime(event.at, zone), until: shortTime(event.until, zone) });
  for (const room of doing.town.rooms.values()) {
    if (room.kind !== 'staff') continue;
    const onceKey = `gap:${event.source.account}:${isoTime(event.at, zone)}:${room.id}`;
    await doing.say(
      speech({ to: { room: room.id }, audience: 'staff', purpose: 'warning', lane: 'answer', text }, { onceKey }),
    );
  }
}
