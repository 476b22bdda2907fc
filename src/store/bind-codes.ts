/** Codes that bind a room to a unit: kept as hashes, good once and for a day. */
import { unitId, type Instant, type PersonId, type UnitId } from '../model/ids.js';
import type { Db } from './open.js';

export interface BindCode {
  readonly hash: string;
  readonly unit: UnitId;
  readonly madeBy: PersonId;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

export async function keepBindCode(db: Db, code: BindCode): Promise<void> {
  await db
    .insertInto('bind_codes')
    .values({
      code_hash: code.hash,
      unit: code.unit,
      made_by: code.madeBy,
      made_at: code.madeAt,
      expires_at: code.expiresAt,
      used_at: null,
    })
    .onConflict((oc) => oc.column('code_hash').doNothing())
    .execute();
}

/** The unit of an unused, unexpired code, or why it doesn't count. */
export async function bindCodeUnit(
  db: Db,
  hash: string,
  now: Instant,
): Promise<{ unit: UnitId } | { refused: 'unknown' | 'used' | 'expired' }> {
  const row = await db.selectFrom('bind_codes').selectAll().where('code_hash', '=', hash).executeTakeFirst();
  if (!row) return { refused: 'unknown' };
  if (row.used_at !== null) return { refused: 'used' };
  return row.expires_at <= now ? { refused: 'expired' } : { unit: unitId(row.unit) };
}

export async function useBindCode(db: Db, hash: string, now: Instant): Promise<void> {
  await db.updateTable('bind_codes').set({ used_at: now }).where('code_hash', '=', hash).execute();
}
