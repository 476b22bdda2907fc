/** The messages and reporters of tickets, in their order. */
import type { Act } from '../model/reading.js';
import type { MessageId, PersonId, TicketNumber } from '../model/ids.js';
import { messageId, personId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import type { Db } from './open.js';
import { inParts } from './parts.js';
import { filledUp, prepared } from './prepared.js';

/** So many rows go into one statement. */
const ROWS_TOGETHER = 8;

interface TicketMessage {
  readonly ticket: TicketNumber;
  readonly message: MessageId;
  readonly act: Act;
  readonly position: number;
}

const insertMessages = prepared({
  shape: (rows: readonly TicketMessage[]) => rows.length,
  build: (db, rows) =>
    db
      .insertInto('ticket_messages')
      .values(rows)
      .onConflict((oc) => oc.columns(['ticket', 'message']).doNothing()),
  values: (rows) => rows.flatMap(({ ticket, message, act, position }) => [ticket, message, act, position]),
});

interface TicketReporter {
  readonly ticket: TicketNumber;
  readonly person: PersonId;
  readonly position: number;
}

const insertReporters = prepared({
  shape: (rows: readonly TicketReporter[]) => rows.length,
  build: (db, rows) =>
    db
      .insertInto('ticket_reporters')
      .values(rows)
      .onConflict((oc) => oc.columns(['ticket', 'person']).doNothing()),
  values: (rows) => rows.flatMap(({ ticket, person, position }) => [ticket, person, position]),
});

/** Adds the messages and reporters that are new to the ticket; none is taken away. */
export async function saveBelongings(db: Db, t: Ticket, act: Act): Promise<void> {
  const messages = t.messages.map((message, position) => ({ ticket: t.number, message, act, position }));
  const reporters = t.reporters.map((person, position) => ({ ticket: t.number, person, position }));
  await Promise.all([
    ...inParts(messages, ROWS_TOGETHER).map((some) => insertMessages(db, some)),
    ...inParts(reporters, ROWS_TOGETHER).map((some) => insertReporters(db, some)),
  ]);
}

const selectMessages = prepared({
  shape: (numbers: readonly TicketNumber[]) => numbers.length,
  build: (db, numbers) =>
    db
      .selectFrom('ticket_messages')
      .select(['ticket', 'message'])
      .where('ticket', 'in', numbers)
      .orderBy('position')
      .orderBy('message'),
  values: (numbers) => numbers,
});

const selectReporters = prepared({
  shape: (numbers: readonly TicketNumber[]) => numbers.length,
  build: (db, numbers) =>
    db.selectFrom('ticket_reporters').select(['ticket', 'person']).where('ticket', 'in', numbers).orderBy('position'),
  values: (numbers) => numbers,
});

export interface Belongings {
  readonly messages: ReadonlyMap<TicketNumber, MessageId[]>;
  readonly reporters: ReadonlyMap<TicketNumber, PersonId[]>;
}

export async function belongingsOf(db: Db, tickets: readonly TicketNumber[]): Promise<Belongings> {
  const messages = new Map<TicketNumber, MessageId[]>();
  const reporters = new Map<TicketNumber, PersonId[]>();
  const [first, ...others] = tickets;
  if (first === undefined) return { messages, reporters };
  const numbers = filledUp([first, ...others]);
  const [said, people] = await Promise.all([selectMessages(db, numbers), selectReporters(db, numbers)]);
  for (const { ticket, message } of said.rows) listIn(messages, ticket).push(messageId(message));
  for (const { ticket, person } of people.rows) listIn(reporters, ticket).push(personId(person));
  return { messages, reporters };
}

function listIn<T>(lists: Map<TicketNumber, T[]>, ticket: TicketNumber): T[] {
  const list = lists.get(ticket) ?? [];
  lists.set(ticket, list);
  return list;
}
