/** Stored answers: added, listed, taken out; a removed one is kept as removed. */
import type { Selectable } from 'kysely';
import type { Instant, PersonId, UnitId } from '../model/ids.js';
import { unitId } from '../model/ids.js';
import type { KnowledgeEntry } from '../model/notice.js';
import type { Db } from './open.js';
import type { KnowledgeTable } from './tables.js';

const COLUMNS = ['number', 'question', 'answer', 'source', 'valid_until', 'unit'] as const;

const asEntry = (row: Pick<Selectable<KnowledgeTable>, (typeof COLUMNS)[number]>): KnowledgeEntry => ({
  number: row.number,
  question: row.question,
  answer: row.answer,
  source: row.source,
  validUntil: row.valid_until,
  unit: row.unit === null ? null : unitId(row.unit),
});

/** Entries that hold today (YYYY-MM-DD) for somebody whose unit and those above it are `chain`, oldest first. */
export async function activeKnowledge(db: Db, chain: readonly UnitId[], today: string): Promise<KnowledgeEntry[]> {
  const rows = await db
    .selectFrom('knowledge')
    .select(COLUMNS)
    .where('removed_at', 'is', null)
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>=', today)]))
    .where((eb) =>
      chain.length === 0 ? eb('unit', 'is', null) : eb.or([eb('unit', 'is', null), eb('unit', 'in', chain)]),
    )
    .orderBy('number')
    .execute();
  return rows.map(asEntry);
}

/** null when there is none, or it was removed. */
export async function findKnowledge(db: Db, number: number): Promise<KnowledgeEntry | null> {
  const row = await db
    .selectFrom('knowledge')
    .selectAll()
    .where('number', '=', number)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row ? asEntry(row) : null;
}

/** Keeps a new entry under the next number. */
export async function addKnowledge(
  db: Db,
  entry: Omit<KnowledgeEntry, 'number'>,
  by: PersonId,
  now: Instant,
): Promise<KnowledgeEntry> {
  const { number } = await db
    .insertInto('knowledge')
    .values({
      question: entry.question,
      answer: entry.answer,
      source: entry.source,
      valid_until: entry.validUntil,
      unit: entry.unit,
      added_by: by,
      added_at: now,
      removed_at: null,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return { ...entry, number };
}

/** false: there was none to remove. */
export async function removeKnowledge(db: Db, number: number, now: Instant): Promise<boolean> {
  const result = await db
    .updateTable('knowledge')
    .set({ removed_at: now })
    .where('number', '=', number)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Whether an ask of this kind was ever put about `ref`, answered or not. */
export async function wasOffered(db: Db, kind: string, ref: string): Promise<boolean> {
  const row = await db
    .selectFrom('asks')
    .select('id')
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .executeTakeFirst();
  return row !== undefined;
}
