/** A place's talk as people see it: what was said there by people and by the bot, in order of time. */
import { sql, type Selectable } from 'kysely';
import { messageId, personId, type MessageId, type PersonId, type RoomId } from '../model/ids.js';
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

/** What a place's row in a list needs. */
export interface PlaceActivity {
  /** People's and the bot's. */
  readonly lines: number;
  /** false: there are too many to count; `lines` is then a number that grows with each, but not by one. */
  readonly counted: boolean;
  readonly last: Said | null;
}

/** Of people's lines in a place, and of the bot's, so many are counted: a list must not cost what was ever said. */
const MOST_COUNTED = 1000;
/** Private talk is looked for among so many of the latest private lines of people, and of the bot. */
const LATEST_PRIVATE = 2000;

/** The rooms in which people spoke last, at most so many of these. One look into an index for each of them. */
export async function latestRooms(db: Db, rooms: readonly RoomId[], most: number): Promise<Set<RoomId>> {
  if (rooms.length <= most) return new Set(rooms);
  const rows = await db
    .selectFrom('rooms as listed')
    .select('listed.id')
    .select((eb) =>
      eb
        .selectFrom('messages')
        .select((e) => e.fn.max('messages.seq').as('seq'))
        .whereRef('messages.room', '=', 'listed.id')
        .as('last'),
    )
    .execute();
  const last = new Map(rows.map((row) => [row.id, Number(row.last)]));
  const latestFirst = [...rooms].sort((a, b) => (last.get(b) ?? 0) - (last.get(a) ?? 0));
  return new Set(latestFirst.slice(0, most));
}

/** Those who talked with the bot in private last, in the order of their ids. */
export async function latestPrivate(db: Db, most: number): Promise<PersonId[]> {
  const people = await db
    .selectFrom('messages')
    .select(['person', 'received_at as at'])
    .where('room', 'is', null)
    .orderBy('seq', 'desc')
    .limit(LATEST_PRIVATE)
    .execute();
  const own = await db
    .selectFrom('outbox')
    .select(['person', 'settled_at as at'])
    .where('room', 'is', null)
    .where('platform_message', 'is not', null)
    .orderBy('settled_at', 'desc')
    .limit(LATEST_PRIVATE)
    .execute();
  const lines = [...people, ...own].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  const found = new Set(lines.flatMap(({ person }) => (person === null ? [] : [personId(person)])));
  return [...found].slice(0, most).sort();
}

/** Of each of these rooms, by its id. */
export const activityOfRooms = (db: Db, rooms: readonly RoomId[]): Promise<Map<RoomId, PlaceActivity>> =>
  activityOf(db, rooms, 'room');

/** Of each of these people's private talk, by their id. */
export const activityOfPrivate = (db: Db, people: readonly PersonId[]): Promise<Map<PersonId, PlaceActivity>> =>
  activityOf(db, people, 'person');

interface Ends {
  readonly place: string;
  readonly seq: number | null;
  readonly said: number;
  readonly own: number | null;
  readonly told: number;
}

/** What each place's lines are found by. */
const FOUND_BY = {
  room: { places: sql.table('rooms'), said: sql`messages.room = places.id`, told: sql`outbox.room = places.id` },
  person: {
    places: sql.table('people'),
    said: sql`messages.person = places.id and messages.room is null`,
    told: sql`outbox.person = places.id and outbox.room is null`,
  },
};

/** The last line of people and of the bot, and how many there are of each as far as they are counted. */
async function endsOf(db: Db, kind: 'room' | 'person', ids: readonly string[]): Promise<readonly Ends[]> {
  const { places, said, told } = FOUND_BY[kind];
  const most = sql.lit(MOST_COUNTED);
  const { rows } = await sql<Ends>`select places.id as place,
    (select messages.seq from messages where ${said} order by messages.seq desc limit 1) as seq,
    (select count(*) from (select 1 as one from messages where ${said} limit ${most}) as counted) as said,
    (select outbox.id from outbox where ${told} and outbox.platform_message is not null
      order by outbox.settled_at desc, outbox.id desc limit 1) as own,
    (select count(*) from (select 1 as one from outbox where ${told} and outbox.platform_message is not null
      limit ${most}) as counted) as told
    from ${places} as places where places.id in (${sql.join(ids)})`.execute(db);
  return rows;
}

async function activityOf<Id extends string>(
  db: Db,
  places: readonly Id[],
  kind: 'room' | 'person',
): Promise<Map<Id, PlaceActivity>> {
  const ends = new Map<string, Ends>();
  for (let from = 0; from < places.length; from += MOST_IDS)
    for (const end of await endsOf(db, kind, places.slice(from, from + MOST_IDS))) ends.set(end.place, end);
  const all = [...ends.values()];
  const messages = await messagesBySeq(
    db,
    all.flatMap(({ seq }) => (seq === null ? [] : [seq])),
  );
  const texts = await textsById(
    db,
    all.flatMap(({ own }) => (own === null ? [] : [own])),
  );
  const found = new Map<Id, PlaceActivity>();
  for (const place of places) {
    const end = ends.get(place);
    if (end === undefined || (end.seq === null && end.own === null)) continue;
    found.set(place, { ...counted(end), last: later(messages.get(end.seq ?? -1), texts.get(end.own ?? -1)) });
  }
  return found;
}

function counted({ seq, own, ...row }: Ends): Pick<PlaceActivity, 'lines' | 'counted'> {
  const [said, told] = [Number(row.said), Number(row.told)];
  const more = (said < MOST_COUNTED ? 0 : (seq ?? 0)) + (told < MOST_COUNTED ? 0 : (own ?? 0));
  return { lines: said + told + more, counted: more === 0 };
}

/** Of the same moment the bot's: it answers. */
const later = (said: Said | undefined, own: Said | undefined): Said | null =>
  (said && own && said.at > own.at ? said : (own ?? said)) ?? null;

/** Fewer than any database's limit on parameters. */
const MOST_IDS = 500;

async function messagesBySeq(db: Db, seqs: readonly number[]): Promise<Map<number, Said>> {
  const ids = new Map<number, MessageId>();
  for (let from = 0; from < seqs.length; from += MOST_IDS) {
    const some = seqs.slice(from, from + MOST_IDS);
    const rows = await db.selectFrom('messages').select(['seq', 'id']).where('seq', 'in', some).execute();
    for (const row of rows) ids.set(row.seq, messageId(row.id));
  }
  const messages = await findMessages(db, [...ids.values()]);
  const found = new Map<number, Said>();
  for (const [seq, id] of ids) {
    const message = messages.get(id);
    if (message) found.set(seq, { by: 'person', at: message.at, message });
  }
  return found;
}

async function textsById(db: Db, ids: readonly number[]): Promise<Map<number, Said>> {
  const found = new Map<number, Said>();
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const some = ids.slice(from, from + MOST_IDS);
    const rows = await db.selectFrom('outbox').selectAll().where('id', 'in', some).execute();
    for (const row of rows) found.set(row.id, asSaid(row));
  }
  return found;
}
