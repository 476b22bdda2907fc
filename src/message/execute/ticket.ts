/** The one way a ticket comes to be or changes: machine, clocks, rows, event, told to whoever watches. */
import type { MessageId, PersonId } from '../../model/ids.js';
import type { Act } from '../../model/reading.js';
import type { Ticket, TicketChange } from '../../model/ticket.js';
import { appendEvent, insertTicket, updateTicket, updateTicketAlone } from '../../store/tickets.js';
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
  const kept = await insertTicket(doing.tx, draft, draft.act);
  const change: TicketChange = draft.status === 'proposed' ? 'proposed' : 'opened';
  return record(doing, null, kept, change, cause, draft.act);
}

/** Makes one change, or gives the reason why it can't be made; a refused change leaves everything as it was. */
export async function changeTicket(
  doing: Doing,
  ticket: Ticket,
  change: Change,
  cause: Cause,
): Promise<Ticket | Refused> {
  const next = step(ticket, change, doing.now);
  if (isRefused(next)) return next;
  return record(doing, ticket, next, EVENT_OF[change.kind], cause, change.kind === 'join' ? change.act : null);
}

async function record(
  doing: Doing,
  before: Ticket | null,
  after: Ticket,
  change: TicketChange,
  cause: Cause,
  act: Act | null,
): Promise<Ticket> {
  const { ticket, due } = runClocks(after, change, doing.now, doing.rules.clocks);
  if (before === null) await updateTicketAlone(doing.tx, ticket);
  else await updateTicket(doing.tx, ticket, act ?? 'detail');
  for (const clock of due) await keepDue(doing, ticket.number, clock);
  const event = {
    ticket: ticket.number,
    at: doing.now,
    change,
    by: cause.message,
    person: cause.person,
    note: cause.note,
    act,
  };
  await appendEvent(doing.tx, event, before?.status ?? null, ticket.status);
  doing.happened({ type: 'ticket', event, ticket });
  return ticket;
}

async function keepDue(doing: Doing, number: number, { clock, at }: DueChange): Promise<void> {
  const kind = dueKind(clock);
  const ref = String(number);
  if (at === null) await cancelDue(doing.tx, kind, ref);
  else await setDue(doing.tx, { kind, ref, at, staleAt: at + doing.rules.staleMs, data: '{}' });
}
