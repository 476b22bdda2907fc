import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { speech } from '../../src/message/reply/audience.js';
import { roomId } from '../../src/model/ids.js';
import { enqueue } from '../../src/store/outbox.js';
import { setSetting } from '../../src/store/settings.js';
import { codeIn, places, Rooms, texts } from './support.js';

let rooms: Rooms;
beforeEach(async () => {
  rooms = await Rooms.open();
});
afterEach(() => rooms.close());

/** A line for staff that waits for the morning. */
const waiting = async (room: string) => {
  const base = { to: { room: roomId(room) }, audience: 'staff', purpose: 'status', lane: 'answer' } as const;
  const more = { notBefore: rooms.clock.now() + 3600_000 };
  await enqueue(rooms.store.db, speech({ ...base, text: '内部:3-1-101吴姐反映邻居' }, more), rooms.clock.now());
};

describe('What waits for a staff room', () => {
  test('is not said to residents when the room becomes theirs', async () => {
    await waiting('s');
    const code = codeIn(await rooms.says('fang', null, '生成绑定码 莲花社区 居民群'));
    await rooms.says('fang', 's', `绑定 ${code}`);
    await rooms.says('fang', 's', '确认');
    expect(rooms.bot.town().rooms.get(roomId('s'))?.kind).toBe('residents');
    expect(texts(await rooms.later(2 * 3600_000)).join()).not.toContain('内部');
  });

  test('is not said there when the room is nobody’s any more', async () => {
    await waiting('s');
    await rooms.says('fang', 's', '解绑');
    await rooms.says('fang', 's', '确认');
    expect(rooms.unitOf('s')).toBeNull();
    expect(texts(await rooms.later(2 * 3600_000)).join()).not.toContain('内部');
  });
});

describe('A staff room that was unbound', () => {
  test('is shown nothing of staff any more: who asks there is answered in private', async () => {
    await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的');
    await rooms.later(60_000);
    await rooms.says('fang', 's', '解绑');
    await rooms.says('fang', 's', '确认');
    expect(places(await rooms.says('fang', 's', '@微格 工单'))).toEqual(['main/@fang']);
  });
});

describe('A code that binds a room', () => {
  test('cannot be told from what is known outside: another secret gives another code', async () => {
    const codes: string[] = [];
    for (const secret of ['one', 'two']) {
      const town = await Rooms.open();
      await setSetting(town.store.db, 'code-secret', secret);
      codes.push(codeIn(await town.says('fang', null, '生成绑定码 莲花社区 居民群')));
      await town.close();
    }
    expect(codes[0]).toMatch(/^[2-9A-Z]{8}$/);
    expect(codes[0]).not.toBe(codes[1]);
  });
});
