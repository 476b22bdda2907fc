/** The one way a ticket comes to be or changes: machine, clocks, rows, event, told to whoever watches. */
import type { MessageId, PersonId } from '../../model/ids.js';
import type { Act } from '../../model/reading.js';
import type { Ticket, TicketChange } from '../../model/ticket.js';
import { appendEvent, insertTicket, updateTicket } from '../../store/tickets.js';
import { cancelDue, setDue } from '../../store/due.js';
import { runClocks, type DueChange } from '../../tickets/clocks.js';
import { EVENT_OF, isRefused, step, type Change, type Refused } from '../../tickets/machine.js';
import type { Doing } from '../doing.js';

/** What caused a change, kept with its event. */
export interface Cause {
  readonly message: MessageId | null;
  readonly person: PersonId | null;
  readonly note: string | null;
}
export const BY_TIMER: Cause = { message: null, person: null, note: null };

/** The due kind of a ticket's clock. */
export const dueKind = (clock: string): string => `ticket-${clock}`;

/** Keeps a new ticket (proposed or open), starts its clocks and tells of it. */
export async function openTicket(doing: Doing, draft: Omit<Ticket, 'number'>, cause: Cause): Promise<Ticket> {
  const change: TicketChange = draft.status === 'proposed' ? 'proposed' : 'opened';
  // No clock depends on the number, which the database gives.
  const { ticket: running, due } = runClocks({ ...draft, number: 0 }, change, doing.now, doing.rules.clocks);
  const ticket = await insertTicket(doing.tx, running, draft.act);
  await record(doing, { before: null, after: ticket, due }, { change, cause, act: draft.act });
  return ticket;
}

/** Makes one change, or gives the reason why it can't be made; a refused change leaves everything as it was. */
export async function changeTicket(
  doing: Doing,
  ticket: Ticket,
  asked: Change,
  cause: Cause,
): Promise<Ticket | Refused> {
  const next = step(ticket, asked, doing.now);
  if (isRefused(next)) return next;
  const change = EVENT_OF[asked.kind];
  const act = asked.kind === 'join' ? asked.act : null;
  const { ticket: after, due } = runClocks(next, change, doing.now, doing.rules.clocks);
  await Promise.all([
    updateTicket(doing.tx, after, act ?? 'detail'),
    record(doing, { before: ticket, after, due }, { change, cause, act }),
  ]);
  return after;
}

interface Changed {
  readonly before: Ticket | null;
  readonly after: Ticket;
  readonly due: readonly DueChange[];
}

interface Why {
  readonly change: TicketChange;
  readonly cause: Cause;
  readonly act: Act | null;
}

/** The clocks and the event of a change. */
async function record(
  doing: Doing,
  { before, after: ticket, due }: Changed,
  { change, cause, act }: Why,
): Promise<void> {
  const event = {
    ticket: ticket.number,
    at: doing.now,
    change,
    by: cause.message,
    person: cause.person,
    note: cause.note,
    act,
  };
  await Promise.all([
    ...due.map((clock) => keepDue(doing, ticket.number, clock)),
    appendEvent(doing.tx, event, before?.status ?? null, ticket.status),
  ]);
  doing.happened({ type: 'ticket', event, ticket });
}

async function keepDue(doing: Doing, number: number, { clock, at }: DueChange): Promise<void> {
  const kind = dueKind(clock);
  const ref = String(number);
  if (at === null) await cancelDue(doing.tx, kind, ref);
  else await setDue(doing.tx, { kind, ref, at, staleAt: at + doing.rules.staleMs, data: '{}' });
}
