import { BY_TIMER, changeTicket, dueKind } from '../message/execute/ticket.js';
import { findTicket } from '../store/tickets.js';
import type { Timer } from './timer.js';

/** Resolved and nobody objected within the period: closed, in silence. */
export const ticketClosing: Timer = {
  kind: dueKind('closing'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (ticket?.status === 'resolved') await changeTicket(doing, ticket, { kind: 'close' }, BY_TIMER);
  },
};
