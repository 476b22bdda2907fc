import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountId, personId, platformId, roomId } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { activityOfPrivate, activityOfRooms, latestPrivate, latestRooms } from '../../src/store/talk.js';
import { saveSetup } from '../../src/store/town.js';

const ROOMS = ['r1', 'r2', 'r3', 'r4'].map(roomId);
const [R1, R2] = [roomId('r1'), roomId('r2')];
const WU = personId('wu');

const setup = setupSchema.parse({
  type: 'setup',
  units: [{ id: 'm1', name: '一', level: 'microgrid' }],
  rooms: ROOMS.map((id) => ({ id, name: id, unit: 'm1', kind: 'residents' })),
  people: [{ id: 'wu', name: '武赛芬' }],
});

let store: Store;
let clock = 0;

beforeEach(async () => {
  store = await openMemoryStore();
  clock = 0;
  await saveSetup(store.db, setup, { platform: platformId('web'), account: accountId('web') }, 0);
});
afterEach(() => store.close());

/** `room` null: in private. */
async function said(room: string | null, count = 1): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    clock += 1;
    const fixed = { platform: 'web', account: 'web', kind: 'text', images: '[]', mentions: '[]', mentions_bot: 0 };
    await store.db
      .insertInto('messages')
      .values({
        ...fixed,
        id: `m${clock}`,
        room,
        person: WU,
        said_at: clock,
        received_at: clock,
        text: `${clock}`,
        state: 'handled',
      })
      .execute();
  }
}

async function told(to: { room: string } | { person: string }, sent = true): Promise<void> {
  clock += 1;
  const fixed = {
    lane: 1,
    purpose: 'ack',
    mentions: '[]',
    proactive: 0,
    not_before: 0,
    attempts: 1,
    created_at: clock,
  };
  const done = sent
    ? { state: 'delivered' as const, settled_at: clock, platform_message: `b${clock}` }
    : { state: 'queued' as const, settled_at: null, platform_message: null };
  await store.db
    .insertInto('outbox')
    .values({ ...fixed, ...done, ...to, text: '收到' })
    .execute();
}

const countIn = async (room: typeof R1) => (await activityOfRooms(store.db, [room])).get(room);

describe('The page’s list', () => {
  test('counts what people said and what the bot said, and shows the last of it', async () => {
    await said('r1', 3);
    await told({ room: 'r1' });
    await told({ room: 'r1' }, false);
    await said(null, 2);
    expect(await countIn(R1)).toMatchObject({ lines: 4, counted: true, last: { by: 'bot' } });
    expect(await countIn(R2)).toBeUndefined();
    await said('r1');
    expect(await countIn(R1)).toMatchObject({ lines: 5, last: { by: 'person', message: { text: '8' } } });
  });

  test('has private talk by itself, also where only the bot spoke', async () => {
    await said('r1', 3);
    await said(null, 2);
    await told({ person: 'wu' });
    expect(await latestPrivate(store.db, 10)).toEqual([WU]);
    expect((await activityOfPrivate(store.db, [WU])).get(WU)).toMatchObject({ lines: 3, last: { by: 'bot' } });
  });

  test('of a room with more talk than anybody counts still tells that something new was said', async () => {
    await said('r1', 1100);
    const before = await countIn(R1);
    await said('r2', 5);
    expect((await countIn(R1))?.lines).toBe(before?.lines);
    await said('r1');
    expect(before?.counted).toBe(false);
    expect((await countIn(R1))?.lines).toBeGreaterThan(before?.lines ?? Infinity);
  });

  test('of too many rooms has those in which people spoke last', async () => {
    for (const room of ['r1', 'r3', 'r2', 'r1']) await said(room);
    expect(await latestRooms(store.db, ROOMS, 2)).toEqual(new Set([R1, R2]));
    expect(await latestRooms(store.db, ROOMS, 4)).toEqual(new Set(ROOMS));
  });
});
