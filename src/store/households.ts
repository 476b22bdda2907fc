/** How many households stand behind a number of people. */
import type { PersonId } from '../model/ids.js';
import type { Db } from './open.js';

/** Distinct households; a person without a known one counts as one. */
export async function distinctHouseholds(db: Db, people: readonly PersonId[]): Promise<number> {
  if (people.length === 0) return 0;
  const rows = await db.selectFrom('people').select(['id', 'household']).where('id', 'in', people).execute();
  const known = new Map(rows.map((r) => [r.id, r.household]));
  return new Set(people.map((p) => known.get(p) ?? `person ${p}`)).size;
}
