/** Questions the bot put to a person, whose short answer (确认, 取消, 2) it must recognise. */
import { sql } from 'kysely';
import type { Instant, PersonId, RoomId } from '../model/ids.js';
import { personId, roomId } from '../model/ids.js';
import type { Db } from './open.js';
import { prepared } from './prepared.js';

export interface Ask {
  readonly id: number;
  readonly kind: string;
  /** Where it was put; null: in private. */
  readonly room: RoomId | null;
  /** Who may answer; null: any staff member in that room. */
  readonly person: PersonId | null;
  /** What it is about: a notice or ticket number, a room, a message. */
  readonly ref: string;
  /** JSON for the handler. */
  readonly data: string;
  readonly expiresAt: Instant;
}

export async function putAsk(db: Db, ask: Omit<Ask, 'id'>, now: Instant): Promise<void> {
  await db
    .insertInto('asks')
    .values({
      kind: ask.kind,
      room: ask.room,
      person: ask.person,
      ref: ask.ref,
      data: ask.data,
      asked_at: now,
      expires_at: ask.expiresAt,
      answered_at: null,
    })
    .execute();
}

interface Asked {
  readonly room: RoomId | null;
  readonly person: PersonId;
  readonly now: Instant;
}

const selectOpen = prepared({
  shape: ({ room }: Asked) => (room === null ? 'private' : 'room'),
  build: (db, { room, person, now }) =>
    db
      .selectFrom('asks')
      .selectAll()
      .where('answered_at', 'is', null)
      .where('expires_at', '>', now)
      .where('room', room === null ? 'is' : '=', room)
      .where((eb) => eb.or([eb('person', '=', person), eb('person', 'is', null)]))
      .orderBy('id', 'desc')
      .limit(sql.lit(10)),
  values: ({ room, person, now }) => [now, ...(room === null ? [] : [room]), person],
});

/** Unanswered and unexpired asks that this person may answer at this place, newest first. */
export async function openAsks(db: Db, room: RoomId | null, person: PersonId, now: Instant): Promise<Ask[]> {
  const { rows } = await selectOpen(db, { room, person, now });
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    room: r.room === null ? null : roomId(r.room),
    person: r.person === null ? null : personId(r.person),
    ref: r.ref,
    data: r.data,
    expiresAt: r.expires_at,
  }));
}

export async function closeAsk(db: Db, id: number, now: Instant): Promise<void> {
  await db.updateTable('asks').set({ answered_at: now }).where('id', '=', id).execute();
}

/** Ends every open ask of a kind about one thing, e.g. when a notice was cancelled by command. */
export async function closeAsks(db: Db, kind: string, ref: string, now: Instant): Promise<void> {
  await db
    .updateTable('asks')
    .set({ answered_at: now })
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .where('answered_at', 'is', null)
    .execute();
}
