import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { roomId } from '../../src/model/ids.js';
import { codeIn, places, Rooms, SPARE, texts } from './support.js';

let rooms: Rooms;
beforeEach(async () => {
  rooms = await Rooms.open();
});
afterEach(() => rooms.close());

const MINUTE_MS = 60_000;
const code = async (words: string): Promise<string> => codeIn(await rooms.says('fang', 's', `生成绑定码 ${words}`));

describe('A room that nobody knows', () => {
  test('is told once who the bot is, and hears nothing more until it is bound', async () => {
    const first = await rooms.befalls({ type: 'botIn', room: 'new', name: '5号楼居民群' });
    expect(places(first)).toEqual(['main/new']);
    expect(first[0]?.text).toMatch(/我是微格.*绑定 绑定码/);
    expect(await rooms.says('wu', 'new', '楼下路灯坏了,黑漆漆的')).toEqual([]);
    expect(await rooms.says('wu', 'new', '@微格 我的工单')).toEqual([]);
    expect(await rooms.befalls({ type: 'botIn', room: 'new', name: '5号楼居民群' })).toEqual([]);
    expect(await rooms.later(60 * MINUTE_MS)).toEqual([]);
  });

  test('is told at the first word there, when the platform did not say that the bot came in', async () => {
    expect(places(await rooms.says('wu', 'new', '大家好', { roomName: '5号楼居民群' }))).toEqual(['main/new']);
    expect(await rooms.says('wu', 'new', '有人在吗')).toEqual([]);
  });

  test('of a list of rooms none is spoken to before somebody speaks there', async () => {
    const list = [['r3', '3号楼居民群'] as const, ['s', '莲花社区工作群'] as const, ['c', '云溪镇治理中心'] as const];
    expect(await rooms.befalls({ type: 'rooms', rooms: [...list, ['new', '5号楼居民群']] })).toEqual([]);
    expect(places(await rooms.says('wu', 'new', '大家好'))).toEqual(['main/new']);
  });

  test('is left alone by an account that stands by, commands and all', async () => {
    expect(await rooms.befalls({ type: 'botIn', room: 'new', name: '5号楼居民群' }, SPARE)).toEqual([]);
    expect(await rooms.says('fang', 'new', '@微格 绑定 ABCDEFGH', { source: SPARE })).toEqual([]);
  });
});

describe('绑定', () => {
  test('says what the room is now, and the staff room hears of it and how to undo it', async () => {
    await rooms.befalls({ type: 'botIn', room: 'new', name: '5号楼居民群' });
    const bound = await rooms.says('shen', 'new', `@微格 绑定 ${await code('莲花5号楼微网格')}`);
    expect(texts(bound).sort()).toEqual([
      'main/new: 好了,“5号楼居民群”现在属于:云溪镇 莲花社区 莲花第一网格 莲花5号楼微网格,是居民群,登记1户。',
      'main/s: 网格员小沈把“5号楼居民群”绑定到了云溪镇 莲花社区 莲花第一网格 莲花5号楼微网格(居民群)。绑错了,请在那个群里发“解绑”。',
    ]);
    expect(rooms.unitOf('new')).toBe('lh1-5');
    await rooms.says('wu', 'new', '楼下路灯坏了,黑漆漆的');
    expect(places(await rooms.later(MINUTE_MS))).toContain('main/new');
  });

  test('makes of the room what the code says; a town is asked what kind of group it is', async () => {
    const kinds = ['莲花第一网格 工作群', '莲花第一网格工作群'];
    for (const [at, words] of kinds.entries()) {
      const room = `new${String(at)}`;
      await rooms.befalls({ type: 'botIn', room, name: '第一网格群' });
      await rooms.says('fang', room, `@微格 绑定 ${await code(words)}`);
      await rooms.says('fang', room, '确认');
      expect(rooms.bot.town().rooms.get(roomId(room))).toMatchObject({ unit: 'lh1', kind: 'staff' });
    }
    expect(texts(await rooms.says('lan', 'c', '生成绑定码 云溪镇')).join()).toContain('什么群');
    expect(texts(await rooms.says('lan', 'c', '生成绑定码 云溪镇 中心')).join()).toMatch(
      /云溪镇中心的绑定码:[2-9A-Z]{8}/,
    );
  });

  test('of a room that another unit has is asked first; only who asked may confirm, and soon', async () => {
    const given = await code('莲花5号楼微网格');
    const asked = await rooms.says('fang', 'r3', `@微格 绑定 ${given}`);
    expect(texts(asked)).toEqual([
      'main/r3: 这个群现在属于莲花3号楼微网格,要改成莲花5号楼微网格的居民群吗?改了以后,群里的新事和通知都归莲花5号楼微网格。10分钟内回“确认”或“取消”。',
    ]);
    expect(rooms.unitOf('r3')).toBe('lh1-3');
    await rooms.says('zhou', 'r3', '确认');
    expect(rooms.unitOf('r3')).toBe('lh1-3');
    const done = await rooms.says('fang', 'r3', '确认');
    expect(texts(done)[0]).toContain('(原来是莲花3号楼微网格)');
    expect(rooms.unitOf('r3')).toBe('lh1-5');
    await rooms.says('fang', 'r3', `@微格 绑定 ${await code('莲花3号楼微网格')}`);
    await rooms.later(11 * MINUTE_MS);
    await rooms.says('fang', 'r3', '确认');
    expect(rooms.unitOf('r3')).toBe('lh1-5');
  });

  test('a second room of a kind that the unit has already is asked about, and 取消 leaves the code unused', async () => {
    await rooms.befalls({ type: 'botIn', room: 'new', name: '3号楼居民群' });
    const given = await code('莲花3号楼微网格');
    expect(texts(await rooms.says('fang', 'new', `@微格 绑定 ${given}`)).join()).toContain('已经有居民群“3号楼居民群”');
    expect(texts(await rooms.says('fang', 'new', '取消'))).toEqual(['main/new: 好的,不改了。']);
    expect(rooms.unitOf('new')).toBeNull();
    await rooms.says('fang', 'new', `@微格 绑定 ${given}`);
    await rooms.says('fang', 'new', '确认');
    expect(rooms.unitOf('new')).toBe('lh1-3');
  });

  test('after five wrong codes within an hour none is looked at for an hour', async () => {
    await rooms.befalls({ type: 'botIn', room: 'new', name: '5号楼居民群' });
    const given = await code('莲花5号楼微网格');
    for (let at = 0; at < 5; at += 1)
      expect(texts(await rooms.says('shen', 'new', '@微格 绑定 ABCDEFGH')).join()).toContain('绑定码不对');
    expect(texts(await rooms.says('shen', 'new', `@微格 绑定 ${given}`)).join()).toContain('错得太多');
    expect(rooms.unitOf('new')).toBeNull();
    await rooms.later(61 * MINUTE_MS);
    await rooms.says('shen', 'new', `@微格 绑定 ${given}`);
    expect(rooms.unitOf('new')).toBe('lh1-5');
  });
});

describe('解绑', () => {
  test('is asked first, and told to the staff room', async () => {
    expect(texts(await rooms.says('fang', 'r3', '@微格 解绑'))).toEqual([
      'main/r3: 要把“3号楼居民群”和莲花3号楼微网格解绑吗?解绑以后这个群里的事我不处理,通知也不再发到这里。10分钟内回“确认”或“取消”。',
    ]);
    expect(rooms.unitOf('r3')).toBe('lh1-3');
    expect(places(await rooms.says('fang', 'r3', '确认'))).toEqual(['main/s', 'main/r3']);
    expect(rooms.unitOf('r3')).toBeNull();
    expect(await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的')).toEqual([]);
  });
});
