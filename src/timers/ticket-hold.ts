import { BY_TIMER, changeTicket, dueKind } from '../message/execute/ticket.js';
import { holdOver } from '../message/reply/ladder.js';
import { findTicket } from '../store/tickets.js';
import { isRefused } from '../tickets/machine.js';
import type { Timer } from './timer.js';

/** 挂账 ends: the clock goes on and whoever has it is told. */
export const ticketHold: Timer = {
  kind: dueKind('hold'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (ticket?.status !== 'on_hold') return;
    const next = await changeTicket(doing, ticket, { kind: 'resume' }, BY_TIMER);
    if (isRefused(next)) return;
    for (const speech of holdOver(doing, next)) await doing.say(speech);
  },
};
