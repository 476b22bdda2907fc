/** Tickets, their messages, reporters and append-only events. */
import { sql, type Insertable, type Selectable } from 'kysely';
import { z } from 'zod';
import type { Instant, MessageId, PersonId, RoomId, TicketNumber, UnitId } from '../model/ids.js';
import { messageId, personId, roomId, unitId } from '../model/ids.js';
import { ACTS, OPENERS, URGENCIES, type Act } from '../model/reading.js';
import {
  STATUSES,
  TICKET_CHANGES,
  UNSETTLED,
  type Assignee,
  type Escalation,
  type Status,
  type Ticket,
  type TicketEvent,
} from '../model/ticket.js';
import { LEVELS } from '../model/town.js';
import { openDelta } from '../tickets/machine.js';
import { EMPTY_LIST, itemList, oneOf, oneOfOrNull, stringList } from './columns.js';
import type { Db } from './open.js';
import { STANDING } from './standing.js';
import { prepared } from './prepared.js';
import type { TicketEventsTable, TicketsTable } from './tables.js';
import { belongingsOf, saveBelongings, type Belongings } from './ticket-belongings.js';

const escalationList = z.array(
  z.object({ at: z.number(), from: z.enum(LEVELS), to: z.enum(LEVELS), reason: z.string() }),
);

function assigneeOf(row: Selectable<TicketsTable>): Assignee | null {
  if (row.assignee_person !== null) return { person: personId(row.assignee_person) };
  return row.assignee_department === null ? null : { department: row.assignee_department };
}

function asTicket(row: Selectable<TicketsTable>, messages: MessageId[], reporters: PersonId[]): Ticket {
  return {
    number: row.number,
    unit: unitId(row.unit),
    room: row.room === null ? null : roomId(row.room),
    confidential: row.confidential === 1,
    act: oneOf(OPENERS, row.act),
    category: row.category,
    urgency: oneOf(URGENCIES, row.urgency),
    summary: row.summary,
    location: row.location,
    phones: stringList(row.phones),
    people: row.people,
    time: row.time,
    items: itemList(row.items),
    reporters,
    households: row.households,
    messages,
    status: oneOf(STATUSES, row.status),
    level: oneOf(LEVELS, row.level),
    sentBy: row.sent_by === null ? null : personId(row.sent_by),
    assignee: assigneeOf(row),
    openedAt: row.opened_at,
    firstResponseAt: row.first_response_at,
    dueAt: row.due_at,
    pausedRemainingMs: row.paused_remaining_ms,
    heldUntil: row.held_until,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by === null ? null : personId(row.resolved_by),
    askedAt: row.asked_at,
    closedAt: row.closed_at,
    escalations: row.escalations === EMPTY_LIST ? [] : escalationList.parse(JSON.parse(row.escalations)),
    chases: row.chases,
    reopened: row.reopened,
    satisfaction: row.satisfaction,
    mergedInto: row.merged_into,
  };
}

function asColumns(t: Omit<Ticket, 'number'>) {
  return {
    unit: t.unit,
    room: t.room,
    confidential: t.confidential ? 1 : 0,
    act: t.act,
    category: t.category,
    urgency: t.urgency,
    summary: t.summary,
    location: t.location,
    phones: JSON.stringify(t.phones),
    people: t.people,
    time: t.time,
    items: JSON.stringify(t.items),
    households: t.households,
    status: t.status,
    level: t.level,
    sent_by: t.sentBy,
    assignee_person: t.assignee !== null && 'person' in t.assignee ? t.assignee.person : null,
    assignee_department: t.assignee !== null && 'department' in t.assignee ? t.assignee.department : null,
    opened_at: t.openedAt,
    first_response_at: t.firstResponseAt,
    due_at: t.dueAt,
    paused_remaining_ms: t.pausedRemainingMs,
    held_until: t.heldUntil,
    resolved_at: t.resolvedAt,
    resolved_by: t.resolvedBy,
    asked_at: t.askedAt,
    closed_at: t.closedAt,
    escalations: JSON.stringify(t.escalations satisfies readonly Escalation[]),
    chases: t.chases,
    reopened: t.reopened,
    satisfaction: t.satisfaction,
    merged_into: t.mergedInto,
  };
}

type Columns = ReturnType<typeof asColumns>;

const insertColumns = prepared({
  build: (db, columns: Columns) => db.insertInto('tickets').values(columns).returning('number'),
  values: (columns) => Object.values(columns),
});

const updateColumns = prepared({
  build: (db, { number, columns }: { readonly number: TicketNumber; readonly columns: Columns }) =>
    db.updateTable('tickets').set(columns).where('number', '=', number),
  values: ({ number, columns }) => [...Object.values(columns), number],
});

/** Keeps a new ticket under the next number. */
export async function insertTicket(db: Db, ticket: Omit<Ticket, 'number'>, opener: Act): Promise<Ticket> {
  const [row] = (await insertColumns(db, asColumns(ticket))).rows;
  if (row === undefined) throw new Error('the database gave a new ticket no number');
  const kept = { ...ticket, number: row.number };
  await saveBelongings(db, kept, opener);
  return kept;
}

/** Keeps a changed ticket; messages and reporters that are new to it are added, none is taken away here. */
export async function updateTicket(db: Db, ticket: Ticket, act: Act): Promise<void> {
  await Promise.all([
    updateColumns(db, { number: ticket.number, columns: asColumns(ticket) }),
    saveBelongings(db, ticket, act),
  ]);
}

export async function forgetTicketMessage(db: Db, ticket: TicketNumber, message: MessageId): Promise<void> {
  await db.deleteFrom('ticket_messages').where('ticket', '=', ticket).where('message', '=', message).execute();
}

export async function forgetTicketReporter(db: Db, ticket: TicketNumber, person: PersonId): Promise<void> {
  await db.deleteFrom('ticket_reporters').where('ticket', '=', ticket).where('person', '=', person).execute();
}

async function withBelongings(db: Db, rows: readonly Selectable<TicketsTable>[]): Promise<Ticket[]> {
  const of = await belongingsOf(
    db,
    rows.map((row) => row.number),
  );
  return rows.map((row) => withIts(of, row));
}

const withIts = (of: Belongings, row: Selectable<TicketsTable>): Ticket =>
  asTicket(row, of.messages.get(row.number) ?? [], of.reporters.get(row.number) ?? []);

const selectTicket = prepared({
  build: (db, number: TicketNumber) => db.selectFrom('tickets').selectAll().where('number', '=', number),
  values: (number) => [number],
});

export async function findTicket(db: Db, number: TicketNumber): Promise<Ticket | null> {
  const [{ rows }, of] = await Promise.all([selectTicket(db, number), belongingsOf(db, [number])]);
  return rows[0] === undefined ? null : withIts(of, rows[0]);
}

/** Those of these tickets that there are, in order of their numbers. */
export async function findTickets(db: Db, numbers: readonly TicketNumber[]): Promise<Ticket[]> {
  if (numbers.length === 0) return [];
  const rows = await db.selectFrom('tickets').selectAll().where('number', 'in', numbers).orderBy('number').execute();
  return withBelongings(db, rows);
}

/** A room with more open matters than this is looked at by its newest. */
const MOST_MATTERS = 40;

const waiting: readonly Status[] = ['proposed', ...UNSETTLED];
/** In the words of the index of what waits. */
const WAITING = waiting.map((status) => sql.lit(status));

const ofRoom = (db: Db, room: RoomId) =>
  db.selectFrom('tickets').selectAll().where('room', '=', room).orderBy('number', 'desc').limit(sql.lit(MOST_MATTERS));

const selectWaiting = prepared({
  build: (db, room: RoomId) => ofRoom(db, room).where('status', 'in', WAITING),
  values: (room) => [room],
});

const selectSettled = prepared({
  build: (db, { room, since }: { readonly room: RoomId; readonly since: Instant }) =>
    ofRoom(db, room)
      .where('status', 'in', [sql.lit<Status>('resolved'), sql.lit<Status>('closed')])
      .where('resolved_at', '>=', since),
  values: ({ room, since }) => [room, since],
});

/** Matters a message of this room may belong to: everything unsettled or proposed, and what was settled after `since`. */
export async function mattersOfRoom(db: Db, room: RoomId, since: Instant): Promise<Ticket[]> {
  const [waiting, settled] = await Promise.all([selectWaiting(db, room), selectSettled(db, { room, since })]);
  const rows = [...waiting.rows, ...settled.rows];
  return withBelongings(
    db,
    rows.sort((x, y) => x.number - y.number),
  );
}

/** Confidential matters a person raised in private, newest last. */
export async function privateMattersOf(db: Db, person: PersonId, since: Instant): Promise<Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll('tickets')
    .innerJoin('ticket_reporters', 'ticket_reporters.ticket', 'tickets.number')
    .where('ticket_reporters.person', '=', person)
    .where('tickets.room', 'is', null)
    .where((eb) => eb.or([eb('status', 'in', ['proposed', ...UNSETTLED]), eb('resolved_at', '>=', since)]))
    .orderBy('number', 'desc')
    .limit(20)
    .execute();
  return withBelongings(db, rows.reverse());
}

const stands = (status: Status): boolean => status === 'proposed' || UNSETTLED.includes(status);

/** Tickets of these units in these statuses, oldest first. */
export async function ticketsOfUnits(
  db: Db,
  units: readonly UnitId[],
  statuses: readonly Status[],
  limit = 500,
): Promise<Ticket[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('unit', 'in', units)
    .where('status', 'in', statuses)
    .$if(statuses.every(stands), (query) => query.where(STANDING))
    .orderBy('number')
    .limit(limit)
    .execute();
  return withBelongings(db, rows);
}

/** Everything a person raised or joined, newest first. */
export async function ticketsOfReporter(db: Db, person: PersonId, limit = 20): Promise<Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll('tickets')
    .innerJoin('ticket_reporters', 'ticket_reporters.ticket', 'tickets.number')
    .where('ticket_reporters.person', '=', person)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return withBelongings(db, rows);
}

/** Everything raised in a room, newest first. */
export async function ticketsRaisedIn(db: Db, room: RoomId, limit: number): Promise<Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('room', '=', room)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return withBelongings(db, rows);
}

export async function allTickets(db: Db): Promise<Ticket[]> {
  const rows = await db.selectFrom('tickets').selectAll().orderBy('number').execute();
  const found: Ticket[] = [];
  for (let from = 0; from < rows.length; from += 200)
    found.push(...(await withBelongings(db, rows.slice(from, from + 200))));
  return found;
}

/** The tickets a message belongs to, lowest number first. */
export async function ticketsOfMessage(db: Db, message: MessageId): Promise<TicketNumber[]> {
  const rows = await db
    .selectFrom('ticket_messages')
    .select('ticket')
    .where('message', '=', message)
    .orderBy('ticket')
    .execute();
  return rows.map((r) => r.ticket);
}

/** Appends what happened; `before` is the status it had, null for a new ticket. */
export async function appendEvent(db: Db, event: TicketEvent, before: Status | null, after: Status): Promise<void> {
  const row = {
    ticket: event.ticket,
    at: event.at,
    change: event.change,
    by_message: event.by,
    by_person: event.person,
    note: event.note,
    act: event.act,
    status: after,
    open_delta: openDelta(before, after),
  };
  await insertEvent(db, row);
}

const insertEvent = prepared({
  build: (db, row: Omit<Insertable<TicketEventsTable>, 'unit'> & { readonly ticket: TicketNumber }) =>
    db.insertInto('ticket_events').values({
      ...row,
      unit: (eb) => eb.selectFrom('tickets').select('unit').where('number', '=', row.ticket),
    }),
  values: (row) => [...Object.values(row), row.ticket],
});

export async function eventsOf(db: Db, ticket: TicketNumber): Promise<TicketEvent[]> {
  const rows = await db.selectFrom('ticket_events').selectAll().where('ticket', '=', ticket).orderBy('id').execute();
  return rows.map((r) => ({
    ticket: r.ticket,
    at: r.at,
    change: oneOf(TICKET_CHANGES, r.change),
    by: r.by_message === null ? null : messageId(r.by_message),
    person: r.by_person === null ? null : personId(r.by_person),
    note: r.note,
    act: oneOfOrNull(ACTS, r.act),
  }));
}
