/** Three months of a town, as rows: settled tickets, some that are not, and the talk they stood in. */
import type { Source } from '../../model/event.js';
import type { Instant } from '../../model/ids.js';
import type { Row } from '../../store/fill.js';
import { talk } from '../talk.js';
import { ticketRow } from '../tickets.js';

const HOUR_MS = 3600_000;
const DAYS = 90;
const SPAN_MS = DAYS * 24 * HOUR_MS;
/** One in so many is still open. */
const OPEN_EVERY = 50;

export interface Span {
  readonly source: Source;
  readonly rooms: number;
  readonly now: Instant;
}

const momentOf = (at: number, count: number, now: Instant): Instant =>
  now - SPAN_MS + Math.floor((at * SPAN_MS) / count);

/** Ticket `from` to `to` of `count`, evenly over the months, with what happened to each. */
export function ticketRows(
  { source, rooms, now }: Span,
  count: number,
  from: number,
  to: number,
): { tickets: Row<'tickets'>[]; ticket_events: Row<'ticket_events'>[] } {
  const tickets: Row<'tickets'>[] = [];
  const events: Row<'ticket_events'>[] = [];
  for (let at = from; at < to; at++) {
    const openedAt = momentOf(at, count, now);
    const open = at % OPEN_EVERY === 0;
    const row = ticketRow(source, { room: at % rooms, openedAt, open });
    const ticket = { ticket: at + 1, unit: row.unit };
    tickets.push(row);
    events.push(event(ticket, openedAt, 'opened', 'open', 1));
    if (open) continue;
    events.push(event(ticket, openedAt + HOUR_MS, 'accepted', 'accepted', 0));
    events.push(event(ticket, openedAt + 2 * HOUR_MS, 'resolved', 'resolved', -1));
    events.push(event(ticket, openedAt + 3 * HOUR_MS, 'closed', 'closed', 0));
  }
  return { tickets, ticket_events: events };
}

const event = (
  of: Pick<Row<'ticket_events'>, 'ticket' | 'unit'>,
  at: Instant,
  change: string,
  status: string,
  openDelta: number,
): Row<'ticket_events'> => ({
  ...of,
  at,
  change,
  by_message: null,
  by_person: null,
  note: null,
  act: null,
  status,
  open_delta: openDelta,
});

/** Message `from` to `to` of `count`, handled long ago. */
export function messageRows({ source, rooms, now }: Span, count: number, from: number, to: number): Row<'messages'>[] {
  const said = talk({ source, rooms, count: to - from, name: `old${String(from)}`, at: now });
  return said.map((m, index) => ({
    id: m.id,
    platform: source.platform,
    account: source.account,
    room: m.room,
    person: m.from,
    said_at: momentOf(from + index, count, now),
    received_at: momentOf(from + index, count, now),
    kind: m.kind,
    text: m.text,
    images: '[]',
    quote: null,
    mentions: '[]',
    mentions_bot: 0,
    state: 'handled',
    error: null,
    reading: JSON.stringify({ act: 'chat', confidence: 0.9 }),
    act: 'chat',
    decision: 'chat',
    recalled_at: null,
  }));
}
