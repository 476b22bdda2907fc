import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { openStore, type Db, type Store } from '../../src/store/open.js';
import { postgres } from '../../src/store/postgres.js';
import {
  databaseNow,
  fenced,
  forgetProcess,
  heldLeases,
  LeaseLostError,
  markProcess,
  releaseLease,
  renewLeases,
  takeLease,
  tellHealth,
} from '../../src/store/leases.js';
import { newDatabase } from '../support/postgres.js';

const ACCOUNT = 'telegram/tg1';
const LONG_MS = 60_000;
/** The server lets go of the rows of a transaction in which nothing happens after eight seconds. */
const HUNG_MOST_MS = 15_000;

let here: Store;
let there: Store;
let drop: () => Promise<void>;

beforeEach(async () => {
  const { server, template } = inject('postgres');
  const made = await newDatabase(server, template);
  drop = () => made.drop();
  here = await openStore(await postgres(made.url));
  there = await openStore(await postgres(made.url));
});
afterEach(async () => {
  await Promise.all([here.close(), there.close()]);
  await drop();
});

/** As if nobody had been heard of since. */
const expire = (db: Db) =>
  sql`update leases set expires_at = expires_at - ${sql.lit(2 * LONG_MS)}`.execute(db).then(() => undefined);

/** Resolves when the transaction stands in the middle; `end` lets it go on. */
async function standing(store: Store, begin: (tx: Db) => Promise<void>) {
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  let begun = (): void => undefined;
  const middle = new Promise<void>((resolve) => (begun = resolve));
  const done = store.db.transaction().execute(async (tx) => {
    await begin(tx);
    begun();
    await held;
  });
  await Promise.race([middle, done]);
  return { end, done };
}

/** How many statements wait for a transaction of others in this database. */
async function waiting(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.n ?? 0;
}

describe('The lease of an account', () => {
  test('is taken by one process, and by no other while it is heard of', async () => {
    expect(await takeLease(here, ACCOUNT, 'a', LONG_MS)).toEqual({ name: ACCOUNT, fence: 1, lastHeardOf: 0 });
    expect(await takeLease(there, ACCOUNT, 'b', LONG_MS)).toBeNull();
    expect(await takeLease(here, ACCOUNT, 'a', LONG_MS)).toBeNull();
    expect(await renewLeases(here, 'a', LONG_MS)).toEqual(new Map([[ACCOUNT, 1]]));
    expect(await renewLeases(there, 'b', LONG_MS)).toEqual(new Map());
  });

  test('of twenty that want it at the same moment one gets it', async () => {
    const wanting = Array.from({ length: 20 }, (_, i) => takeLease(i % 2 ? here : there, ACCOUNT, `p${i}`, LONG_MS));
    const got = (await Promise.all(wanting)).filter((lease) => lease !== null);
    expect(got).toHaveLength(1);
    expect((await heldLeases(here)).map(({ expired }) => expired)).toEqual([false]);
  });

  test('goes to another when it has run out, with a new fence and the moment its holder was last heard of', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await renewLeases(here, 'a', LONG_MS);
    const heardOf = await databaseNow(here);
    await expire(here.db);
    const lease = await takeLease(there, ACCOUNT, 'b', LONG_MS);
    expect(lease?.fence).toBe(2);
    expect(Math.abs((lease?.lastHeardOf ?? 0) - heardOf)).toBeLessThan(5_000);
    expect(await renewLeases(here, 'a', LONG_MS)).toEqual(new Map());
  });

  test('is kept by its holder when it had run out and nobody took it', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await expire(here.db);
    expect(await renewLeases(here, 'a', LONG_MS)).toEqual(new Map([[ACCOUNT, 1]]));
    expect(await takeLease(there, ACCOUNT, 'b', LONG_MS)).toBeNull();
  });

  test('given up it is free at once, and only its holder can give it up', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await releaseLease(there.db, ACCOUNT, 'b');
    expect(await takeLease(there, ACCOUNT, 'b', LONG_MS)).toBeNull();
    await releaseLease(here.db, ACCOUNT, 'a');
    expect((await takeLease(there, ACCOUNT, 'b', LONG_MS))?.fence).toBe(2);
  });

  test('lets through what its holder does, and stops a former holder, also one that has it again', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await here.transact((tx) => fenced(tx, ACCOUNT, 'a', 1));
    await expire(here.db);
    await takeLease(there, ACCOUNT, 'b', LONG_MS);
    await expect(here.transact((tx) => fenced(tx, ACCOUNT, 'a', 1))).rejects.toThrow(LeaseLostError);
    await expect(here.transactAdding((tx) => fenced(tx, ACCOUNT, 'a', 1))).rejects.toThrow(LeaseLostError);
    await releaseLease(there.db, ACCOUNT, 'b');
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await expect(here.transact((tx) => fenced(tx, ACCOUNT, 'a', 1))).rejects.toThrow(LeaseLostError);
    await here.transact((tx) => fenced(tx, ACCOUNT, 'a', 3));
  });

  test('is not taken over in the middle of what its holder does', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    const work = await standing(here, (tx) => fenced(tx, ACCOUNT, 'a', 1));
    await expire(there.db);
    let taken = false;
    const taking = takeLease(there, ACCOUNT, 'b', LONG_MS).then((lease) => {
      taken = true;
      return lease;
    });
    await expect.poll(() => waiting(here.db)).toBe(1);
    expect(taken).toBe(false);
    work.end();
    await work.done;
    expect((await taking)?.fence).toBe(2);
  });

  test('is renewed while its holder is busy without a pause', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    const busy = new AbortController();
    const handling = async () => {
      while (!busy.signal.aborted)
        await here.transactAdding(async (tx) => {
          await fenced(tx, ACCOUNT, 'a', 1);
          await sql`select pg_sleep(0.02)`.execute(tx);
        });
    };
    const all = Array.from({ length: 8 }, handling);
    const end = async () => {
      busy.abort();
      await Promise.all(all);
    };
    for (let beat = 0; beat < 5; beat += 1) {
      const late = wait(3_000, 'late', { ref: false });
      const renewed = await Promise.race([renewLeases(there, 'a', LONG_MS), late]);
      if (renewed === 'late') await end();
      expect(renewed).toEqual(new Map([[ACCOUNT, 1]]));
      await wait(50);
    }
    await end();
  });

  test('renewing it makes nothing that its holder does begin anew', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    let tries = 0;
    await here.transact(async (tx) => {
      tries += 1;
      await databaseNow({ ...here, db: tx });
      await renewLeases(there, 'a', LONG_MS);
      await fenced(tx, ACCOUNT, 'a', 1);
    });
    expect(tries).toBe(1);
  });

  test('is free within seconds though a process hangs in the middle of a transaction that holds it', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    const hung = await standing(here, (tx) => fenced(tx, ACCOUNT, 'a', 1));
    await expire(there.db);
    const late = wait(HUNG_MOST_MS, 'late', { ref: false });
    expect(await Promise.race([takeLease(there, ACCOUNT, 'b', LONG_MS), late])).toMatchObject({ fence: 2 });
    hung.end();
    await expect(hung.done).rejects.toSatisfy((error: unknown) => here.dialect.gone(error));
  });

  test('how its account stands is told by its holder alone', async () => {
    await takeLease(here, ACCOUNT, 'a', LONG_MS);
    await tellHealth(here.db, ACCOUNT, 'a', { ok: true, reason: 'connected' });
    await tellHealth(there.db, ACCOUNT, 'b', { ok: false, reason: 'not mine' });
    expect(await heldLeases(there)).toEqual([
      { name: ACCOUNT, holder: 'a', expired: false, ok: true, health: 'connected' },
    ]);
  });
});

describe('The living processes', () => {
  test('are counted by their marks: one not heard of is forgotten, one that says goodbye at once', async () => {
    expect(await markProcess(here, 'a', LONG_MS)).toBe(1);
    expect(await markProcess(there, 'b', LONG_MS)).toBe(2);
    await sql`update processes set seen_at = seen_at - ${sql.lit(2 * LONG_MS)} where id = 'a'`.execute(here.db);
    expect(await markProcess(there, 'b', LONG_MS)).toBe(1);
    await markProcess(here, 'a', LONG_MS);
    await forgetProcess(here.db, 'a');
    expect(await markProcess(there, 'b', LONG_MS)).toBe(1);
  });
});
