/** What must hold in a town whatever happened to its processes: nothing lost, nothing twice, everything in its order. */
import { expect } from 'vitest';
import type { Db } from '../../src/store/open.js';
import type { ProcessesTown } from './town.js';
import { handledInOrder } from './witness.js';

/** What was said, by room of an account, in order. */
export type Told = ReadonlyMap<string, readonly string[]>;

/** What each room said stands in the store once, was handled once, and in the order in which it was said. */
export async function expectHandledInOrder(town: ProcessesTown, told: Told): Promise<void> {
  const handled = await handledInOrder(town.store.db);
  for (const [room, texts] of told) expect(handled.get(room) ?? [], `room ${room}`).toEqual(texts);
  const left = await town.store.db
    .selectFrom('messages')
    .select(['id', 'error'])
    .where('state', '<>', 'handled')
    .execute();
  expect(left).toEqual([]);
}

/** No message opened two tickets or stands in two, and each ticket's row is where its history ended. */
export async function expectTicketsWhole(db: Db): Promise<void> {
  const belongings = await db.selectFrom('ticket_messages').select(['ticket', 'message']).execute();
  expect(doubled(belongings.map(({ message }) => message))).toEqual([]);
  const tickets = await db.selectFrom('tickets').select(['number', 'status']).execute();
  const events = await db.selectFrom('ticket_events').select(['ticket', 'status']).orderBy('id').execute();
  const last = new Map(events.map(({ ticket, status }) => [ticket, status]));
  for (const { number, status } of tickets) expect(last.get(number), `ticket ${String(number)}`).toBe(status);
}

/**
 * Nothing was said twice: the platform has each text of the outbox at most once, and every one that is kept as said. Of an
 * unknown one nobody says more.
 */
export async function expectNothingTwice(
  town: ProcessesTown,
): Promise<{ readonly unknown: number; readonly sent: number }> {
  const rows = await town.store.db.selectFrom('outbox').select(['id', 'state', 'text', 'room', 'attempts']).execute();
  const wanted = rows.filter(({ state }) => state === 'accepted' || state === 'delivered');
  const unknown = rows.filter(({ state }) => state === 'unknown');
  const sent = town.sent();
  expect(sent.length).toBeGreaterThanOrEqual(wanted.length);
  expect(sent.length).toBeLessThanOrEqual(wanted.length + unknown.length);
  const acknowledged = sent.map(({ text }) => /[((](\d+)号/.exec(String(text))?.[1] ?? '').filter((n) => n !== '');
  expect(doubled(acknowledged)).toEqual([]);
  return { unknown: unknown.length, sent: sent.length };
}

export const doubled = (list: readonly string[]): string[] => list.filter((one, at) => list.indexOf(one) !== at);
