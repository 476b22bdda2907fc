/** What refers to what, also where the schema leaves it to the program. */
import { sql } from 'kysely';
import type { Db } from '../../src/store/open.js';

/** table.column refers to table.column; a value may be missing. */
const REFERENCES: readonly (readonly [string, string, string, string])[] = [
  ['rooms', 'unit', 'units', 'id'],
  ['members', 'room', 'rooms', 'id'],
  ['members', 'person', 'people', 'id'],
  ['messages', 'room', 'rooms', 'id'],
  ['messages', 'person', 'people', 'id'],
  ['tickets', 'unit', 'units', 'id'],
  ['tickets', 'room', 'rooms', 'id'],
  ['tickets', 'merged_into', 'tickets', 'number'],
  ['ticket_messages', 'ticket', 'tickets', 'number'],
  ['ticket_messages', 'message', 'messages', 'id'],
  ['ticket_reporters', 'ticket', 'tickets', 'number'],
  ['ticket_reporters', 'person', 'people', 'id'],
  ['ticket_events', 'ticket', 'tickets', 'number'],
  ['ticket_events', 'by_message', 'messages', 'id'],
  ['outbox', 'room', 'rooms', 'id'],
  ['outbox', 'person', 'people', 'id'],
  ['outbox', 'ticket', 'tickets', 'number'],
  ['outbox', 'notice', 'notices', 'number'],
  ['outbox', 'reply_to', 'messages', 'id'],
  ['notices', 'asked_in', 'rooms', 'id'],
  ['notice_rooms', 'notice', 'notices', 'number'],
  ['notice_rooms', 'room', 'rooms', 'id'],
  ['notice_rooms', 'outbox', 'outbox', 'id'],
  ['receipts', 'notice', 'notices', 'number'],
  ['corrections', 'message', 'messages', 'id'],
  ['corrections', 'ticket', 'tickets', 'number'],
];

/** Values that refer to a row that is not there. */
export async function brokenReferences(db: Db): Promise<string[]> {
  const wrong: string[] = [];
  for (const [table, column, target, key] of REFERENCES) {
    const { rows } = await sql<{ value: unknown }>`select ${sql.ref(column)} as value from ${sql.table(table)}
      where ${sql.ref(column)} is not null
      and ${sql.ref(column)} not in (select ${sql.ref(key)} from ${sql.table(target)})`.execute(db);
    wrong.push(...rows.map(({ value }) => `${table}.${column} ${String(value)} is no ${target}.${key}`));
  }
  return wrong;
}
