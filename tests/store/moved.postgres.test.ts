import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { unitId } from '../../src/model/ids.js';
import { openMemoryStore, openStore, type Store } from '../../src/store/open.js';
import { atOneMoment, isEmptyStore, MOVED, MovedWrongError, moveAll, sumOf } from '../../src/store/portable.js';
import { keepMessage } from '../../src/store/messages.js';
import { postgres } from '../../src/store/postgres.js';
import { sqlite } from '../../src/store/sqlite.js';
import { findTicket, insertTicket } from '../../src/store/tickets.js';
import { playInto, said } from '../support/play.js';
import { command, newDatabase, type TestDatabase } from '../support/postgres.js';
import { message, NOW, ticket } from './samples.js';

const DAY = [
  said('m1', '2026-04-21 09:00', 'r3', 'wu', '3号楼2单元楼道灯坏了，晚上看不见'),
  said('m2', '2026-04-21 09:05', 'r3', 'qian', '对，我家也是这个楼道\u{1F4A1} it\'s "dark" {真的}\n第二行'),
  said('m3', '2026-04-21 09:30', 'r5', 'sun', '请问医保在哪里交？'),
];

let database: TestDatabase;
let server: Store;
let folder = '';
beforeEach(async () => {
  const { server: url, template } = inject('postgres');
  database = await newDatabase(url, template);
  server = await openStore(await postgres(database.url));
  folder = mkdtempSync(join(tmpdir(), 'weige-moved-'));
});
afterEach(async () => {
  await server.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const sumsOf = async (store: Store) =>
  new Map(await Promise.all(MOVED.map(async (t) => [t, await sumOf(store.db, t)] as const)));
const nothing = () => undefined;

describe('A town that moves', () => {
  test('from a file to a server and back has the same rows on each side, and its numbers go on', async () => {
    const file = await openStore(sqlite(join(folder, 'town.db')));
    await playInto(file, DAY);
    const before = await sumsOf(file);
    expect(before.get('messages')?.rows).toBe(DAY.length);
    expect(before.get('tickets')?.rows).toBeGreaterThan(0);
    const progressed: string[] = [];
    await server.transactAdding((to) => moveAll(file.db, to, server.dialect, (table) => progressed.push(table)));
    expect(await sumsOf(server)).toEqual(before);
    expect(progressed).toContain('messages');
    const next = await insertTicket(
      server.db,
      ticket({ unit: unitId('lh1-3'), messages: [], reporters: [] }),
      'report',
    );
    expect(next.number).toBe((before.get('tickets')?.rows ?? 0) + 1);

    const back = await openStore(sqlite(join(folder, 'back.db')));
    await atOneMoment(server, (from) => back.transact((to) => moveAll(from, to, back.dialect, nothing)));
    expect((await findTicket(back.db, next.number))?.summary).toBe(next.summary);
    expect(await sumsOf(back)).toEqual(await sumsOf(server));
    await back.close();
    await file.close();
  });

  test('sees one moment of a server on which others go on writing', async () => {
    await keepMessage(server.db, message('m1'), NOW);
    const copy = await openMemoryStore();
    await atOneMoment(server, async (from) => {
      await sumOf(from, 'messages');
      await keepMessage(server.db, message('m2'), NOW);
      await copy.transact((to) => moveAll(from, to, copy.dialect, nothing));
    });
    expect((await sumOf(copy.db, 'messages')).rows).toBe(1);
    expect((await sumOf(server.db, 'messages')).rows).toBe(2);
    await copy.close();
  });

  test('keeps the order of more rows than are read at once', async () => {
    const copy = await openMemoryStore();
    for (let n = 0; n < 1203; n += 1) await keepMessage(copy.db, message(`m${String(n)}`), NOW + n);
    const sums = await server.transactAdding((to) => moveAll(copy.db, to, server.dialect, nothing));
    expect(sums.get('messages')).toEqual(await sumOf(copy.db, 'messages'));
    expect(sums.get('messages')?.rows).toBe(1203);
    await copy.close();
  });

  test('of which a row arrives otherwise is not there at all', async () => {
    const copy = await openMemoryStore();
    await keepMessage(copy.db, message('m1'), NOW);
    const trigger = `create function spoil() returns trigger as $$ begin new.text := 'x'; return new; end $$ language plpgsql;
      create trigger spoil before insert on messages for each row execute function spoil()`;
    await command(database.url, trigger);
    await expect(server.transactAdding((to) => moveAll(copy.db, to, server.dialect, nothing))).rejects.toThrow(
      MovedWrongError,
    );
    expect(await isEmptyStore(server.db)).toBe(true);
    await copy.close();
  });

  test('takes every table along, but for who speaks through which account just now', async () => {
    const tables = (await server.db.introspection.getTables()).map(({ name }) => name);
    const left = tables.filter((name) => !new Set<string>(MOVED).has(name));
    expect(left.sort()).toEqual(['leases', 'processes', 'schema_version']);
  });
});
