import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seeded } from '../../src/replay/random.js';
import { folderOfTown, eventually, inStore, startIn, type Folder, type Running } from '../support/program.js';

const TEXTS = [
  ['li', 'r3', '3号楼门口的路灯不亮了,晚上黑漆漆的'],
  ['peng', 'r5', '5号楼2单元楼道灯坏了'],
  ['xu', 'd1', '请问社区服务中心周六上班吗?'],
  ['yu', 'r5', '楼道里好大一股煤气味,快来人啊'],
  ['fan', 'r3', '3号楼怎么停水了,一滴都没有'],
  ['duo', 'r3', '我家也停了'],
  ['tudou', 'r3', '早上好,祝大家平安健康🌹'],
  ['zhou', 'slh', '受理 1'],
  ['mao', null, '报事 我家门口的下水道堵了'],
  ['zhou', 'slh', '工单'],
] as const;

const ROUNDS = 4;
const SEED = 7;

let folder: Folder;
let running: Running | null = null;
beforeEach(() => {
  folder = folderOfTown();
});
afterEach(async () => {
  await running?.kill();
  running = null;
  folder.remove();
});

/** Answered in every round, however slow the machine, before the time to the kill begins. */
const LEAST_KEPT = 2;

/** Says everything, one room beside the other, until the process is gone; the ids of what was answered with 200. */
async function talkUntilKilled(bot: Running, killAfterMs: number): Promise<string[]> {
  const kept: string[] = [];
  let begun: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => (begun = resolve));
  const talk = (async () => {
    for (let i = 0; ; i += 1) {
      const [as, room, text] = TEXTS[i % TEXTS.length] ?? TEXTS[0];
      const { status, id } = await bot.post(as, room, text);
      if (status === 0) return;
      if (status === 200 && id !== null) kept.push(id);
      if (kept.length === LEAST_KEPT) begun();
    }
  })();
  await Promise.race([enough, talk]);
  await pause(killAfterMs);
  await bot.kill();
  await talk;
  return kept;
}

describe('The process is killed while the town talks', () => {
  test(
    'whatever was answered with 200 is kept once and handled; nothing is opened, and nothing said, twice',
    { timeout: 90_000 },
    async () => {
      const random = seeded(SEED);
      const kept: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        running = await startIn(folder.path);
        kept.push(...(await talkUntilKilled(running, 40 + Math.round(random() * 500))));
      }
      running = await startIn(folder.path);
      await running.stop();
      running = null;
      expect(kept.length).toBeGreaterThan(ROUNDS);
      expect(new Set(kept).size).toBe(kept.length);
      await inStore(folder.store, async ({ db }) => {
        const messages = await db.selectFrom('messages').select(['id', 'state', 'error']).execute();
        expect(messages.filter((m) => m.state !== 'handled')).toEqual([]);
        const ids = messages.map((m) => m.id);
        expect(kept.filter((id) => !ids.includes(id))).toEqual([]);
        const openers = await db
          .selectFrom('ticket_events')
          .select(['by_message', 'change'])
          .where('change', 'in', ['opened', 'proposed'])
          .where('by_message', 'is not', null)
          .execute();
        const opened = openers.map((e) => e.by_message);
        expect(opened.filter((id, i) => opened.indexOf(id) !== i)).toEqual([]);
        const outbox = await db.selectFrom('outbox').select(['id', 'state', 'attempts']).execute();
        expect(outbox.filter((row) => row.attempts > 1)).toEqual([]);
        expect(outbox.filter((row) => row.state === 'sending' || row.state === 'failed')).toEqual([]);
        expect(outbox.length).toBeGreaterThan(0);
      });
    },
  );

  test('what was being sent is not sent again: whether it went out is unknown', { timeout: 40_000 }, async () => {
    running = await startIn(folder.path);
    await running.post('li', 'r3', '3号楼门口的路灯不亮了,晚上黑漆漆的');
    await running.kill();
    const row = await inStore(folder.store, async ({ db }) => {
      await db.updateTable('outbox').set({ state: 'sending', attempts: 1 }).execute();
      return db.selectFrom('outbox').select('id').executeTakeFirst();
    });
    running = await startIn(folder.path);
    await running.stop();
    running = null;
    const after = await inStore(folder.store, ({ db }) =>
      db
        .selectFrom('outbox')
        .select(['state', 'attempts'])
        .where('id', '=', row?.id ?? 0)
        .executeTakeFirst(),
    );
    if (row) expect(after).toEqual({ state: 'unknown', attempts: 1 });
  });
});

describe('The process is asked to end', () => {
  test('it ends with status 0, having handled what it had accepted', { timeout: 40_000 }, async () => {
    const bot = await startIn(folder.path);
    running = bot;
    const posts = await Promise.all(TEXTS.map(([as, room, text]) => bot.post(as, room, text)));
    expect(posts.map((p) => p.status)).toEqual(TEXTS.map(() => 200));
    expect(await bot.stop()).toBe(0);
    running = null;
    await inStore(folder.store, async ({ db }) => {
      const messages = await db.selectFrom('messages').select(['id', 'state']).execute();
      expect(messages).toHaveLength(TEXTS.length);
      expect(messages.filter((m) => m.state !== 'handled')).toEqual([]);
    });
  });

  test('the acknowledgement reaches the page', { timeout: 40_000 }, async () => {
    const bot = await startIn(folder.path);
    running = bot;
    await bot.post('li', 'r3', '3号楼门口的路灯不亮了,晚上黑漆漆的');
    await eventually('an acknowledgement in the room', async () =>
      JSON.stringify(await bot.get('/api/history?room=r3')).includes('记下了(1号'),
    );
  });
});
