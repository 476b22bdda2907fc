import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, folderOfTown, inStore, startIn, type Folder, type Running } from '../support/program.js';

let folder: Folder;
let bot: Running;
beforeAll(async () => {
  folder = folderOfTown();
  bot = await startIn(folder.path);
});
afterAll(async () => {
  await bot.kill();
  folder.remove();
});

describe('Messages that nobody writes by hand', () => {
  test('one of a megabyte is kept cut and the room goes on; a longer one is refused', async () => {
    const long = '灯坏了'.repeat(100_000).slice(0, 349_000);
    expect((await bot.post('li', 'r3', long)).status).toBe(200);
    expect((await bot.post('li', 'r3', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await bot.post('fan', 'r3', '早')).status).toBe(200);
  });

  test('an empty one is refused with the reason', async () => {
    expect((await bot.post('li', 'r3', '')).status).toBe(400);
    expect((await bot.post('li', 'r3', ' \n\t ')).status).toBe(400);
  });

  test('a stranger and a room that does not exist are refused', async () => {
    expect((await bot.post('nobody', 'r3', '早')).status).toBe(404);
    expect((await bot.post('li', 'r99', '早')).status).toBe(404);
  });

  test('control characters, half characters and turned writing do no harm', async () => {
    const strange = [
      'a\u0000b\u0007c',
      '\u202E不亮了灯路\u202C 3号楼门口的路灯不亮了',
      '\uD83D',
      '\u200B\u200B\u200B',
      '👨‍👩‍👧‍👦'.repeat(500),
      "'; DROP TABLE messages; --",
      '<script>alert(1)</script>',
      '{{m1}} ${1+1} {0} %s',
      '/'.repeat(3000),
      '@'.repeat(3000),
      '(((('.repeat(2000),
    ];
    for (const text of strange)
      expect([text.slice(0, 12), (await bot.post('fan', 'r3', text)).status]).toEqual([text.slice(0, 12), 200]);
    for (const text of strange) expect((await bot.post('zhou', 'slh', text)).status).toBe(200);
    for (const text of strange) expect((await bot.post('yu', null, text)).status).toBe(200);
  });

  test('all of it is handled, nothing is set aside', async () => {
    await eventually('an answer to 工单', async () => {
      await bot.post('zhou', 'slh', '工单');
      return JSON.stringify(await bot.get('/api/history?room=slh')).includes('"purpose":"command"');
    });
    await bot.stop();
    const left = await inStore(folder.store, ({ db }) =>
      db.selectFrom('messages').select(['id', 'state', 'error', 'text']).where('state', '!=', 'handled').execute(),
    );
    expect(left.map((m) => [m.state, m.error, m.text.slice(0, 20)])).toEqual([]);
    bot = await startIn(folder.path);
  });
});
