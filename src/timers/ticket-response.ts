import { changeTicket, BY_TIMER, dueKind } from '../message/execute/ticket.js';
import { escalated, stillWaiting } from '../message/reply/ladder.js';
import type { Doing } from '../message/doing.js';
import type { Ticket } from '../model/ticket.js';
import { nextRung } from '../roster/town.js';
import type { Due } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import { isRefused } from '../tickets/machine.js';
import { responseDue } from '../tickets/limits.js';
import { setAgain, timesFired, type Timer } from './timer.js';

/** Nobody took it in time: one tier up; at the top it is told again, a bounded number of times. */
export const ticketResponse: Timer = {
  kind: dueKind('response'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (!ticket || !waits(ticket)) return;
    const up = nextRung(doing.town, ticket.unit, ticket.level);
    if (up === null) return repeat(doing, ticket, due);
    const since = ticket.escalations.at(-1)?.at ?? ticket.openedAt;
    const reason = doing.words('ticket.escalationReason');
    const next = await changeTicket(
      doing,
      ticket,
      { kind: 'escalate', to: up, reason, by: null },
      { ...BY_TIMER, note: reason },
    );
    if (isRefused(next)) return;
    for (const speech of escalated(doing, next, since)) await doing.say(speech);
  },
  /** Nobody could take it while nobody was told of it: the tier that holds it gets its time again. */
  async late(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (ticket && waits(ticket)) await again(doing, ticket, due, null);
  },
};

/** Open to be taken, or sent to somebody who has not taken it. */
const waits = (t: Ticket): boolean => t.status === 'open' || (t.status === 'accepted' && t.sentBy !== null);

async function repeat(doing: Doing, ticket: Ticket, due: Due): Promise<void> {
  const repeats = timesFired(due);
  for (const speech of stillWaiting(doing, ticket, ticket.openedAt)) await doing.say(speech);
  if (repeats >= doing.rules.repeats) return;
  await again(doing, ticket, due, repeats);
}

const again = (doing: Doing, ticket: Ticket, due: Due, repeats: number | null): Promise<void> =>
  setAgain(doing, due, responseDue(doing.rules.limits, doing.rules.calendar, ticket, doing.now), repeats);
