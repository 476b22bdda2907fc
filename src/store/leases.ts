/** Which process speaks through which account. All moments are the database's own: the processes' clocks may differ. */
import { sql } from 'kysely';
import type { Instant } from '../model/ids.js';
import type { Dialect } from './dialect.js';
import type { Db, Store } from './open.js';

/** Which process speaks through which account. */
export interface LeasesTable {
  name: string;
  holder: string;
  fence: number;
  renewed_at: number;
  expires_at: number;
  ok: number;
  /** How the account stands, in its holder's words. */
  health: string;
}

export interface ProcessesTable {
  id: string;
  seen_at: number;
}

export interface Lease {
  /** "platform/account" */
  readonly name: string;
  /** Grows each time the account changes hands. */
  readonly fence: number;
  /** When the last holder was last heard of; 0: there was none. */
  readonly lastHeardOf: Instant;
}

export interface HeldLease {
  readonly name: string;
  readonly holder: string;
  readonly expired: boolean;
  readonly ok: boolean;
  readonly health: string;
}

export interface Health {
  readonly ok: boolean;
  readonly reason: string;
}

/** What the process held was taken over by another: nothing of this may be kept. */
export class LeaseLostError extends Error {
  constructor(readonly lease: string) {
    super(`another process speaks through ${lease} now`);
  }
}

const nowOf = (dialect: Dialect) => sql<number>`${sql.raw(dialect.nowMs)}`;

/** The database's moment. */
export async function databaseNow({ db, dialect }: Pick<Store, 'db' | 'dialect'>): Promise<Instant> {
  const { rows } = await sql<{ now: number }>`select ${nowOf(dialect)} as now`.execute(db);
  return rows[0]?.now ?? 0;
}

/**
 * Takes an account that nobody holds. null: somebody does. The last holder's row goes and another comes: only that waits for
 * those who act for the account at this moment, and renewing waits for nobody.
 */
export async function takeLease(
  { transactAdding, dialect }: Pick<Store, 'transactAdding' | 'dialect'>,
  name: string,
  holder: string,
  lengthMs: number,
): Promise<Lease | null> {
  const now = nowOf(dialect);
  return transactAdding(async (tx) => {
    const last = await tx
      .deleteFrom('leases')
      .where('name', '=', name)
      .where('expires_at', '<', now)
      .returning(['fence', 'renewed_at'])
      .executeTakeFirst();
    const before = { fence: last?.fence ?? 0, lastHeardOf: last?.renewed_at ?? 0 };
    const row = await tx
      .insertInto('leases')
      .values({
        ...{ name, holder, ok: 0, health: '' },
        fence: before.fence + 1,
        renewed_at: now,
        expires_at: sql<number>`${now} + ${sql.lit(lengthMs)}`,
      })
      .onConflict((oc) => oc.column('name').doNothing())
      .returning('fence')
      .executeTakeFirst();
    return row === undefined ? null : { name, fence: row.fence, lastHeardOf: before.lastHeardOf };
  });
}

/** Holds on to everything that is still this process's; gives the fences by name. What is missing was lost. */
export async function renewLeases(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  holder: string,
  lengthMs: number,
): Promise<Map<string, number>> {
  const now = nowOf(dialect);
  const rows = await db
    .updateTable('leases')
    .set({ renewed_at: now, expires_at: sql<number>`${now} + ${sql.lit(lengthMs)}` })
    .where('holder', '=', holder)
    .returning(['name', 'fence'])
    .execute();
  return new Map(rows.map(({ name, fence }) => [name, fence]));
}

export async function tellHealth(db: Db, name: string, holder: string, { ok, reason }: Health): Promise<void> {
  await db
    .updateTable('leases')
    .set({ ok: ok ? 1 : 0, health: reason })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
}

/** Gives an account up: any process may take it at once. */
export async function releaseLease(db: Db, name: string, holder: string): Promise<void> {
  await db
    .updateTable('leases')
    .set({ holder: '', expires_at: 0 })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
}

export async function heldLeases({ db, dialect }: Pick<Store, 'db' | 'dialect'>): Promise<HeldLease[]> {
  const rows = await db
    .selectFrom('leases')
    .select([
      'name',
      'holder',
      'ok',
      'health',
      sql<number>`case when expires_at < ${nowOf(dialect)} then 1 else 0 end`.as('expired'),
    ])
    .orderBy('name')
    .execute();
  return rows.map((r) => ({
    name: r.name,
    holder: r.holder,
    expired: r.expired === 1,
    ok: r.ok === 1,
    health: r.health,
  }));
}

/**
 * Holds the lease in its place until the transaction ends: nobody takes the account over meanwhile. Throws LeaseLostError when
 * it has changed hands. For databases that processes share.
 */
export async function fenced(tx: Db, name: string, holder: string, fence: number): Promise<void> {
  const row = await tx
    .selectFrom('leases')
    .select('name')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .where('fence', '=', fence)
    .forKeyShare()
    .executeTakeFirst();
  if (row === undefined) throw new LeaseLostError(name);
}

/** This process lives; gives how many do, it among them. A process not heard of for `withinMs` is forgotten. */
export async function markProcess(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  id: string,
  withinMs: number,
): Promise<number> {
  const now = nowOf(dialect);
  await db
    .insertInto('processes')
    .values({ id, seen_at: now })
    .onConflict((oc) => oc.column('id').doUpdateSet({ seen_at: now }))
    .execute();
  await db
    .deleteFrom('processes')
    .where('seen_at', '<', sql<number>`${now} - ${sql.lit(withinMs)}`)
    .execute();
  const row = await db
    .selectFrom('processes')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirst();
  return Number(row?.n ?? 1);
}

export async function forgetProcess(db: Db, id: string): Promise<void> {
  await db.deleteFrom('processes').where('id', '=', id).execute();
}
