/** Notices of the last days as the digest tells them: who has not confirmed, which rooms have missed them. */
import { roomId, type Instant, type RoomId, type UnitId } from '../model/ids.js';
import type { NoticeLine } from '../digest/digest.js';
import type { Town } from '../roster/town.js';
import type { Db } from './open.js';
import { subtreeOf } from './standing.js';

/** A notice stays in the digest until its deadline has passed, or without one for so long. */
const KEPT_MS = 3 * 86_400_000;
const HEAD_CHARACTERS = 16;
/** So many values are put into one list of a query. */
const LIST = 500;

/** Notices carried to rooms of residents below a unit and still lacking receipts or rooms at `now`, newest first. */
export async function readNotices(db: Db, town: Town, unit: UnitId, now: Instant): Promise<NoticeLine[]> {
  const open = await openNow(db, now);
  if (open.length === 0) return [];
  const notices = await db
    .selectFrom('notices')
    .select(['number', 'text', 'needs_receipt', 'deadline'])
    .where('number', 'in', open)
    .where('status', 'in', ['sending', 'sent'])
    .where('confirmed_at', '<=', now)
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  const lines: NoticeLine[] = [];
  for (const notice of notices) {
    const reach = await reachOf(db, town, notice.number, unit);
    if (reach === null) continue;
    const lacking = notice.needs_receipt === 1 && reach.confirmed < reach.households;
    if (!lacking && reach.roomsMissed === 0) continue;
    lines.push({ number: notice.number, head: headOf(notice.text), deadline: notice.deadline, ...reach });
  }
  return lines;
}

/** Looked up by themselves: in the order of their numbers all notices there ever were would be gone through. */
async function openNow(db: Db, now: Instant): Promise<number[]> {
  const numbers = db.selectFrom('notices').select('number');
  const due = await numbers.where('deadline', '>=', now).execute();
  const late = await numbers
    .where('deadline', 'is', null)
    .where('confirmed_at', '>=', now - KEPT_MS)
    .execute();
  return [...due, ...late].map(({ number }) => number);
}

const headOf = (text: string): string =>
  Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, HEAD_CHARACTERS).join('');

/** Rooms and households of one notice; null when it went to none of the unit's rooms. */
async function reachOf(
  db: Db,
  town: Town,
  notice: number,
  unit: UnitId,
): Promise<Pick<NoticeLine, 'households' | 'confirmed' | 'roomsMissed'> | null> {
  const carried = await db
    .selectFrom('notice_rooms')
    .innerJoin('rooms', 'rooms.id', 'notice_rooms.room')
    .leftJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
    .select(['notice_rooms.room', 'outbox.state'])
    .where('notice_rooms.notice', '=', notice)
    .where('rooms.unit', 'in', subtreeOf(unit))
    .where('rooms.kind', 'in', ['residents', 'special'])
    .where('rooms.left_at', 'is', null)
    .execute();
  if (carried.length === 0) return null;
  const receipts = await db
    .selectFrom('receipts')
    .innerJoin('rooms', 'rooms.id', 'receipts.room')
    .innerJoin('notice_rooms', (join) =>
      join.onRef('notice_rooms.notice', '=', 'receipts.notice').onRef('notice_rooms.room', '=', 'receipts.room'),
    )
    .select((eb) => eb.fn.count<number>('household').as('households'))
    .where('receipts.notice', '=', notice)
    .where('rooms.unit', 'in', subtreeOf(unit))
    .where('rooms.kind', 'in', ['residents', 'special'])
    .where('rooms.left_at', 'is', null)
    .executeTakeFirst();
  return {
    households: await householdsOf(
      db,
      town,
      carried.map(({ room }) => roomId(room)),
    ),
    confirmed: Number(receipts?.households ?? 0),
    roomsMissed: carried.filter((r) => r.state === 'failed' || r.state === 'dropped' || r.state === 'unknown').length,
  };
}

/** The register's households of the rooms' units; where there is no register, those seen among the members. */
async function householdsOf(db: Db, town: Town, rooms: readonly RoomId[]): Promise<number> {
  const units = new Set<string>();
  const unregistered: RoomId[] = [];
  let registered = 0;
  for (const id of rooms) {
    const unit = town.rooms.get(id)?.unit ?? null;
    const households = unit === null ? 0 : (town.units.get(unit)?.households.length ?? 0);
    if (unit === null || households === 0) unregistered.push(id);
    else if (!units.has(unit)) {
      units.add(unit);
      registered += households;
    }
  }
  let seen = 0;
  for (let from = 0; from < unregistered.length; from += LIST)
    seen += await householdsSeenIn(db, unregistered.slice(from, from + LIST));
  return registered + seen;
}

/** Counted in each room by itself. */
async function householdsSeenIn(db: Db, rooms: readonly RoomId[]): Promise<number> {
  const inRooms = db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['members.room', 'people.household'])
    .where('members.room', 'in', rooms)
    .where('members.left_at', 'is', null)
    .where('people.household', 'is not', null)
    .groupBy(['members.room', 'people.household']);
  const row = await db
    .selectFrom(inRooms.as('seen'))
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
