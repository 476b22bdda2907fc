import { afterEach, describe, expect, test } from 'vitest';
import { seeded } from '../../src/replay/random.js';
import { SAID } from '../support/said.js';
import { CLERK, inStaffRoom, points, RESIDENT, telegramTown, type TelegramTown } from './telegram-town.js';

/** Few in the daily run; `npm run faults` has fifty. */
const KILLS = Number(process.env['WEIGE_FAULT_KILLS'] ?? 4);
const ROOMS = Number(process.env['WEIGE_FAULT_ROOMS'] ?? 714);
const MESSAGES = Number(process.env['WEIGE_FAULT_MESSAGES'] ?? 200);
const SEED = Number(process.env['WEIGE_FAULT_SEED'] ?? 11);
const TIME_LIMIT = { timeout: 60_000 + KILLS * 20_000 + MESSAGES * 200 };
const NOTICE = '明天上午8点到11点停水,请提前储水';

let town: TelegramTown | null = null;
afterEach(async () => {
  await town?.remove();
  town = null;
});

const told = (figure: string) => process.stderr.write(`${figure}\n`);

describe('The process is killed while it sends', () => {
  test(
    'a notice reaches every room once, or the room is listed as unknown: never twice, never forgotten',
    TIME_LIMIT,
    async () => {
      const at = await telegramTown(ROOMS);
      town = at;
      const { world } = at.double.server;
      const carried = () =>
        world.sent.filter(({ text }) => String(text).includes(NOTICE) && !String(text).includes('确认'));
      at.start();
      await at.double.say('n', { room: inStaffRoom, from: CLERK, text: `发通知 莲花社区 ${NOTICE}` });
      await at.until('the preview', () => world.sent.some(({ text }) => String(text).includes('确认')));
      await at.double.say('y', { room: inStaffRoom, from: CLERK, text: '确认' });
      for (const point of points(KILLS, ROOMS - 1, seeded(SEED))) {
        await at.until(`${point} rooms have it`, () => carried().length >= point);
        await at.kill();
        at.start();
      }
      await at.until('nothing waits', async () =>
        (await states(at)).every(({ state }) => state !== 'queued' && state !== 'sending'),
      );
      const rows = await states(at);
      const times = new Map<string, number>();
      for (const { chat } of carried()) times.set(String(chat.id), (times.get(String(chat.id)) ?? 0) + 1);
      const unknown = rows.filter(({ state }) => state === 'unknown');
      told(
        `notice to ${ROOMS} rooms, killed ${KILLS} times: ${times.size} rooms have it, ${unknown.length} listed as unknown`,
      );
      expect([...times.values()].filter((n) => n > 1)).toEqual([]);
      expect(rows).toHaveLength(ROOMS);
      expect(rows.filter(({ state }) => state !== 'delivered' && state !== 'unknown')).toEqual([]);
      expect(times.size).toBeGreaterThanOrEqual(ROOMS - unknown.length);
      expect(unknown.length).toBeLessThanOrEqual(KILLS);
    },
  );
});

const states = (at: TelegramTown) =>
  at.ask(({ db }) =>
    db
      .selectFrom('notice_rooms')
      .innerJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
      .select(['notice_rooms.room', 'outbox.state'])
      .execute(),
  );

describe('The process is killed while people talk', () => {
  test(
    'every message is handled once, no matter stands in two tickets, no acknowledgement is said twice',
    TIME_LIMIT,
    async () => {
      const at = await telegramTown(40);
      town = at;
      for (let i = 0; i < MESSAGES; i += 1) {
        const room = at.rooms[i % at.rooms.length] ?? 'r1';
        await at.double.say(`m${i}`, { room, from: RESIDENT, text: `${i}号楼${SAID[i % SAID.length] ?? ''}` });
      }
      at.start();
      const handled = () =>
        at.ask(
          async ({ db }) =>
            (await db.selectFrom('messages').select('id').where('state', '=', 'handled').execute()).length,
        );
      for (const point of points(KILLS, MESSAGES - 1, seeded(SEED + 1))) {
        await at.until(`${point} are handled`, async () => (await handled()) >= point, 120_000);
        await at.kill();
        at.start();
      }
      await at.until('all are handled', async () => (await handled()) >= MESSAGES, 300_000);
      const kept = await at.ask(({ db }) => db.selectFrom('messages').select(['id', 'state']).execute());
      const belongings = await at.ask(({ db }) =>
        db.selectFrom('ticket_messages').select(['ticket', 'message']).execute(),
      );
      const openers = await at.ask(({ db }) =>
        db.selectFrom('ticket_messages').select('message').where('position', '=', 0).execute(),
      );
      told(
        `${MESSAGES} messages, killed ${KILLS} times: ${kept.length} kept, ${kept.filter(({ state }) => state === 'handled').length} ` +
          `handled, ${openers.length} tickets`,
      );
      expect(kept).toHaveLength(MESSAGES);
      expect(new Set(kept.map(({ id }) => id)).size).toBe(MESSAGES);
      expect(kept.filter(({ state }) => state !== 'handled')).toEqual([]);
      expect(openers.length).toBeGreaterThan(0);
      expect(new Set(openers.map(({ message }) => message)).size).toBe(openers.length);
      expect(new Set(belongings.map(({ message }) => message)).size).toBe(belongings.length);
      const acks = at.double.server.world.sent.flatMap(({ text }) => /[((](\d+)号/.exec(String(text))?.[1] ?? []);
      expect(acks.filter((number, i) => acks.indexOf(number) !== i)).toEqual([]);
    },
  );
});
