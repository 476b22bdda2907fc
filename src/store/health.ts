/** Questions that only a check of the whole store asks. */
import type { Instant } from '../model/ids.js';
import { roomId, type RoomId } from '../model/ids.js';
import { ACCEPTED } from './messages.js';
import type { Db, Store } from './open.js';

/** When the last message was received; null when none was. */
export async function lastReceivedAt(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.max('received_at').as('at'))
    .executeTakeFirst();
  return row?.at ?? null;
}

export async function countUnhandled(db: Db): Promise<number> {
  const row = await db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', ACCEPTED)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Rooms whose platform id changed and waits for somebody's confirmation. */
export async function roomsWithPendingId(db: Db): Promise<RoomId[]> {
  const rows = await db
    .selectFrom('rooms')
    .select('id')
    .where('pending_platform_room', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => roomId(row.id));
}

class Unwanted extends Error {}

/** Writes a row and takes it back. Throws what the database says when nothing can be written. */
export async function tryWriting(store: Store): Promise<void> {
  try {
    await store.transact(async (tx) => {
      await tx.insertInto('settings').values({ key: 'doctor.write-test', value: '1' }).execute();
      throw new Unwanted();
    });
  } catch (error) {
    if (!(error instanceof Unwanted)) throw error;
  }
}
