/** Notices of the last days as the digest tells them: who has not confirmed, which rooms have missed them. */
import type { Instant, RoomId } from '../model/ids.js';
import type { NoticeLine } from '../digest/digest.js';
import type { Town } from '../roster/town.js';
import type { Db } from './open.js';

/** A notice stays in the digest until its deadline has passed, or without one for so long. */
const KEPT_MS = 3 * 86_400_000;
const HEAD_CHARACTERS = 16;

/** Notices carried to these rooms and still lacking receipts or rooms at `now`, newest first. */
export async function readNotices(db: Db, town: Town, rooms: readonly RoomId[], now: Instant): Promise<NoticeLine[]> {
  if (rooms.length === 0) return [];
  const notices = await db
    .selectFrom('notices')
    .select(['number', 'text', 'needs_receipt', 'deadline'])
    .where('status', 'in', ['sending', 'sent'])
    .where('confirmed_at', '<=', now)
    .where((eb) =>
      eb.or([eb('deadline', '>=', now), eb.and([eb('deadline', 'is', null), eb('confirmed_at', '>=', now - KEPT_MS)])]),
    )
    .orderBy('number', 'desc')
    .limit(10)
    .execute();
  const lines: NoticeLine[] = [];
  for (const notice of notices) {
    const reach = await reachOf(db, town, notice.number, rooms);
    if (reach === null) continue;
    const lacking = notice.needs_receipt === 1 && reach.confirmed < reach.households;
    if (!lacking && reach.roomsMissed === 0) continue;
    lines.push({ number: notice.number, head: headOf(notice.text), deadline: notice.deadline, ...reach });
  }
  return lines;
}

const headOf = (text: string): string =>
  Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, HEAD_CHARACTERS).join('');

/** Rooms and households of one notice; null when it went to none of these rooms. */
async function reachOf(
  db: Db,
  town: Town,
  notice: number,
  rooms: readonly RoomId[],
): Promise<Pick<NoticeLine, 'households' | 'confirmed' | 'roomsMissed'> | null> {
  const carried = await db
    .selectFrom('notice_rooms')
    .leftJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
    .select(['notice_rooms.room', 'outbox.state'])
    .where('notice_rooms.notice', '=', notice)
    .where('notice_rooms.room', 'in', rooms)
    .execute();
  if (carried.length === 0) return null;
  const ids = carried.map((r) => r.room);
  const receipts = await db
    .selectFrom('receipts')
    .select((eb) => eb.fn.count<number>('household').as('households'))
    .where('notice', '=', notice)
    .where('room', 'in', ids)
    .executeTakeFirst();
  return {
    households: await householdsOf(
      db,
      town,
      rooms.filter((room) => ids.includes(room)),
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
  if (unregistered.length === 0) return registered;
  const seen = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person')
    .select(['members.room', 'people.household'])
    .where('members.room', 'in', unregistered)
    .where('members.left_at', 'is', null)
    .where('people.household', 'is not', null)
    .groupBy(['members.room', 'people.household'])
    .execute();
  return registered + seen.length;
}
