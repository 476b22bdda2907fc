/** Codes by which a person of ours proves who they are on a platform: kept as hashes, good once and for a day. */
import { personId, type Instant, type PersonId } from '../model/ids.js';
import type { Db } from './open.js';
import { setSetting, setting } from './settings.js';

export interface IdentityCode {
  readonly hash: string;
  readonly person: PersonId;
  /** null: made on the command line. */
  readonly madeBy: PersonId | null;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

/** A new code puts an end to the person's earlier ones. */
export async function keepIdentityCode(db: Db, code: IdentityCode): Promise<void> {
  await voidIdentityCodes(db, code.person, code.madeAt);
  await db
    .insertInto('identity_codes')
    .values({
      code_hash: code.hash,
      person: code.person,
      made_by: code.madeBy,
      made_at: code.madeAt,
      expires_at: code.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function voidIdentityCodes(db: Db, person: PersonId, now: Instant): Promise<void> {
  await db
    .updateTable('identity_codes')
    .set({ expires_at: now })
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
}

export type FoundCode =
  | { readonly person: PersonId; readonly madeBy: PersonId | null }
  | { readonly refused: 'unknown' | 'used' | 'expired' };

/** Whose code it is and who made it, or why it doesn't count; one that counts is used up by this. */
export async function useIdentityCode(db: Db, hash: string, now: Instant): Promise<FoundCode> {
  const row = await db.selectFrom('identity_codes').selectAll().where('code_hash', '=', hash).executeTakeFirst();
  if (!row) return { refused: 'unknown' };
  if (row.used_at !== null) return { refused: 'used' };
  if (row.expires_at <= now) return { refused: 'expired' };
  await db.updateTable('identity_codes').set({ used_at: now }).where('code_hash', '=', hash).execute();
  return { person: personId(row.person), madeBy: row.made_by === null ? null : personId(row.made_by) };
}

const SECRET = 'code-secret';

/** What nobody outside knows and codes are made of; "" in a store that has none (a replay's, which is nobody's secret). */
export const codeSecret = async (db: Db): Promise<string> => (await setting(db, SECRET)) ?? '';

/** Gives the store its secret once. */
export async function ensureCodeSecret(db: Db, random: () => string): Promise<void> {
  if ((await setting(db, SECRET)) === null) await setSetting(db, SECRET, random());
}
