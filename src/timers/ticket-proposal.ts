import { addWorking } from '../calendar/calendar.js';
import { dueKind } from '../message/execute/ticket.js';
import { stillProposed } from '../message/reply/ladder.js';
import { findTicket } from '../store/tickets.js';
import { setAgain, timesFired, type Timer } from './timer.js';

/** Nobody opened or dropped a proposed ticket: staff are reminded, a bounded number of times; the digest goes on listing it. */
export const ticketProposal: Timer = {
  kind: dueKind('proposal'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (ticket?.status !== 'proposed') return;
    for (const speech of stillProposed(doing, ticket)) await doing.say(speech);
    const repeats = timesFired(due);
    if (repeats >= doing.rules.repeats) return;
    const at = addWorking(doing.now, repeats * 4 * 3600_000, 'daily', doing.rules.calendar);
    await setAgain(doing, due, at, repeats);
  },
};
