/** Which account says what waits in the outbox, and what each has said lately. */
import type { Instant, RoomId } from '../model/ids.js';
import type { Db } from './open.js';
import { asOutboxRow, type OutboxRow } from './outbox.js';

/** Queued rows for which nobody has looked yet which account speaks there, oldest first. */
export async function unrouted(db: Db, limit: number): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'queued')
    .where('account', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(asOutboxRow);
}

export async function routeRows(db: Db, ids: readonly number[], account: string): Promise<void> {
  await db.updateTable('outbox').set({ account }).where('id', 'in', ids).where('state', '=', 'queued').execute();
}

/** Another account speaks in this room now: what waits for it, also behind an attempt that may come to nothing, is looked at again. */
export async function rerouteRoom(db: Db, room: RoomId): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ account: null })
    .where('room', '=', room)
    .where('state', 'in', ['queued', 'sending'])
    .execute();
}

/** What accounts have tried to say since `since`, oldest first: by account, place and moment. */
export async function bookedSince(db: Db, since: Instant): Promise<{ account: string; place: string; at: Instant }[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['account', 'room', 'person', 'booked_at'])
    .where('booked_at', '>', since)
    .orderBy('booked_at')
    .execute();
  return rows.map((r) => ({ account: r.account ?? '', place: r.room ?? r.person ?? '', at: r.booked_at ?? 0 }));
}
