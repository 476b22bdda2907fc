import { z } from 'zod';
import { changeTicket, BY_TIMER, dueKind } from '../message/execute/ticket.js';
import { escalated, stillWaiting } from '../message/reply/ladder.js';
import type { Doing } from '../message/doing.js';
import type { Ticket } from '../model/ticket.js';
import { nextRung } from '../roster/town.js';
import type { Due } from '../store/due.js';
import { setDue } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import { isRefused } from '../tickets/machine.js';
import { responseDue } from '../tickets/limits.js';
import type { Timer } from './timer.js';

const dataSchema = z.object({ repeats: z.number().optional() });

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
    if (ticket && waits(ticket)) await again(doing, ticket, due, due.data);
  },
};

/** Open to be taken, or sent to somebody who has not taken it. */
const waits = (t: Ticket): boolean => t.status === 'open' || (t.status === 'accepted' && t.sentBy !== null);

async function repeat(doing: Doing, ticket: Ticket, due: Due): Promise<void> {
  const repeats = (dataSchema.parse(JSON.parse(due.data)).repeats ?? 0) + 1;
  for (const speech of stillWaiting(doing, ticket, ticket.openedAt)) await doing.say(speech);
  if (repeats >= doing.rules.repeats) return;
  await again(doing, ticket, due, JSON.stringify({ repeats }));
}

async function again({ tx, rules, now }: Doing, ticket: Ticket, { kind, ref }: Due, data: string): Promise<void> {
  const at = responseDue(rules.limits, rules.calendar, ticket, now);
  await setDue(tx, { kind, ref, at, staleAt: at + rules.staleMs, data });
}
