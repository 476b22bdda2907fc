/** Codes that bind a room to a unit: kept as hashes, good once and for a day. */
import { z } from 'zod';
import { unitId, type Instant, type PersonId, type UnitId } from '../model/ids.js';
import { ROOM_KINDS, type RoomKind } from '../model/town.js';
import { oneOf } from './columns.js';
import type { Db } from './open.js';
import { setSetting, setting } from './settings.js';

export interface BindCode {
  readonly hash: string;
  readonly unit: UnitId;
  /** What the room becomes. */
  readonly kind: RoomKind;
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
      kind: code.kind,
      made_by: code.madeBy,
      made_at: code.madeAt,
      expires_at: code.expiresAt,
      used_at: null,
    })
    .onConflict((oc) => oc.column('code_hash').doNothing())
    .execute();
}

/** The unit of an unused, unexpired code and what the room becomes, or why it doesn't count. */
export async function bindCodeUnit(
  db: Db,
  hash: string,
  now: Instant,
): Promise<{ unit: UnitId; kind: RoomKind } | { refused: 'unknown' | 'used' | 'expired' }> {
  const row = await db.selectFrom('bind_codes').selectAll().where('code_hash', '=', hash).executeTakeFirst();
  if (!row) return { refused: 'unknown' };
  if (row.used_at !== null) return { refused: 'used' };
  return row.expires_at <= now ? { refused: 'expired' } : { unit: unitId(row.unit), kind: oneOf(ROOM_KINDS, row.kind) };
}

export async function useBindCode(db: Db, hash: string, now: Instant): Promise<void> {
  await db.updateTable('bind_codes').set({ used_at: now }).where('code_hash', '=', hash).execute();
}

const instants = z.array(z.number());
const wrongKey = (person: PersonId): string => `bind-wrong:${person}`;

/** When a person's last wrong codes came, oldest first. */
export async function wrongTries(db: Db, person: PersonId): Promise<Instant[]> {
  const kept = await setting(db, wrongKey(person));
  return kept === null ? [] : instants.parse(JSON.parse(kept));
}

export const keepWrongTries = (db: Db, person: PersonId, wrong: readonly Instant[]): Promise<void> =>
  setSetting(db, wrongKey(person), JSON.stringify(wrong));
