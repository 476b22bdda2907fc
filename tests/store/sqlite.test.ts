import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageId } from '../../src/model/ids.js';
import { tryWriting } from '../../src/store/health.js';
import { lockHolder, lockStore, StoreLockedError } from '../../src/store/lock.js';
import { findMessage, keepMessage } from '../../src/store/messages.js';
import { openStore, type Db } from '../../src/store/open.js';
import { setting } from '../../src/store/settings.js';
import { copySqlite, inspectSqlite } from '../../src/store/sqlite-file.js';
import { sqlite, StoreOpenError } from '../../src/store/sqlite.js';
import { storeContract } from './contract.js';
import { message, NOW } from './samples.js';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'weige-store-'));

storeContract('SQLite', () => {
  const folder = newFolder();
  return Promise.resolve({
    dialect: () => sqlite(join(folder, 'town.db')),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
});

describe('The SQLite file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = newFolder();
    file = join(folder, 'town.db');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('a commit is on the disk before it counts: write-ahead log, synchronous FULL, foreign keys', async () => {
    const store = await openStore(sqlite(file));
    const pragma = async (name: string) =>
      Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(store.db)).rows[0] ?? {});
    expect(await pragma('journal_mode')).toEqual(['wal']);
    expect(await pragma('synchronous')).toEqual([2]);
    expect(await pragma('foreign_keys')).toEqual([1]);
    await store.close();
  });

  test('what a killed process had committed is there afterwards', async () => {
    const store = await openStore(sqlite(file));
    await keepMessage(store.db, message('m1'), NOW);
    // The files as a kill would leave them: log and all, never closed.
    const left = join(folder, 'left.db');
    for (const part of ['', '-wal']) writeFileSync(left + part, readFileSync(file + part));
    await store.close();
    const again = await openStore(sqlite(left));
    expect(await findMessage(again.db, messageId('m1'))).not.toBeNull();
    await again.close();
  });

  test('a file that is no database is refused', () => {
    writeFileSync(file, 'this is not a database, only text of some length '.repeat(20));
    expect(() => sqlite(file)).toThrow(StoreOpenError);
    expect(() => inspectSqlite(file, 'quick')).toThrow(StoreOpenError);
  });

  test('what may be done again does not wait for the disk; all else does, also after one that failed', async () => {
    const store = await openStore(sqlite(join(folder, 'waits.db')));
    const waits = async (db: Db): Promise<number> => {
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      return rows[0]?.synchronous ?? -1;
    };
    const [NORMAL, FULL] = [1, 2];
    expect(await store.transactRepeatable(waits)).toBe(NORMAL);
    expect(await store.transact(waits)).toBe(FULL);
    await expect(store.transactRepeatable(() => Promise.reject(new Error('a step failed')))).rejects.toThrow();
    expect(await waits(store.db)).toBe(FULL);
    await store.close();
  });

  test('looking at a file tells what it is and leaves it alone', async () => {
    writeFileSync(file, '');
    expect(inspectSqlite(file, 'full')).toEqual({ schema: 0, empty: true, problems: [] });
    const store = await openStore(sqlite(file));
    expect(inspectSqlite(file, 'full')).toEqual({ schema: MIGRATIONS.length, empty: true, problems: [] });
    await keepMessage(store.db, message('m1'), NOW);
    expect(inspectSqlite(file, 'full').empty).toBe(false);
    await store.close();
  });

  test("another program's database is recognised", async () => {
    const other = join(folder, 'other.db');
    const store = await openStore(sqlite(other));
    await sql`drop table schema_version`.execute(store.db);
    await store.close();
    expect(inspectSqlite(other, 'quick').schema).toBeNull();
  });

  test('a copy taken while the bot writes is whole and has what was committed before', async () => {
    const store = await openStore(sqlite(file));
    await keepMessage(store.db, message('m1'), NOW);
    const copy = join(folder, 'copy.db');
    const writing = store.transact(async (tx) => {
      await keepMessage(tx, message('m2'), NOW);
      copySqlite(file, copy);
    });
    await writing;
    await store.close();
    expect(inspectSqlite(copy, 'full').problems).toEqual([]);
    expect(existsSync(`${copy}-wal`)).toBe(false);
    const copied = await openStore(sqlite(copy));
    expect(await findMessage(copied.db, messageId('m1'))).not.toBeNull();
    expect(await findMessage(copied.db, messageId('m2'))).toBeNull();
    await copied.close();
  });

  test('the write test leaves nothing behind', async () => {
    const store = await openStore(sqlite(file));
    await tryWriting(store);
    expect(await setting(store.db, 'doctor.write-test')).toBeNull();
    await store.close();
  });
});

describe('One bot on one database', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = newFolder();
    file = join(folder, 'town.db');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('a second one is told which process runs, until the first lets go', () => {
    const release = lockStore(file);
    expect(lockHolder(file)).toBe(process.pid);
    expect(() => lockStore(file)).toThrow(StoreLockedError);
    expect(() => lockStore(file)).toThrow(`process ${process.pid} is already running`);
    release();
    expect(lockHolder(file)).toBeNull();
    lockStore(file)();
  });

  test('what a killed process left behind is taken over', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const left of [`${pid} 12345`, `${process.pid} 1`, '', 'rubbish']) {
      writeFileSync(`${file}.lock`, left);
      expect(lockHolder(file)).toBeNull();
      const release = lockStore(file);
      expect(lockHolder(file)).toBe(process.pid);
      release();
      expect(existsSync(`${file}.lock`)).toBe(false);
    }
  });
});
