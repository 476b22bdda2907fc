/** What the bot did, as lines for people and programs to read: public, so nothing in them is renamed. Pure. */
import { isoTime } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import type { OutboxRow } from '../store/outbox.js';
import type { Assignee, Ticket, TicketEvent } from '../model/ticket.js';
import type { NoticeView } from '../notices/view.js';

const whenOrNull = (at: Instant | null, zone: string): string | null => (at === null ? null : isoTime(at, zone));
const assignee = (a: Assignee | null): string | null => (a === null ? null : 'person' in a ? a.person : a.department);

export function ticketView(t: Ticket, zone: string) {
  return {
    number: t.number,
    unit: t.unit,
    room: t.room,
    act: t.act,
    category: t.category,
    urgency: t.urgency,
    summary: t.summary,
    location: t.location,
    phones: t.phones,
    people: t.people,
    time: t.time,
    items: t.items,
    reporters: t.reporters,
    households: t.households,
    messages: t.messages,
    status: t.status,
    level: t.level,
    assignee: assignee(t.assignee),
    openedAt: isoTime(t.openedAt, zone),
    firstResponseAt: whenOrNull(t.firstResponseAt, zone),
    dueAt: whenOrNull(t.dueAt, zone),
    resolvedAt: whenOrNull(t.resolvedAt, zone),
    closedAt: whenOrNull(t.closedAt, zone),
    escalations: t.escalations.map((e) => ({ ...e, at: isoTime(e.at, zone) })),
    chases: t.chases,
    satisfaction: t.satisfaction,
    mergedInto: t.mergedInto,
    confidential: t.confidential,
  };
}

export const ticketLine = (event: TicketEvent, ticket: Ticket, zone: string) => ({
  type: 'ticket',
  at: isoTime(event.at, zone),
  change: event.change,
  by: event.by,
  note: event.note,
  ticket: ticketView(ticket, zone),
});

export function sentLine(at: Instant, row: OutboxRow, zone: string) {
  return {
    type: 'sent',
    at: isoTime(at, zone),
    ...('room' in row.to ? { room: row.to.room } : { person: row.to.person }),
    text: row.text,
    replyTo: row.replyTo,
    mentions: row.mentions,
    purpose: row.purpose,
    ticket: row.ticket,
    ...(row.notice !== null && { notice: row.notice }),
  };
}

export const noticeLine = (at: Instant, notice: NoticeView, zone: string) => ({
  type: 'notice',
  at: isoTime(at, zone),
  notice,
});
