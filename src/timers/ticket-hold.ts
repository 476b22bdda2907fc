import type { Doing } from '../message/doing.js';
import { BY_TIMER, changeTicket, dueKind } from '../message/execute/ticket.js';
import { holdOver } from '../message/reply/ladder.js';
import type { Due } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import { isRefused } from '../tickets/machine.js';
import type { Timer } from './timer.js';

/** 挂账 ends: the clock goes on and whoever has it is told, however late: no other clock runs for a held ticket. */
export const ticketHold: Timer = { kind: dueKind('hold'), fire: resume, late: resume };

async function resume(doing: Doing, due: Due): Promise<void> {
  const ticket = await findTicket(doing.tx, Number(due.ref));
  if (ticket?.status !== 'on_hold') return;
  const next = await changeTicket(doing, ticket, { kind: 'resume' }, BY_TIMER);
  if (isRefused(next)) return;
  for (const speech of holdOver(doing, next)) await doing.say(speech);
}
