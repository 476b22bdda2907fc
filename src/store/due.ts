/** Due rows: everything that is to happen at a moment, kept where a restart can't lose it. */
import { sql } from 'kysely';
import type { Instant } from '../model/ids.js';
import type { Db } from './open.js';
import { inOrder, prepared } from './prepared.js';

/** Written out as the indexes of what is pending have it: with a parameter in its place the plan would be made anew each time. */
const PENDING = sql.lit<'pending'>('pending');

export interface Due {
  readonly id: number;
  readonly kind: string;
  readonly ref: string;
  readonly at: Instant;
  readonly staleAt: Instant;
  readonly data: string;
}

/** Sets the one pending row of (kind, ref) to a new moment. */
export async function setDue(db: Db, due: Omit<Due, 'id'>): Promise<void> {
  await inOrder<unknown>(db, [() => cancelPending(db, due), () => insertPending(db, due)]);
}

const insertPending = prepared({
  build: (db, { kind, ref, at, staleAt, data }: Omit<Due, 'id'>) =>
    db.insertInto('due').values({ kind, ref, due_at: at, stale_at: staleAt, data, state: PENDING }),
  values: ({ kind, ref, at, staleAt, data }) => [kind, ref, at, staleAt, data],
});

const cancelPending = prepared({
  build: (db, { kind, ref }: Pick<Due, 'kind' | 'ref'>) =>
    db
      .updateTable('due')
      .set({ state: sql.lit<'cancelled'>('cancelled') })
      .where('kind', '=', kind)
      .where('ref', '=', ref)
      .where('state', '=', PENDING),
  values: ({ kind, ref }) => [kind, ref],
});

/** Fewer than any database's limit on parameters, at six a row. */
const MOST_ROWS = 500;

/** Sets the one pending row of each (kind, ref), all of one kind: a few statements, however many there are. */
export async function setDueOfKind(db: Db, kind: string, all: readonly Omit<Due, 'id' | 'kind'>[]): Promise<void> {
  for (let from = 0; from < all.length; from += MOST_ROWS) {
    const some = all.slice(from, from + MOST_ROWS);
    await db
      .updateTable('due')
      .set({ state: 'cancelled' })
      .where('kind', '=', kind)
      .where(
        'ref',
        'in',
        some.map(({ ref }) => ref),
      )
      .where('state', '=', PENDING)
      .execute();
    await db
      .insertInto('due')
      .values(
        some.map(({ ref, at, staleAt, data }) => ({
          ...{ kind, ref, data, due_at: at, stale_at: staleAt },
          state: 'pending' as const,
        })),
      )
      .execute();
  }
}

/** Takes away the rows of (kind, ref) that fired or were called off. */
export async function forgetSettled(db: Db, kind: string, ref: string): Promise<void> {
  await db.deleteFrom('due').where('kind', '=', kind).where('ref', '=', ref).where('state', '<>', PENDING).execute();
}

export async function cancelDue(db: Db, kind: string, ref: string): Promise<void> {
  await cancelPending(db, { kind, ref });
}

/** Thousands of these are due in one minute and may take their time: every other clock is prompt. */
export const LEISURELY = 'digest';
export type Pace = 'prompt' | 'leisurely';

/** The pending rows that are due at `now`, of one pace or of both, in order of their moments. */
export async function dueAt(db: Db, now: Instant, limit: number, pace?: Pace): Promise<Due[]> {
  const rows = await db
    .selectFrom('due')
    .selectAll()
    .where('state', '=', PENDING)
    .$if(pace !== undefined, (due) => due.where('kind', pace === 'prompt' ? '<>' : '=', sql.lit(LEISURELY)))
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ id: r.id, kind: r.kind, ref: r.ref, at: r.due_at, staleAt: r.stale_at, data: r.data }));
}

/** Of these rows, those that nobody has fired or called off yet. */
export async function stillPending(db: Db, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db.selectFrom('due').select('id').where('id', 'in', ids).where('state', '=', PENDING).execute();
  return new Set(rows.map(({ id }) => id));
}

/** When the next pending row is due; null when nothing is. */
export async function nextDue(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('due')
    .select((eb) => eb.fn.min('due_at').as('at'))
    .where('state', '=', PENDING)
    .executeTakeFirst();
  return row?.at ?? null;
}

/**
 * Keeps rows from other processes until the transaction ends; gives those that are pending and that no other process keeps.
 * For databases that processes share.
 */
export async function claimDue(db: Db, ids: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('due')
    .select('id')
    .where('id', 'in', ids)
    .where('state', '=', PENDING)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ id }) => id);
}

/** Takes one row out of the pending ones. false: somebody else did, or it was cancelled meanwhile. */
export async function settleDue(db: Db, id: number, state: 'done' | 'stale'): Promise<boolean> {
  const result = await db
    .updateTable('due')
    .set({ state })
    .where('id', '=', id)
    .where('state', '=', PENDING)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Moves one pending row to a later moment. */
export async function postponeDue(db: Db, id: number, until: Instant): Promise<void> {
  await db.updateTable('due').set({ due_at: until }).where('id', '=', id).where('state', '=', PENDING).execute();
}

export async function pendingDue(db: Db, kind: string, ref: string): Promise<Due | null> {
  const r = await db
    .selectFrom('due')
    .selectAll()
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .where('state', '=', PENDING)
    .executeTakeFirst();
  return r ? { id: r.id, kind: r.kind, ref: r.ref, at: r.due_at, staleAt: r.stale_at, data: r.data } : null;
}

export async function staleDue(db: Db): Promise<Due[]> {
  const rows = await db
    .selectFrom('due')
    .selectAll()
    .where('state', '=', 'stale')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return rows.map((r) => ({ id: r.id, kind: r.kind, ref: r.ref, at: r.due_at, staleAt: r.stale_at, data: r.data }));
}
