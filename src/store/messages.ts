/** Every incoming message, once. */
import { MESSAGE_KINDS, type IncomingMessage } from '../model/event.js';
import type { Instant, MessageId, PersonId, RoomId } from '../model/ids.js';
import { accountId, messageId, personId, platformId, roomId } from '../model/ids.js';
import { ACTS, type Act, type Reading } from '../model/reading.js';
import { oneOf, oneOfOrNull, stringList } from './columns.js';
import type { Db } from './open.js';
import type { MessagesTable } from './tables.js';
import type { Selectable } from 'kysely';

/** A message as kept: the incoming one, its place in the arrival order, and how it was read. */
export interface KeptMessage extends Omit<IncomingMessage, 'type'> {
  readonly seq: number;
  readonly act: Act | null;
  readonly recalledAt: Instant | null;
}

/** Fewer than any database's limit on parameters. */
const MOST_IDS = 500;

function asMessage(row: Selectable<MessagesTable>): KeptMessage {
  return {
    seq: row.seq,
    source: { platform: platformId(row.platform), account: accountId(row.account) },
    id: messageId(row.id),
    at: row.said_at,
    room: row.room === null ? null : roomId(row.room),
    from: personId(row.person),
    roomName: null,
    fromName: null,
    kind: oneOf(MESSAGE_KINDS, row.kind),
    text: row.text,
    images: stringList(row.images),
    quote: row.quote === null ? null : messageId(row.quote),
    mentions: stringList(row.mentions).map(personId),
    mentionsBot: row.mentions_bot === 1,
    act: oneOfOrNull(ACTS, row.act),
    recalledAt: row.recalled_at,
  };
}

/** Keeps a message as accepted, and gives it as kept. null: it was kept before, by this id. */
export async function keepMessage(db: Db, m: IncomingMessage, receivedAt: Instant): Promise<KeptMessage | null> {
  const row = await db
    .insertInto('messages')
    .values({
      id: m.id,
      platform: m.source.platform,
      account: m.source.account,
      room: m.room,
      person: m.from,
      said_at: m.at,
      received_at: receivedAt,
      kind: m.kind,
      text: m.text,
      images: JSON.stringify(m.images),
      quote: m.quote,
      mentions: JSON.stringify(m.mentions),
      mentions_bot: m.mentionsBot ? 1 : 0,
      state: 'accepted',
      error: null,
      reading: null,
      act: null,
      decision: null,
      recalled_at: null,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst();
  if (!row) return null;
  return { ...m, roomName: null, fromName: null, seq: row.seq, act: null, recalledAt: null };
}

export async function findMessage(db: Db, id: MessageId): Promise<KeptMessage | null> {
  const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? asMessage(row) : null;
}

/** Those of these messages that are kept, by id. */
export async function findMessages(db: Db, ids: readonly MessageId[]): Promise<Map<MessageId, KeptMessage>> {
  const found = new Map<MessageId, KeptMessage>();
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const some = ids.slice(from, from + MOST_IDS);
    const rows = await db.selectFrom('messages').selectAll().where('id', 'in', some).execute();
    for (const row of rows) found.set(messageId(row.id), asMessage(row));
  }
  return found;
}

/** The last `count` messages of a room before `seq`, oldest first. */
export async function talkBefore(db: Db, room: RoomId, seq: number, count: number): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('room', '=', room)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(count)
    .execute();
  return rows.reverse().map(asMessage);
}

/** The last `count` private messages of a person before `seq`, oldest first. */
export async function privateTalkBefore(db: Db, person: PersonId, seq: number, count: number): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('room', 'is', null)
    .where('person', '=', person)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(count)
    .execute();
  return rows.reverse().map(asMessage);
}

export async function markHandled(db: Db, id: MessageId, reading: Reading, reasons: string): Promise<void> {
  await db
    .updateTable('messages')
    .set({ state: 'handled', reading: JSON.stringify(reading), act: reading.act, decision: reasons, error: null })
    .where('id', '=', id)
    .execute();
}

/** Puts aside a message on which a step threw: the room goes on, `doctor` shows it. */
export async function setAside(db: Db, id: MessageId, error: string): Promise<void> {
  await db
    .updateTable('messages')
    .set({ state: 'set_aside', error: error.slice(0, 2000) })
    .where('id', '=', id)
    .execute();
}

/** Accepted before the process ended and not handled yet, in arrival order. */
export async function unhandled(db: Db, limit: number): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('state', '=', 'accepted')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(asMessage);
}

export async function setAsideMessages(db: Db): Promise<{ id: MessageId; error: string }[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'error'])
    .where('state', '=', 'set_aside')
    .orderBy('seq')
    .execute();
  return rows.map((r) => ({ id: messageId(r.id), error: r.error ?? '' }));
}

export async function markRecalled(db: Db, id: MessageId, at: Instant): Promise<boolean> {
  const result = await db.updateTable('messages').set({ recalled_at: at }).where('id', '=', id).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
