/** What is said when a clock runs out: nobody took it, it is overdue, a promise or a hold has come due. Pure. */
import type { Instant } from '../../model/ids.js';
import type { Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import type { Level, Person } from '../../model/town.js';
import { holders, nextRung } from '../../roster/town.js';
import { handlerOf, holderName, holdersNow, speech, toStaff } from './audience.js';
import { staffSummary, type Telling } from './tickets.js';

const lane = (ticket: Ticket) => (ticket.urgency === 'emergency' ? 'emergency' : 'answer');

function facts({ words, town }: Telling, ticket: Ticket, now: Instant, since: Instant) {
  const minutes = Math.max(0, Math.floor((now - since) / 60_000));
  return {
    number: ticket.number,
    summary: staffSummary(words, ticket),
    place: ticket.location === null || ticket.confidential ? '' : words('ticket.place', { place: ticket.location }),
    waited: words('ticket.waited', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }),
    assignee: holderName(town, ticket, words('ticket.holderUnknown')),
  };
}

/** Sent to somebody who has not taken it: a matter that people have in hand must not be called one that nobody took. */
const isSent = (ticket: Ticket): boolean => ticket.status === 'accepted' && ticket.assignee !== null;

/** The tier that now holds it is told in its staff room. */
export function escalated(t: Telling, ticket: Ticket, waitingSince: Instant): Speech[] {
  const people = holdersNow(t.town, ticket);
  const holder = people.map((p) => p.name).join('、') || t.words('ticket.holderUnknown');
  const key = isSent(ticket) ? 'ticket.escalatedAssigned' : 'ticket.escalated';
  const text = t.words(key, { ...facts(t, ticket, t.now, waitingSince), holder });
  return toStaff(
    t.town,
    ticket,
    ticket.level,
    people,
    { purpose: 'escalation', lane: lane(ticket), text },
    { ticket: ticket.number, proactive: ticket.urgency !== 'emergency' },
  );
}

/** The top of the ladder is told again. */
export function stillWaiting(t: Telling, ticket: Ticket, waitingSince: Instant): Speech[] {
  const key = isSent(ticket) ? 'ticket.escalatedTopAssigned' : 'ticket.escalatedTop';
  const text = t.words(key, facts(t, ticket, t.now, waitingSince));
  return toStaff(
    t.town,
    ticket,
    ticket.level,
    holdersNow(t.town, ticket),
    { purpose: 'escalation', lane: lane(ticket), text },
    { ticket: ticket.number, proactive: ticket.urgency !== 'emergency' },
  );
}

/** Past its time limit: who has it is reminded, and the tier above is told. */
export function overdue(t: Telling, ticket: Ticket): Speech[] {
  const values = {
    number: ticket.number,
    summary: staffSummary(t.words, ticket),
    assignee:
      ticket.assignee === null ? t.words('ticket.nobody') : holderName(t.town, ticket, t.words('ticket.holderUnknown')),
  };
  const handler = handlerOf(t.town, ticket);
  const own = toStaff(
    t.town,
    ticket,
    'microgrid',
    handler ? [handler] : [],
    { purpose: 'reminder', lane: 'answer', text: t.words('ticket.overdue', values) },
    { ticket: ticket.number, proactive: ticket.urgency !== 'emergency' },
  );
  const above: Level | null = nextRung(t.town, ticket.unit, ticket.level);
  const superiors: Person[] = above === null ? [] : holders(t.town, ticket.unit, above);
  const text = t.words('ticket.overdueSuperior', values);
  const each = superiors.map((p) =>
    speech(
      { to: { person: p.id }, audience: 'staff', purpose: 'escalation', lane: 'answer', text },
      { ticket: ticket.number, proactive: ticket.urgency !== 'emergency' },
    ),
  );
  return [...own, ...each];
}

/** To who promised, in private: a reminder must not shame anybody in a group. */
export function promised(t: Telling, ticket: Ticket, person: Person): Speech {
  const key = ticket.confidential ? 'ticket.promiseConfidential' : 'ticket.promise';
  const text = t.words(key, { number: ticket.number, summary: ticket.summary });
  return speech(
    { to: { person: person.id }, audience: 'staff', purpose: 'reminder', lane: 'answer', text },
    { ticket: ticket.number, proactive: true },
  );
}

export function holdOver(t: Telling, ticket: Ticket): Speech[] {
  const handler = handlerOf(t.town, ticket);
  const text = t.words('ticket.holdOver', { number: ticket.number, summary: staffSummary(t.words, ticket) });
  return toStaff(
    t.town,
    ticket,
    'microgrid',
    handler ? [handler] : [],
    { purpose: 'reminder', lane: 'answer', text },
    { ticket: ticket.number, proactive: true },
  );
}

export function stillProposed(t: Telling, ticket: Ticket): Speech[] {
  const text = t.words('ticket.proposedReminder', { number: ticket.number, summary: staffSummary(t.words, ticket) });
  return toStaff(
    t.town,
    ticket,
    'microgrid',
    holdersNow(t.town, ticket),
    { purpose: 'reminder', lane: 'answer', text },
    { ticket: ticket.number, proactive: true },
  );
}
