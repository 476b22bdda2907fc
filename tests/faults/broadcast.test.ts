import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Adapter } from '../../adapters/adapter.js';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { EMPTY_READING } from '../../src/message/recall.js';
import { words } from '../../src/message/reply/words.js';
import { accountName } from '../../src/outbox/route.js';
import { letSpeak } from '../../src/outbox/stopped.js';
import { setupSchema } from '../../src/model/town.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { configWith, instant } from '../support/play.js';
import { telegramDouble, type TelegramDouble } from '../support/telegram/double.js';

/** A notice to forty groups on Telegram, over real HTTP; the clock is the test's. */
const ROOMS = Array.from({ length: 40 }, (_, i) => `r${i + 1}`);
const NOTICE = '明天上午8点到11点停水,请提前储水';
const NO_PAUSE = `
pacing: { perRoomSeconds: 0, jitterSeconds: [0, 0] }
`;

let double: TelegramDouble;
let adapter: Adapter;
let store: Store;
let bot: Bot;
let clock: VirtualClock;

beforeEach(async () => {
  clock = new VirtualClock(instant('2026-04-21 09:00'));
  double = await telegramDouble(clock);
  for (const room of [...ROOMS, 'staff']) await double.addRoom(room);
  await double.addPerson('clerk', '镇里 小何');
  store = await openMemoryStore();
  adapter = await double.adapter();
  const setup = setupSchema.parse({
    type: 'setup',
    units: [
      { id: 'town', name: '云溪镇', level: 'town' },
      ...ROOMS.map((room) => ({ id: `u${room}`, name: `${room}微网格`, level: 'microgrid', parent: 'town' })),
    ],
    rooms: [
      ...ROOMS.map((room) => ({ id: double.roomId(room), name: `${room}群`, unit: `u${room}`, kind: 'residents' })),
      { id: double.roomId('staff'), name: '工作群', unit: 'town', kind: 'staff' },
    ],
    people: [{ id: double.personId('clerk'), name: '镇里 小何', roles: [{ role: 'town', unit: 'town' }] }],
  });
  await store.transact((tx) => saveSetup(tx, setup, adapter, clock.now()));
  bot = await createBot({
    store,
    clock,
    rules: rulesOf(configWith(NO_PAUSE)),
    words: words('zh-CN'),
    reader: { read: () => EMPTY_READING },
    adapters: [adapter],
    log: logger('error', { write: () => undefined }),
    random: () => 0,
  });
  await adapter.start(bot);
});
afterEach(async () => {
  await adapter.stop();
  await double.stop();
  await store.close();
});

async function command(name: string, text: string): Promise<void> {
  await double.say(name, { room: 'staff', from: 'clerk', text });
  await expect.poll(() => handled(double.messageId(name))).toBe(true);
}
const handled = async (id: string): Promise<boolean> => {
  const row = await store.db.selectFrom('messages').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state === 'handled';
};

/** The notice is confirmed and its rows are queued; nothing of it has gone out. */
async function booked(): Promise<void> {
  await command('n', `发通知 云溪镇 ${NOTICE}`);
  await bot.wake();
  await command('y', '确认');
}

const shownIn = () => double.shown().filter(({ room, text }) => room !== 'staff' && text.includes(NOTICE));
const roomsShown = (): string[] => shownIn().map(({ room }) => room ?? 'elsewhere');
const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);

const states = async (): Promise<Record<string, number>> => {
  const rows = await store.db
    .selectFrom('notice_rooms')
    .innerJoin('outbox', 'outbox.id', 'notice_rooms.outbox')
    .select('outbox.state')
    .execute();
  const counted: Record<string, number> = {};
  for (const { state } of rows) counted[state] = (counted[state] ?? 0) + 1;
  return counted;
};

/** Sends until nothing more may go within the next ten minutes of the clock. */
async function sendAll(): Promise<void> {
  const end = clock.now() + 600_000;
  for (let next: number | null = clock.now(); next !== null && next <= end; next = await bot.nextWake()) {
    if (next > clock.now()) clock.set(next);
    await bot.wake();
  }
}

describe('A notice on its way to forty groups', () => {
  test('without a fault reaches each once', async () => {
    await booked();
    await sendAll();
    expect(roomsShown().sort()).toEqual([...ROOMS].sort());
    expect(await states()).toEqual({ delivered: 40 });
  });

  test('migration mid-broadcast: a group that became a supergroup meanwhile gets it once, under its new id', async () => {
    await booked();
    const old = double.chat('r20').id;
    double.crowd.migrate(old, -1_009_999_999_999, true);
    await sendAll();
    const elsewhere = double.server.world.sent.filter(({ chat }) => chat.id === -1_009_999_999_999);
    expect(elsewhere.filter(({ text }) => String(text).includes(NOTICE))).toHaveLength(1);
    expect(twice(roomsShown().filter((name) => name !== 'elsewhere'))).toEqual([]);
    expect(await states()).toEqual({ delivered: 40 });
  });

  test('502 though delivered, and resets: those rooms are unknown, none is sent to twice, the others have it', async () => {
    await booked();
    // The first falls on the answer to the clerk, which goes before the notice.
    double.failSends('delivered-but-error', 'reset', 'delivered-but-error', 'delivered-but-error');
    await sendAll();
    expect(await states()).toEqual({ delivered: 37, unknown: 3 });
    expect(twice(roomsShown())).toEqual([]);
    expect(roomsShown().length).toBeGreaterThanOrEqual(39);
  });

  test('429: the room waits as long as asked, and gets it once', async () => {
    await booked();
    double.failSends('too-fast');
    await sendAll();
    expect(roomsShown().sort()).toEqual([...ROOMS].sort());
  });

  test('bot removed from a group meanwhile: that one has failed and is named, the others have it', async () => {
    await booked();
    await double.removeBot('r7', 'clerk');
    await expect.poll(() => bot.town().rooms.has(double.roomId('r7'))).toBe(false);
    await sendAll();
    expect(roomsShown()).not.toContain('r7');
    expect(await states()).toEqual({ delivered: 39, failed: 1 });
    await command('q', '回执 N1');
    await bot.wake();
    expect(double.shown().findLast(({ room }) => room === 'staff')?.text).toContain('r7群');
  });

  test('the platform rejects the account: it stops at once, nothing is lost, and after a person let it the rest goes out', async () => {
    await booked();
    double.failSends('risk-control');
    await sendAll();
    expect(shownIn()).toEqual([]);
    expect((await states())['queued']).toBe(40);
    await letSpeak(store.db, accountName(adapter));
    await sendAll();
    expect(roomsShown().sort()).toEqual([...ROOMS].sort());
  });

  test('stopped on its way it goes to no further group, and says how many have it', async () => {
    await booked();
    double.failSends('too-fast');
    await command('s', '停发 N1');
    await sendAll();
    expect(shownIn()).toEqual([]);
    expect(await states()).toEqual({ dropped: 40 });
  });

  test('the server is away in the middle: what waits keeps its place and counts no try, and goes out when it is back', async () => {
    await booked();
    await double.goDown();
    await bot.wake();
    expect((await states())['queued']).toBeGreaterThanOrEqual(39);
    await double.comeBack();
    await expect
      .poll(async () => {
        await sendAll();
        return (await states())['delivered'];
      })
      .toBeGreaterThanOrEqual(39);
    expect(twice(roomsShown())).toEqual([]);
  });
});
