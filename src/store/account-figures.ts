/** What the store knows of each account: where it speaks, what it sent, what waits, what is in doubt, when it was cut off. */
import type { Source } from '../model/event.js';
import { accountId, platformId, roomId, type Instant, type RoomId } from '../model/ids.js';
import type { Db } from './open.js';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** Doubts older than this are history. */
const LATELY_MS = 7 * DAY_MS;
/** An account's own texts come back within this, or something is wrong. */
const ECHO_AFTER_MS = 10 * 60_000;

export interface Outage {
  readonly downAt: Instant;
  /** null: it is not over. */
  readonly upAt: Instant | null;
  readonly replayed: boolean;
}

export interface AccountFigures {
  /** Rooms it sits in. */
  readonly rooms: number;
  readonly sentInHour: number;
  readonly sentInDay: number;
  readonly queued: number;
  /** Of the last seven days: nobody knows whether they went out. */
  readonly unknown: number;
  /** Of the last seven days: accepted more than ten minutes ago and not seen since. */
  readonly unseen: number;
  readonly lastOutage: Outage | null;
}

/** Every account that some room belongs to. */
export async function accountsOfRooms(db: Db): Promise<Source[]> {
  const rows = await db
    .selectFrom('rooms')
    .select(['platform', 'account'])
    .distinct()
    .where('left_at', 'is', null)
    .orderBy('platform')
    .orderBy('account')
    .execute();
  return rows.map((r) => ({ platform: platformId(r.platform), account: accountId(r.account) }));
}

/** The rooms an account sits in. */
export async function roomsOfAccount(db: Db, { platform, account }: Source): Promise<RoomId[]> {
  const rows = await db
    .selectFrom('rooms')
    .select('id')
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map((r) => roomId(r.id));
}

/** `name` is "platform/account". */
export async function figuresOfAccount(db: Db, source: Source, name: string, now: Instant): Promise<AccountFigures> {
  const sentSince = (since: Instant) => count(db, name, (q) => q.where('booked_at', '>', since));
  const inDoubt = async (state: string, until: Instant) =>
    count(db, name, (q) =>
      q
        .where('state', '=', state)
        .where('settled_at', '>', now - LATELY_MS)
        .where('settled_at', '<=', until),
    );
  return {
    rooms: (await roomsOfAccount(db, source)).length,
    sentInHour: await sentSince(now - HOUR_MS),
    sentInDay: await sentSince(now - DAY_MS),
    queued: await count(db, name, (q) => q.where('state', '=', 'queued')),
    unknown: await inDoubt('unknown', now),
    unseen: await inDoubt('accepted', now - ECHO_AFTER_MS),
    lastOutage: await lastOutage(db, source),
  };
}

const rowsOf = (db: Db, account: string) => db.selectFrom('outbox').where('account', '=', account);
type Rows = ReturnType<typeof rowsOf>;

async function count(db: Db, account: string, which: (rows: Rows) => Rows): Promise<number> {
  const row = await which(rowsOf(db, account))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function lastOutage(db: Db, { platform, account }: Source): Promise<Outage | null> {
  const row = await db
    .selectFrom('gaps')
    .selectAll()
    .where('platform', '=', platform)
    .where('account', '=', account)
    .orderBy('down_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { downAt: row.down_at, upAt: row.up_at, replayed: row.replayed === 1 } : null;
}

/** Whether any text of the account was ever seen to come back: only then does one that was not mean something. */
export async function hasEchoed(db: Db, account: string): Promise<boolean> {
  const row = await rowsOf(db, account).select('id').where('state', '=', 'delivered').limit(1).executeTakeFirst();
  return row !== undefined;
}
