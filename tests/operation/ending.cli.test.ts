import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../src/bench/free-port.js';
import { eventually, folderOfTown, inStore, startIn, type Folder, type Running } from '../support/program.js';

/** Handling them takes some seconds, keeping them does not. */
const MESSAGES = 400;
const ENDS_WITHIN_MS = 10_000;

let folder: Folder;
let running: Running | null = null;
let monitor = '';
beforeEach(async () => {
  const port = await freePort();
  monitor = `http://127.0.0.1:${String(port)}`;
  folder = folderOfTown(`monitor: { port: ${String(port)} }`);
});
afterEach(async () => {
  await running?.kill();
  running = null;
  folder.remove();
});

/** 0: nobody answers there. */
const statusOf = (path: string): Promise<number> =>
  fetch(monitor + path).then(
    ({ status }) => status,
    () => 0,
  );

/** Everybody talks at once; the ids of what was answered with 200, known when all are answered. */
function talk(bot: Running): { readonly kept: string[]; readonly over: Promise<void> } {
  const kept: string[] = [];
  const all = Array.from({ length: MESSAGES }, async (_, i) => {
    const { status, id } = await bot.post('li', i % 2 === 0 ? 'r3' : 'r5', `${String(i)}号门口的路灯不亮了`);
    if (status === 200 && id !== null) kept.push(id);
  });
  return { kept, over: Promise.all(all).then(() => undefined) };
}

describe('The process is asked to end under load', () => {
  test(
    'it says that it is not ready, ends with status 0 within ten seconds, and whatever it accepted is handled, now or after the next start',
    { timeout: 60_000 },
    async () => {
      const bot = await startIn(folder.path);
      running = bot;
      await eventually('it is ready', async () => (await statusOf('/readyz')) === 200);
      const { kept, over } = talk(bot);
      await eventually('a third is kept', () => Promise.resolve(kept.length >= MESSAGES / 3));
      const began = performance.now();
      const ended = bot.stop();
      const answers = new Set<number>();
      while (await Promise.race([ended.then(() => false), statusOf('/readyz').then((s) => (answers.add(s), true))]));
      expect(await ended).toBe(0);
      expect(performance.now() - began).toBeLessThan(ENDS_WITHIN_MS);
      running = null;
      expect(answers).toContain(503);
      await over;
      running = await startIn(folder.path);
      expect(await running.stop()).toBe(0);
      running = null;
      await inStore(folder.store, async ({ db }) => {
        const messages = await db.selectFrom('messages').select(['id', 'state']).execute();
        expect(messages.filter(({ state }) => state !== 'handled')).toEqual([]);
        const ids = new Set(messages.map(({ id }) => id));
        expect(kept.filter((id) => !ids.has(id))).toEqual([]);
        const lost = await db.selectFrom('outbox').select('id').where('state', 'in', ['sending', 'unknown']).execute();
        expect(lost).toEqual([]);
      });
    },
  );

  test('a second signal ends it at once, with a status that says so', { timeout: 60_000 }, async () => {
    const bot = await startIn(folder.path);
    running = bot;
    const { kept, over } = talk(bot);
    await eventually('all are kept', () => Promise.resolve(kept.length === MESSAGES));
    bot.signal('SIGTERM');
    await eventually('it is ending', async () => (await statusOf('/readyz')) === 503);
    expect(await bot.stop()).toBe(143);
    running = null;
    await over;
  });
});
