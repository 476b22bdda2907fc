/** What an account's own texts, seen in a room, tell of the rows they belong to. */
import type { Instant, MessageId } from '../model/ids.js';
import type { Destination } from '../model/speech.js';
import type { Db } from './open.js';

/**
 * The row that an echo shows: the one the platform's id was given for, else, of those booked since `since` with these very
 * words at this place whose fate is not known, the one being sent just now, or the oldest. null: the account said something that was not ours.
 */
export async function rowOfEcho(
  db: Db,
  echo: { readonly to: Destination; readonly id: MessageId; readonly text: string },
  since: Instant,
): Promise<number | null> {
  const known = await db
    .selectFrom('outbox')
    .select('id')
    .where('platform_message', '=', echo.id)
    .orderBy('id')
    .executeTakeFirst();
  if (known) return known.id;
  const place = 'room' in echo.to ? echo.to.room : echo.to.person;
  const open = await db
    .selectFrom('outbox')
    .select(['id', 'text'])
    .where('room' in echo.to ? 'room' : 'person', '=', place)
    .where('state', 'in', ['sending', 'unknown'])
    .where('platform_message', 'is', null)
    .where('booked_at', '>=', since)
    .orderBy((eb) => eb.case().when('state', '=', 'sending').then(0).else(1).end())
    .orderBy('booked_at')
    .execute();
  // A platform puts the names of those mentioned before the words.
  return open.find(({ text }) => echo.text.trim().endsWith(text.trim()))?.id ?? null;
}

/** What an echo tells of a row: it stands in the room, under this id. */
export async function settleByEcho(db: Db, id: number, platformMessage: MessageId, at: Instant): Promise<void> {
  await db
    .updateTable('outbox')
    .set((eb) => ({
      state: 'delivered',
      platform_message: eb.fn.coalesce('platform_message', eb.val<string>(platformMessage)),
      settled_at: eb.fn.coalesce('settled_at', eb.val(at)),
    }))
    .where('id', '=', id)
    .where('state', 'in', ['sending', 'accepted', 'unknown'])
    .execute();
}
