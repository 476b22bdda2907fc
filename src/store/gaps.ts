/** When each account was cut off. */
import type { Source } from '../model/event.js';
import { accountId, platformId, type Instant } from '../model/ids.js';
import type { Db } from './open.js';

export interface OpenGap {
  readonly id: number;
  readonly downAt: Instant;
}

/** The account's outage that is not over; null while it is connected. */
export async function openGapOf(db: Db, { platform, account }: Source): Promise<OpenGap | null> {
  const row = await db
    .selectFrom('gaps')
    .select(['id', 'down_at'])
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('up_at', 'is', null)
    .executeTakeFirst();
  return row ? { id: row.id, downAt: row.down_at } : null;
}

/** Opens an outage; a second one of an account that is cut off already is the same, and false is given. */
export async function openGap(db: Db, source: Source, at: Instant, reason: string): Promise<boolean> {
  if ((await openGapOf(db, source)) !== null) return false;
  const { platform, account } = source;
  await db.insertInto('gaps').values({ platform, account, down_at: at, up_at: null, replayed: 0, reason }).execute();
  return true;
}

/** Ends the account's open outage, or keeps one that was known only afterwards. null: it was kept before. */
export async function closeGap(
  db: Db,
  source: Source,
  gap: { readonly downAt: Instant; readonly upAt: Instant; readonly replayed: boolean },
): Promise<OpenGap | null> {
  const open = await openGapOf(db, source);
  const replayed = gap.replayed ? 1 : 0;
  if (open) {
    const downAt = Math.min(open.downAt, gap.downAt);
    await db
      .updateTable('gaps')
      .set({ down_at: downAt, up_at: gap.upAt, replayed })
      .where('id', '=', open.id)
      .execute();
    return { id: open.id, downAt };
  }
  if (await isKept(db, source, gap)) return null;
  const { platform, account } = source;
  const { id } = await db
    .insertInto('gaps')
    .values({ platform, account, down_at: gap.downAt, up_at: gap.upAt, replayed, reason: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, downAt: gap.downAt };
}

/** Whether an outage that lies within a known one is told again. */
async function isKept(
  db: Db,
  { platform, account }: Source,
  { downAt, upAt }: { readonly downAt: Instant; readonly upAt: Instant },
): Promise<boolean> {
  const row = await db
    .selectFrom('gaps')
    .select('id')
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('down_at', '<=', downAt)
    .where('up_at', '>=', upAt)
    .executeTakeFirst();
  return row !== undefined;
}

export interface Gap extends Source {
  readonly downAt: Instant;
  /** null: it is not over. */
  readonly upAt: Instant | null;
  readonly replayed: boolean;
}

/** The outages that were not over before `since`, latest first. */
export async function gapsSince(db: Db, since: Instant): Promise<Gap[]> {
  const rows = await db
    .selectFrom('gaps')
    .selectAll()
    .where((eb) => eb.or([eb('up_at', 'is', null), eb('up_at', '>', since)]))
    .orderBy('down_at', 'desc')
    .execute();
  return rows.map((r) => ({
    platform: platformId(r.platform),
    account: accountId(r.account),
    downAt: r.down_at,
    upAt: r.up_at,
    replayed: r.replayed === 1,
  }));
}
