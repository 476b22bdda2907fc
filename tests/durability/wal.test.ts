import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWal, torn, wholeCommits, type Wal } from './wal.js';

let folder: string;
let database: Database.Database;
let wal: Wal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weige-wal-'));
  const file = join(folder, 'a.db');
  database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('create table t (n integer)');
  for (const n of [1, 2, 3]) database.prepare('insert into t values (?)').run(n);
  const read = readWal(file);
  if (read === null) throw new Error('there is no log');
  wal = read;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

test('each commit of a log is found, and where it ends', () => {
  expect(wal.commits).toHaveLength(4);
  expect(wal.commits.at(-1)).toBe(wal.end);
  expect(wal.settled).toBe(32);
});

test('what is in the file of the database already is told, and an earlier log behind a new one is not read', () => {
  database.pragma('wal_checkpoint(full)');
  expect(readWal(join(folder, 'a.db'))?.settled).toBe(wal.end);
  database.prepare('insert into t values (4)').run();
  const anew = readWal(join(folder, 'a.db'));
  expect(anew?.commits).toHaveLength(1);
  expect(anew?.salt).not.toBe(wal.salt);
});

test('a tear leaves the commits before it', () => {
  const [, second = 0] = wal.commits;
  const inThird = second + 10;
  expect(torn(wal, { how: 'cut', at: inThird })).toHaveLength(inThird);
  for (const how of ['cut', 'flipped', 'lost'] as const)
    expect(wholeCommits(wal, { how, at: inThird })).toEqual(wal.bytes.subarray(0, second));
  for (const how of ['flipped', 'lost'] as const) {
    const bytes = torn(wal, { how, at: inThird });
    expect(bytes).toHaveLength(wal.bytes.length);
    expect(bytes.equals(wal.bytes)).toBe(false);
  }
});
