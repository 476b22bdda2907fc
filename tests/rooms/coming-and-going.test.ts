import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places, Rooms, SPARE, texts } from './support.js';

let rooms: Rooms;
beforeEach(async () => {
  rooms = await Rooms.open();
});
afterEach(() => rooms.close());

const ALL = [
  ['r3', '3号楼居民群'],
  ['s', '莲花社区工作群'],
  ['c', '云溪镇治理中心'],
] as const;

describe('The bot is removed from a room', () => {
  test('the staff room is told once by whom, what waited has failed, and notices list the room as missed', async () => {
    rooms.main.dead = true;
    await rooms.says('fang', 's', '发通知 莲花社区 明天上午8点到11点停水,请提前储水');
    await rooms.says('fang', 's', '确认');
    const waiting = (await rooms.outboxOf('r3')).filter(({ text }) => text.includes('停水'));
    expect(waiting).toMatchObject([{ state: 'queued' }]);
    rooms.main.dead = false;
    const out = await rooms.befalls({ type: 'botOut', room: 'r3', name: '3号楼居民群', by: 'wu' });
    const told = [...out, ...(await rooms.later(2 * 60_000))];
    expect(texts(told).filter((line) => line.includes('我已不在'))).toEqual([
      'main/s: “3号楼居民群”:我已不在群里(3-1-101 吴姐移出的),群里的事我看不到,没发出去的话也发不了。请把我拉回群;暂时回不去的,请人工转告。',
    ]);
    expect((await rooms.outboxOf('r3')).filter(({ text }) => text.includes('停水'))).toMatchObject([
      { state: 'failed' },
    ]);
    expect(rooms.unitOf('r3')).toBeUndefined();
    await rooms.later(10 * 60_000);
    expect(texts(await rooms.says('fang', 's', '回执 N1')).join('\n')).toContain('3号楼居民群');
    expect(texts(await rooms.says('fang', 's', '补发 N1'))).toEqual([
      'main/s: 3号楼居民群:我已不在群里,补不了,请先把我拉回群。',
    ]);
    expect(await rooms.befalls({ type: 'botOut', room: 'r3' })).toEqual([]);
  });

  test('put back in it goes on as before, and staff are told', async () => {
    await rooms.befalls({ type: 'botOut', room: 'r3' });
    const back = await rooms.befalls({ type: 'botIn', room: 'r3', name: '3号楼居民群' });
    expect(texts(back)).toEqual(['main/s: “3号楼居民群”:我又进群了,还按原来的单位接着管。']);
    expect(rooms.unitOf('r3')).toBe('lh1-3');
  });

  test('a word there shows that it is back, whatever the platform told', async () => {
    await rooms.befalls({ type: 'botOut', room: 'r3' });
    expect(places(await rooms.says('wu', 'r3', '大家好'))).toEqual(['main/s']);
    expect(rooms.unitOf('r3')).toBe('lh1-3');
  });

  test('of a staff room the next one above is told', async () => {
    expect(places(await rooms.befalls({ type: 'botOut', room: 's' }))).toEqual(['main/c']);
  });
});

describe("The account's list of rooms after a connection", () => {
  test('one that is missing was left, one that is there again is back, and new names are taken over', async () => {
    const gone = await rooms.befalls({ type: 'rooms', rooms: [ALL[1], ['c', '云溪镇综合治理中心']] });
    expect(texts(gone)[0]).toContain('main/s: “3号楼居民群”:我已不在群里,');
    expect(rooms.unitOf('r3')).toBeUndefined();
    expect([...rooms.bot.town().rooms.values()].map(({ name }) => name)).toContain('云溪镇综合治理中心');
    expect(texts(await rooms.befalls({ type: 'rooms', rooms: ALL })).join()).toContain('我又进群了');
    expect(await rooms.befalls({ type: 'rooms', rooms: ALL })).toEqual([]);
  });

  test('an empty list is one that was not loaded yet', async () => {
    expect(await rooms.befalls({ type: 'rooms', rooms: [] })).toEqual([]);
    expect(rooms.unitOf('r3')).toBe('lh1-3');
  });

  test('a new room of the very name of a missing one may be the same: staff are asked, and nothing is said there until then', async () => {
    const asked = await rooms.befalls({ type: 'rooms', rooms: [['r3x', '3号楼居民群'], ALL[1], ALL[2]] });
    expect(texts(asked)).toEqual([
      'main/s: “3号楼居民群”的群号变了,是不是同一个群?是请回“确认”,不是请回“取消”。确认之前我不会在那个群里说话。',
    ]);
    expect(await rooms.befalls({ type: 'rooms', rooms: [['r3x', '3号楼居民群'], ALL[1], ALL[2]] })).toEqual([]);
    expect(await rooms.says('wu', 'r3x', '楼下路灯坏了,黑漆漆的')).toEqual([]);
    await rooms.says('wu', 'r3x', '唉');
    const confirmed = await rooms.says('fang', 's', '确认');
    expect(texts(confirmed)).toEqual([
      'main/s: 好的,“3号楼居民群”已接上。等确认的时候群里有2条发言,其中1条像是报事或提问,我没有处理,请翻看一下。',
    ]);
    await rooms.says('wu', 'r3x', '楼下垃圾桶满了好几天没人清');
    expect(places(await rooms.later(60_000))).toContain('main/r3x');
  });

  test.each([
    ['a passing 好的 about something else', 'fang', '好的'],
    ['a passing 不用了 about something else', 'fang', '不用了'],
    ['somebody in the staff room who has no post', 'wu', '确认'],
  ])('%s does not answer whether it is the same group', async (_, from, words) => {
    await rooms.befalls({ type: 'rooms', rooms: [['r3x', '3号楼居民群'], ALL[1], ALL[2]] });
    await rooms.says(from, 's', words);
    const row = await rooms.store.db.selectFrom('rooms').selectAll().where('id', '=', 'r3').executeTakeFirstOrThrow();
    expect(row).toMatchObject({ platform_room: 'r3', pending_platform_room: 'r3x', left_at: null });
    expect(texts(await rooms.says('fang', 's', '确认')).join()).toContain('已接上');
  });

  test('one that is said to be another group was left', async () => {
    await rooms.befalls({ type: 'rooms', rooms: [['r3x', '3号楼居民群'], ALL[1], ALL[2]] });
    expect(texts(await rooms.says('fang', 's', '取消')).join()).toContain('我已不在“3号楼居民群”里了');
    expect(rooms.unitOf('r3')).toBeUndefined();
    expect(await rooms.says('wu', 'r3x', '大家好')).toEqual([]);
    expect(rooms.unitOf('r3x')).toBeNull();
  });

  test('rooms of an account that stands by are kept for a takeover, and nothing is said in them', async () => {
    expect(await rooms.befalls({ type: 'rooms', rooms: [['b3', '3号楼居民群']] }, SPARE)).toEqual([]);
    expect(rooms.unitOf('b3')).toBeNull();
  });
});

describe('A room gets a new id', () => {
  test('by the word of the platform it stays bound, what waits follows, and what came under the new id is merged', async () => {
    await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的');
    expect(places(await rooms.says('wu', 'r3n', '现在更黑了', { roomName: '3号楼居民群' }))).toEqual(['main/r3n']);
    const told = await rooms.befalls({ type: 'roomId', room: 'r3', newId: 'r3n', certain: true });
    expect(texts(told)).toEqual(['main/s: “3号楼居民群”的群号换了,平台说是同一个群,我已接上,不用管。']);
    expect(await rooms.befalls({ type: 'roomId', room: 'r3', newId: 'r3n', certain: true })).toEqual([]);
    expect(places(await rooms.later(60_000))).toContain('main/r3n');
    expect(rooms.unitOf('r3n')).toBeUndefined();
    const talk = await rooms.store.db.selectFrom('messages').select(['room']).execute();
    expect(talk.map(({ room }) => room)).toEqual(['r3', 'r3']);
    // What was said under the old id may come late.
    await rooms.says('wu', 'r3', '谢谢', { roomName: '3号楼居民群' });
    expect([...rooms.bot.town().rooms.keys()].sort()).toEqual(['c', 'r3', 's']);
  });

  test('of the staff room itself, unconfirmed: the next one above is asked', async () => {
    const asked = await rooms.befalls({ type: 'roomId', room: 's', newId: 's2', certain: false });
    expect(places(asked)).toEqual(['main/c']);
    expect(texts(await rooms.says('lan', 'c', '确认'))).toEqual(['main/c: 好的,“莲花社区工作群”已接上。']);
    expect(places(await rooms.says('fang', 's2', '工单'))).toEqual(['main/s2']);
  });
});

describe('Seven hundred rooms', () => {
  test('are looked through in one transaction', async () => {
    const many = Array.from({ length: 700 }, (_, at) => [`b${String(at)}`, `群${String(at)}`] as const);
    let transactions = 0;
    const transact = rooms.store.transact.bind(rooms.store);
    Object.assign(rooms.store, {
      transact: (work: Parameters<typeof rooms.store.transact>[0]) => {
        transactions += 1;
        return transact(work);
      },
    });
    await rooms.befalls({ type: 'rooms', rooms: many }, SPARE);
    await rooms.befalls({ type: 'rooms', rooms: many.slice(0, 690) }, SPARE);
    expect(transactions).toBe(2);
    const left = await rooms.store.db.selectFrom('rooms').select('id').where('left_at', 'is not', null).execute();
    expect(left).toHaveLength(10);
  });
});
