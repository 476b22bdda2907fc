import { dated } from '../accounts/late.js';
import { dueKind } from '../message/execute/ticket.js';
import { acknowledged } from '../message/reply/tickets.js';
import { findPerson } from '../store/people.js';
import { findMessage } from '../store/messages.js';
import { findTicket } from '../store/tickets.js';
import type { Timer } from './timer.js';

/** The reporter's burst has settled: one acknowledgement, unless a person has answered meanwhile or the words were taken back. */
export const ticketAcknowledge: Timer = {
  kind: dueKind('acknowledge'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (!ticket || (ticket.status !== 'open' && ticket.status !== 'accepted')) return;
    const opener = ticket.messages[0];
    const [said, reporter] = await Promise.all([
      opener === undefined ? null : findMessage(doing.tx, opener),
      ticket.reporters[0] === undefined ? null : findPerson(doing.tx, ticket.reporters[0]),
    ]);
    if (!said || said.recalledAt !== null || !reporter) return;
    const answeredByHand =
      ticket.firstResponseAt !== null && ticket.firstResponseAt < due.at && ticket.messages.length > 1;
    if (answeredByHand || inStaffRoom(doing.town.rooms, ticket.room)) return;
    await doing.say(dated(doing, said, acknowledged(doing, ticket, reporter)));
  },
};

/** Staff who pass a matter on see it in their room's line already. */
function inStaffRoom(rooms: ReadonlyMap<string, { kind: string }>, room: string | null): boolean {
  const kind = room === null ? undefined : rooms.get(room)?.kind;
  return kind === 'staff' || kind === 'center';
}
