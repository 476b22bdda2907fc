/** What every database promises of transactions that run at the same time: a part of the store's contract. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { setSetting, setting } from '../../src/store/settings.js';
import type { Db, Store } from '../../src/store/open.js';
import { gate } from '../support/gate.js';

/** One that did not wait would be done by then; one that waits is right however long this is. */
const WOULD_BE_DONE_MS = 100;

const counted = async (db: Db, key: string): Promise<number> => Number((await setting(db, key)) ?? 0);

/** Adds one to a number: whoever is not told of the other's change loses it. */
async function countOn(db: Db, key: string): Promise<void> {
  await setSetting(db, key, String((await counted(db, key)) + 1));
}

export function transactionsContract(storeNow: () => Store): void {
  describe('transactions at the same time', () => {
    let store: Store;
    beforeEach(async () => {
      store = storeNow();
      await setSetting(store.db, 'count', '0');
    });

    test.each(['transact', 'transactRepeatable', 'transactBeside'] as const)(
      'of %s that change one row, none loses what another did',
      async (kind) => {
        const all = Array.from({ length: 12 }, () => store[kind]((tx) => countOn(tx, 'count')));
        await Promise.all(all);
        expect(await counted(store.db, 'count')).toBe(12);
      },
    );

    test('of both kinds that change one row, none loses what another did', async () => {
      const kinds = ['transact', 'transactBeside', 'transactRepeatable', 'transactBeside'] as const;
      await Promise.all([...kinds, ...kinds, ...kinds].map((kind) => store[kind]((tx) => countOn(tx, 'count'))));
      expect(await counted(store.db, 'count')).toBe(12);
    });

    test.each([
      ['transact', 'transactBeside'],
      ['transactBeside', 'transact'],
    ] as const)('%s waits for %s, and sees all of it', async (later, earlier) => {
      const [begun, go] = [gate(), gate()];
      const first = store[earlier](async (tx) => {
        await setSetting(tx, 'word', 'said');
        begun.open();
        await go.opened;
      });
      await begun.opened;
      const seen = store[later]((tx) => setting(tx, 'word'));
      await wait(WOULD_BE_DONE_MS);
      go.open();
      await first;
      expect(await seen).toBe('said');
    });

    test('what is read as of one moment sees nothing half done and nothing later', async () => {
      await setSetting(store.db, 'word', 'first');
      const word = (db: Db) => setting(db, 'word');
      const seen = await store.snapshot(async (db) => [await word(db), await word(db)]);
      await setSetting(store.db, 'word', 'second');
      expect(seen).toEqual(['first', 'first']);
      expect(await store.snapshot(word)).toBe('second');
    });
  });

  describe('statements asked for together in one transaction', () => {
    test('are done in the order in which they were asked for', async () => {
      const store = storeNow();
      const words = Array.from({ length: 20 }, (_, at) => String(at));
      const seen = await store.transact((tx) =>
        Promise.all(words.flatMap((word) => [setSetting(tx, 'word', word), setting(tx, 'word')])),
      );
      expect(seen.filter((word) => typeof word === 'string')).toEqual(words);
    });

    test('leave nothing behind when one of them fails, before it or after it', async () => {
      const store = storeNow();
      const failing = store.transact((tx) =>
        Promise.all([
          setSetting(tx, 'before', 'done'),
          sql`insert into no_such_table values (1)`.execute(tx),
          setSetting(tx, 'after', 'done'),
        ]),
      );
      await expect(failing).rejects.toThrow('no_such_table');
      expect([await setting(store.db, 'before'), await setting(store.db, 'after')]).toEqual([null, null]);
      await setSetting(store.db, 'after', 'works');
      expect(await setting(store.db, 'after')).toBe('works');
    });

    test('fail for the reason of the first that failed, whichever is heard of first', async () => {
      const store = storeNow();
      const failing = store.transact(async (tx) => {
        const behind = Promise.all(Array.from({ length: 5 }, () => sql`select 1`.execute(tx)));
        const wrong = sql`insert into no_such_table values (1)`.execute(tx).catch(async (error: unknown) => {
          // Whoever asked first is told last.
          await wait(1);
          throw error;
        });
        await Promise.all([wrong, behind.then(() => setting(tx, 'word')), sql`select 1`.execute(tx)]);
      });
      await expect(failing).rejects.toThrow('no_such_table');
    });

    test('are nobody’s once the transaction has ended', async () => {
      const store = storeNow();
      let late: Promise<void> = Promise.resolve();
      const go = gate();
      await store.transact((tx) => {
        late = go.opened.then(() => setSetting(tx, 'late', 'said'));
        return Promise.resolve();
      });
      go.open();
      await expect(late).rejects.toThrow('has ended');
      expect(await setting(store.db, 'late')).toBeNull();
    });
  });
}
