/** A place's talk as people see it: what was said there by people and by the bot, in order of time. */
import { messageId, type MessageId, type PersonId, type RoomId } from '../model/ids.js';
import type { Selectable } from 'kysely';
import { findMessage, findMessages, privateTalkBefore, talkBefore, type KeptMessage } from './messages.js';
import type { Db } from './open.js';
import type { OutboxTable } from './tables.js';
import { asOutboxRow, outboxByPlatformMessage, type OutboxRow } from './outbox.js';

export type Said =
  | { readonly by: 'person'; readonly at: number; readonly message: KeptMessage }
  | { readonly by: 'bot'; readonly at: number; readonly id: MessageId; readonly row: OutboxRow };

const asSaid = (r: Selectable<OutboxTable>): Said => ({
  by: 'bot',
  at: r.settled_at ?? 0,
  id: messageId(r.platform_message ?? 'none'),
  row: asOutboxRow(r),
});

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
    ...own.map(asSaid),
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

/** What a place's row in a list needs: how many lines stand there, people's and the bot's, and the last of them. */
export interface PlaceActivity {
  readonly lines: number;
  readonly last: Said | null;
}

/**
 * Of every place with talk, by "room:ID" or "person:ID". Grouped, so that it costs the same few queries for any number of
 * rooms: the page asks for it at every line said.
 */
export async function activityOfPlaces(db: Db): Promise<Map<string, PlaceActivity>> {
  const places = new Map<string, PlaceActivity>();
  const add = (key: string, n: number, last: Said | undefined) => {
    const known = places.get(key);
    const later = last && (!known?.last || last.at >= known.last.at) ? last : (known?.last ?? null);
    places.set(key, { lines: (known?.lines ?? 0) + n, last: later });
  };
  const said = await saidInPlaces(db);
  const lines = await findMessages(
    db,
    said.map((r) => r.id),
  );
  for (const { key, n, id } of said) {
    const message = lines.get(id);
    add(key, n, message && { by: 'person', at: message.at, message });
  }
  for (const { key, n, last } of await ownInPlaces(db)) add(key, n, last);
  return places;
}

async function saidInPlaces(db: Db): Promise<{ key: string; n: number; id: MessageId }[]> {
  const inRooms = await db
    .selectFrom('messages')
    .select(['room as place', (eb) => eb.fn.countAll<number>().as('n'), (eb) => eb.fn.max('seq').as('last')])
    .where('room', 'is not', null)
    .groupBy('room')
    .execute();
  const privately = await db
    .selectFrom('messages')
    .select(['person as place', (eb) => eb.fn.countAll<number>().as('n'), (eb) => eb.fn.max('seq').as('last')])
    .where('room', 'is', null)
    .groupBy('person')
    .execute();
  const groups = [
    ...inRooms.map((r) => ({ ...r, key: `room:${r.place ?? ''}` })),
    ...privately.map((r) => ({ ...r, key: `person:${r.place}` })),
  ];
  const ids = await idsBySeq(
    db,
    groups.map((g) => Number(g.last)),
  );
  return groups.flatMap((g) => {
    const id = ids.get(Number(g.last));
    return id === undefined ? [] : [{ key: g.key, n: Number(g.n), id }];
  });
}

/** Fewer than any database's limit on parameters. */
const MOST_IDS = 500;

async function idsBySeq(db: Db, seqs: readonly number[]): Promise<Map<number, MessageId>> {
  const found = new Map<number, MessageId>();
  for (let from = 0; from < seqs.length; from += MOST_IDS) {
    const some = seqs.slice(from, from + MOST_IDS);
    const rows = await db.selectFrom('messages').select(['seq', 'id']).where('seq', 'in', some).execute();
    for (const row of rows) found.set(row.seq, messageId(row.id));
  }
  return found;
}

async function ownInPlaces(db: Db): Promise<{ key: string; n: number; last: Said | undefined }[]> {
  const groups = await db
    .selectFrom('outbox')
    .select(['room', 'person', (eb) => eb.fn.countAll<number>().as('n'), (eb) => eb.fn.max('id').as('last')])
    .where('platform_message', 'is not', null)
    .groupBy(['room', 'person'])
    .execute();
  const lines = new Map<number, Said>();
  for (let from = 0; from < groups.length; from += MOST_IDS) {
    const some = groups.slice(from, from + MOST_IDS).map((g) => Number(g.last));
    const rows = await db.selectFrom('outbox').selectAll().where('id', 'in', some).execute();
    for (const row of rows) lines.set(row.id, asSaid(row));
  }
  return groups.map((g) => ({
    key: g.room === null ? `person:${g.person ?? ''}` : `room:${g.room}`,
    n: Number(g.n),
    last: lines.get(Number(g.last)),
  }));
}
