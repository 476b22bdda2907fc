/** Every incoming message, once. */
import { MESSAGE_KINDS, type IncomingMessage, type Source } from '../model/event.js';
import type { Instant, MessageId, PersonId, RoomId } from '../model/ids.js';
import { accountId, messageId, personId, platformId, roomId } from '../model/ids.js';
import { ACTS, type Act, type Reading } from '../model/reading.js';
import { oneOf, oneOfOrNull, stringList } from './columns.js';
import type { Db } from './open.js';
import { filledUp, inOrder, MOST_IDS, prepared } from './prepared.js';
import type { MessagesTable } from './tables.js';
import { sql, type Selectable } from 'kysely';

/** A message as kept: the incoming one, its place in the arrival order, and how it was read. */
export interface KeptMessage extends Omit<IncomingMessage, 'type'> {
  readonly seq: number;
  readonly act: Act | null;
  readonly recalledAt: Instant | null;
}

/** How it was read and decided stays in the row: it is longer than all the rest. */
const COLUMNS = [
  'seq',
  'id',
  'platform',
  'account',
  'room',
  'person',
  'said_at',
  'kind',
  'text',
  'images',
  'quote',
  'mentions',
  'mentions_bot',
  'act',
  'recalled_at',
] as const;

function asMessage(row: Pick<Selectable<MessagesTable>, (typeof COLUMNS)[number]>): KeptMessage {
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

/** Written out as the index messages_waiting has it. */
export const ACCEPTED = sql.lit<'accepted'>('accepted');

/** So many rows go into one statement at most; what is left over goes in smaller ones. */
const ROWS_TOGETHER = [32, 8, 1];

interface NewMessage {
  readonly message: IncomingMessage;
  readonly receivedAt: Instant;
}

const rowOf = ({ message: m, receivedAt }: NewMessage) => ({
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
});

/** In the order of rowOf. Without the row in between: most messages of a busy minute are kept by this. */
function valuesOf(all: readonly NewMessage[]): unknown[] {
  const values: unknown[] = [];
  for (const { message: m, receivedAt } of all) {
    const images = m.images.length === 0 ? '[]' : JSON.stringify(m.images);
    const mentions = m.mentions.length === 0 ? '[]' : JSON.stringify(m.mentions);
    values.push(m.id, m.source.platform, m.source.account, m.room, m.from, m.at, receivedAt);
    values.push(m.kind, m.text, images, m.quote, mentions, m.mentionsBot ? 1 : 0);
  }
  return values;
}

const insertMessages = prepared({
  shape: (all: readonly NewMessage[]) => all.length,
  build: (db, all) =>
    db
      .insertInto('messages')
      .values(all.map((one) => ({ ...rowOf(one), state: ACCEPTED })))
      .onConflict((oc) => oc.column('id').doNothing())
      .returning(['seq', 'id']),
  values: valuesOf,
});

/**
 * Keeps messages as accepted, numbered in the order given, and gives them as kept; null for one that was kept before by its
 * id, or comes a second time among them.
 */
export async function keepMessages(
  db: Db,
  messages: readonly IncomingMessage[],
  receivedAt: Instant,
): Promise<(KeptMessage | null)[]> {
  const numbers = new Map<string, number>();
  const groups: (() => ReturnType<typeof insertMessages>)[] = [];
  for (let from = 0; from < messages.length;) {
    const count = ROWS_TOGETHER.find((rows) => rows <= messages.length - from) ?? 1;
    const some = messages.slice(from, from + count).map((message) => ({ message, receivedAt }));
    groups.push(() => insertMessages(db, some));
    from += count;
  }
  for (const { rows } of await inOrder(db, groups)) for (const { seq, id } of rows) numbers.set(id, seq);
  return messages.map((m) => {
    const seq = numbers.get(m.id);
    numbers.delete(m.id);
    return seq === undefined ? null : keptOf(m, seq);
  });
}

/** Written out: spread over thousands a second it took as long as the database. */
const keptOf = (m: IncomingMessage, seq: number): KeptMessage => ({
  seq,
  source: m.source,
  id: m.id,
  at: m.at,
  room: m.room,
  from: m.from,
  roomName: null,
  fromName: null,
  kind: m.kind,
  text: m.text,
  images: m.images,
  quote: m.quote,
  mentions: m.mentions,
  mentionsBot: m.mentionsBot,
  act: null,
  recalledAt: null,
});

/** As keepMessages, for one. */
export async function keepMessage(db: Db, m: IncomingMessage, receivedAt: Instant): Promise<KeptMessage | null> {
  const [kept] = await keepMessages(db, [m], receivedAt);
  return kept ?? null;
}

export async function findMessage(db: Db, id: MessageId): Promise<KeptMessage | null> {
  const row = await db.selectFrom('messages').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row ? asMessage(row) : null;
}

const selectByIds = prepared({
  shape: (ids: readonly MessageId[]) => ids.length,
  build: (db, ids) => db.selectFrom('messages').select(COLUMNS).where('id', 'in', ids),
  values: (ids) => ids,
});

/** Those of these messages that are kept, by id. */
export async function findMessages(db: Db, ids: readonly MessageId[]): Promise<Map<MessageId, KeptMessage>> {
  const found = new Map<MessageId, KeptMessage>();
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const [first, ...others] = ids.slice(from, from + MOST_IDS);
    if (first === undefined) break;
    const { rows } = await selectByIds(db, filledUp([first, ...others]));
    for (const row of rows) found.set(messageId(row.id), asMessage(row));
  }
  return found;
}

interface Place {
  readonly room: RoomId;
  readonly seq: number;
  readonly count: number;
}

const selectTalk = prepared({
  shape: ({ count }: Place) => count,
  build: (db, { room, seq, count }) =>
    db
      .selectFrom('messages')
      .select(COLUMNS)
      .where('room', '=', room)
      .where('seq', '<', seq)
      .orderBy('seq', 'desc')
      .limit(sql.lit(count)),
  values: ({ room, seq }) => [room, seq],
});

/** The last `count` messages of a room before `seq`, oldest first. */
export async function talkBefore(db: Db, room: RoomId, seq: number, count: number): Promise<KeptMessage[]> {
  const { rows } = await selectTalk(db, { room, seq, count });
  return rows.map(asMessage).reverse();
}

/** The last `count` private messages of a person before `seq`, oldest first. */
export async function privateTalkBefore(db: Db, person: PersonId, seq: number, count: number): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('room', 'is', null)
    .where('person', '=', person)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(count)
    .execute();
  return rows.reverse().map(asMessage);
}

interface Handled {
  readonly id: MessageId;
  readonly reading: string;
  readonly act: Act;
  readonly reasons: string;
}

const updateHandled = prepared({
  build: (db, { id, reading, act, reasons }: Handled) =>
    db
      .updateTable('messages')
      .set({ state: sql.lit('handled'), reading, act, decision: reasons, error: null })
      .where('id', '=', id)
      .where('state', '=', ACCEPTED),
  values: ({ id, reading, act, reasons }) => [reading, act, reasons, null, id],
});

/** false: it was handled before, or set aside. */
export async function markHandled(db: Db, id: MessageId, reading: Reading, reasons: string): Promise<boolean> {
  const { changed } = await updateHandled(db, { id, reading: JSON.stringify(reading), act: reading.act, reasons });
  return changed > 0n;
}

/** Puts aside a message on which a step threw: the room goes on, `doctor` shows it. */
export async function setAside(db: Db, id: MessageId, error: string): Promise<void> {
  await db
    .updateTable('messages')
    .set({ state: 'set_aside', error: error.slice(0, 2000) })
    .where('id', '=', id)
    .execute();
}

/** Accepted before the process ended and not handled yet, in arrival order; `of`: one account's, after a place in that order. */
export async function unhandled(
  db: Db,
  limit: number,
  of: { readonly account: Source; readonly after: number } | null = null,
): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('state', '=', ACCEPTED)
    .$if(of !== null, (query) =>
      query
        .where('platform', '=', of?.account.platform ?? '')
        .where('account', '=', of?.account.account ?? '')
        .where('seq', '>', of?.after ?? 0),
    )
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(asMessage);
}

/** Those of these messages that are accepted and not handled. */
export async function unhandledAmong(db: Db, ids: readonly MessageId[]): Promise<KeptMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('id', 'in', ids)
    .where('state', '=', ACCEPTED)
    .execute();
  return rows.map(asMessage);
}

export async function setAsideMessages(db: Db): Promise<{ id: MessageId; error: string }[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'error'])
    .where('state', '=', sql.lit<'set_aside'>('set_aside'))
    .orderBy('seq')
    .execute();
  return rows.map((r) => ({ id: messageId(r.id), error: r.error ?? '' }));
}

export async function markRecalled(db: Db, id: MessageId, at: Instant): Promise<boolean> {
  const result = await db.updateTable('messages').set({ recalled_at: at }).where('id', '=', id).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
