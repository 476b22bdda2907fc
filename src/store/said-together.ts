/** Rows whose words another row of the same room says with its own. */
import type { Instant, TicketNumber } from '../model/ids.js';
import type { Db } from './open.js';
import { reword, type OutboxRow } from './outbox.js';

const because = (id: number): string => `said together with ${String(id)}`;

/** `merged` says it all from now on. Those of `others` that still wait are dropped; what was sent or dropped meanwhile stays as it is. */
export async function sayTogether(db: Db, merged: OutboxRow, others: readonly number[], at: Instant): Promise<void> {
  await reword(db, merged);
  await db
    .updateTable('outbox')
    .set({ state: 'dropped', settled_at: at, error: because(merged.id) })
    .where('id', 'in', others)
    .where('state', '=', 'queued')
    .execute();
}

/** The tickets of rows that this one says already, in the order of those rows. */
export async function ticketsSaidWith(db: Db, { id, to }: OutboxRow): Promise<TicketNumber[]> {
  if (!('room' in to)) return [];
  const rows = await db
    .selectFrom('outbox')
    .select('ticket')
    .where('room', '=', to.room)
    .where('state', '=', 'dropped')
    .where('error', '=', because(id))
    .orderBy('id')
    .execute();
  return rows.flatMap(({ ticket }) => (ticket === null ? [] : [ticket]));
}
