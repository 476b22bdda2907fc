import type { Doing } from '../message/doing.js';
import { BY_TIMER, changeTicket, dueKind } from '../message/execute/ticket.js';
import type { Due } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import type { Timer } from './timer.js';

/** Resolved and nobody objected within the period: closed, in silence, however late. */
export const ticketClosing: Timer = { kind: dueKind('closing'), fire: close, late: close };

async function close(doing: Doing, due: Due): Promise<void> {
  const ticket = await findTicket(doing.tx, Number(due.ref));
  if (ticket?.status === 'resolved') await changeTicket(doing, ticket, { kind: 'close' }, BY_TIMER);
}
