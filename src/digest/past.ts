/** How things stood at the end of a day that is over, from what had happened until then. Pure. */
import type { ClockRules } from '../tickets/clocks.js';
import type { Day } from './digest.js';
import { resolutionLimit, surelyInTime } from './in-time.js';
import { byTicket } from './rates.js';
import type { EventRow, PastOpen, StandingRow } from './rows.js';

/** One row a ticket: they are summed like those the database has summed already. */
export function pastStanding(
  open: readonly PastOpen[],
  history: readonly EventRow[],
  day: Day,
  rules: ClockRules,
): StandingRow[] {
  const histories = byTicket(history);
  return open.map((ticket) => {
    const proposed = ticket.status === 'proposed';
    const overdue = !proposed && isOverdue(ticket, histories.get(ticket.number) ?? [], day, rules);
    return {
      unit: ticket.unit,
      category: ticket.category,
      open: proposed ? 0 : 1,
      overdue: overdue ? 1 : 0,
      held: ticket.status === 'on_hold' ? 1 : 0,
      proposed: proposed ? 1 : 0,
      unanswered: !proposed && ticket.question && !ticket.answered ? 1 : 0,
    };
  });
}

function isOverdue(ticket: PastOpen, events: readonly EventRow[], day: Day, rules: ClockRules): boolean {
  if (ticket.status === 'on_hold' || surelyInTime(ticket, day.end, rules)) return false;
  const limit = resolutionLimit(ticket, events, rules);
  return limit !== null && limit < day.end;
}
