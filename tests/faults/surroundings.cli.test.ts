import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/index.js';
import { endOf, folderOfTown, inStore, startIn, type Ended, type Folder } from '../support/program.js';

let folder: Folder;
beforeEach(() => {
  folder = folderOfTown();
});
afterEach(() => {
  if (existsSync(join(folder.path, 'locked'))) chmodSync(join(folder.path, 'locked'), 0o755);
  folder.remove();
});

/** Refused in one line that says where and what to do, without a stack trace. */
function expectRefused({ status, stderr }: Ended, line: RegExp): void {
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
}

const withStore = (file: string): void => {
  const config = join(folder.path, 'bot.config.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('weige.db', file));
};

describe('The machine stands in the way', () => {
  test('a folder that may not be written', async () => {
    mkdirSync(join(folder.path, 'locked'), { mode: 0o555 });
    chmodSync(folder.path, 0o755);
    withStore('locked/weige.db');
    expectRefused(await endOf(folder.path, { asNobody: true }), /locked.*writable/);
  });

  test('a file where the folder should be', async () => {
    writeFileSync(join(folder.path, 'notes'), 'a file');
    withStore('notes/weige.db');
    expectRefused(await endOf(folder.path), /notes.*cannot make the folder|cannot make the folder.*notes/s);
  });

  test('the port is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const config = join(folder.path, 'bot.config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('port: 0', `port: ${String(port)}`));
    const ended = await endOf(folder.path);
    await new Promise((resolve) => taken.close(resolve));
    expectRefused(ended, new RegExp(`port ${String(port)} .*in use`));
  });

  test('a database that is none is left as it is', async () => {
    writeFileSync(folder.store, 'no database '.repeat(500));
    expectRefused(await endOf(folder.path), /not a sound database.*restore/);
    expect(readFileSync(folder.store, 'utf8')).toBe('no database '.repeat(500));
  });

  test('a database with a damaged page is refused before anything is written', async () => {
    const first = await startIn(folder.path);
    await first.post('li', 'r3', '3号楼门口的路灯不亮了,晚上黑漆漆的');
    await first.stop();
    const bytes = readFileSync(folder.store);
    bytes.fill(0xff, 4096 * 3, 4096 * 6);
    writeFileSync(folder.store, bytes);
    expectRefused(await endOf(folder.path), /damaged|not a sound database/);
    expect(readFileSync(folder.store).equals(bytes)).toBe(true);
  });

  test('a database of a newer version is refused', async () => {
    const newer = { number: MIGRATIONS.length + 1, name: 'later', up: () => Promise.resolve() };
    await inStore(folder.store, ({ db, dialect }) => migrate(db, dialect, [...MIGRATIONS, newer]));
    expectRefused(await endOf(folder.path), /newer version of weige/);
  });

  test('a second process on the same store is refused, the first goes on; a killed one leaves it free', async () => {
    const first = await startIn(folder.path);
    try {
      expectRefused(await endOf(folder.path), /process \d+ is already running on it/);
      expect((await first.post('li', 'r3', '早')).status).toBe(200);
    } finally {
      await first.kill();
    }
    const next = await startIn(folder.path);
    await next.get('/api/rooms');
    expect(await next.stop()).toBe(0);
  });
});
