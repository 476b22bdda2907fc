/** When an account was cut off. */
import type { Instant } from '../model/ids.js';
import type { Db } from './open.js';

export async function recordGap(
  db: Db,
  gap: { platform: string; account: string; downAt: Instant; upAt: Instant | null },
): Promise<void> {
  await db
    .insertInto('gaps')
    .values({ platform: gap.platform, account: gap.account, down_at: gap.downAt, up_at: gap.upAt })
    .execute();
}
