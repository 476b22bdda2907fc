/** A place's talk as people see it: what was said there by people and by the bot, in order of time. */
import { messageId, type MessageId, type PersonId, type RoomId } from '../model/ids.js';
import { findMessage, privateTalkBefore, talkBefore, type KeptMessage } from './messages.js';
import type { Db } from './open.js';
import { asOutboxRow, outboxByPlatformMessage, type OutboxRow } from './outbox.js';

export type Said =
  | { readonly by: 'person'; readonly at: number; readonly message: KeptMessage }
  | { readonly by: 'bot'; readonly at: number; readonly id: MessageId; readonly row: OutboxRow };

const LATEST = Number.MAX_SAFE_INTEGER;

/** The last `limit` lines of a room, or of a person's private talk with the bot, oldest first. */
export async function talkOf(db: Db, place: { room: RoomId } | { person: PersonId }, limit: number): Promise<Said[]> {
  const people =
    'room' in place
      ? await talkBefore(db, place.room, LATEST, limit)
      : await privateTalkBefore(db, place.person, LATEST, limit);
  const own = await db
    .selectFrom('outbox')
    .selectAll()
    .where('room' in place ? 'room' : 'person', '=', 'room' in place ? place.room : place.person)
    .where('platform_message', 'is not', null)
    .orderBy('settled_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const lines: Said[] = [
    ...people.map((message): Said => ({ by: 'person', at: message.at, message })),
    ...own.map((r): Said => ({
      by: 'bot',
      at: r.settled_at ?? 0,
      id: messageId(r.platform_message ?? 'none'),
      row: asOutboxRow(r),
    })),
  ];
  return lines.sort((a, b) => a.at - b.at || (a.by === b.by ? 0 : a.by === 'person' ? -1 : 1)).slice(-limit);
}

/** One line by its id, a person's or the bot's own. */
export async function lineById(db: Db, id: MessageId): Promise<Said | null> {
  const message = await findMessage(db, id);
  if (message) return { by: 'person', at: message.at, message };
  const row = await outboxByPlatformMessage(db, id);
  return row ? { by: 'bot', at: row.createdAt, id, row } : null;
}

/** How many lines stand in each room, and in each private talk, people's and the bot's. */
export async function countLines(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const add = (key: string, n: number) => counts.set(key, (counts.get(key) ?? 0) + n);
  const said = await db
    .selectFrom('messages')
    .select(['room', (eb) => eb.fn.countAll<number>().as('n')])
    .where('room', 'is not', null)
    .groupBy('room')
    .execute();
  const privately = await db
    .selectFrom('messages')
    .select(['person', (eb) => eb.fn.countAll<number>().as('n')])
    .where('room', 'is', null)
    .groupBy('person')
    .execute();
  const own = await db
    .selectFrom('outbox')
    .select(['room', 'person', (eb) => eb.fn.countAll<number>().as('n')])
    .where('platform_message', 'is not', null)
    .groupBy(['room', 'person'])
    .execute();
  for (const r of said) add(`room:${r.room ?? ''}`, Number(r.n));
  for (const r of privately) add(`person:${r.person}`, Number(r.n));
  for (const r of own) add(r.room === null ? `person:${r.person ?? ''}` : `room:${r.room}`, Number(r.n));
  return counts;
}
