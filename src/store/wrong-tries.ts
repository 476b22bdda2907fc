/** Wrong codes of a person are counted, so that nobody finds one by trying. */
import { z } from 'zod';
import type { Instant, PersonId } from '../model/ids.js';
import type { Db } from './open.js';
import { setSetting, setting } from './settings.js';

const WITHIN_MS = 3600_000;
const MOST = 5;

const triesSchema = z.array(z.number());
const key = (what: string, person: PersonId): string => `wrong-${what}:${person}`;

/** The last few, oldest first. */
async function kept(db: Db, what: string, person: PersonId): Promise<Instant[]> {
  const tries = await setting(db, key(what, person));
  return tries === null ? [] : triesSchema.parse(JSON.parse(tries));
}

/** Until when the person's codes of this kind are not even looked at: an hour after as many as are allowed in one. null: they are. */
export async function barredUntil(db: Db, what: string, person: PersonId, now: Instant): Promise<Instant | null> {
  const tries = await kept(db, what, person);
  const [first, last] = [tries[0], tries.at(-1)];
  if (first === undefined || last === undefined || tries.length < MOST || last - first >= WITHIN_MS) return null;
  return last <= now && now < last + WITHIN_MS ? last + WITHIN_MS : null;
}

/** Counts one more. Gives how many are left before the person is barred. */
export async function countWrongTry(db: Db, what: string, person: PersonId, now: Instant): Promise<number> {
  const lately = (await kept(db, what, person)).filter((at) => at > now - WITHIN_MS && at <= now);
  const tries = [...lately, now].slice(-MOST);
  await setSetting(db, key(what, person), JSON.stringify(tries));
  return MOST - tries.length;
}
