import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places, Rooms, SPARE, texts } from './support.js';

let rooms: Rooms;
beforeEach(async () => {
  rooms = await Rooms.open();
  await rooms.befalls({ type: 'botIn', room: 'b3', name: '3号楼居民群' }, SPARE);
});
afterEach(() => rooms.close());

/** The account that speaks everywhere is cut off. */
async function fails(): Promise<void> {
  rooms.main.dead = true;
  await rooms.befalls({ type: 'down' });
}
/** The staff room has moved to the other account before, so that it can be heard. */
async function staffRoomMoved(): Promise<void> {
  await rooms.befalls({ type: 'botIn', room: 'bs', name: '莲花社区工作群' }, SPARE);
  await rooms.says('fang', 's', '接管 本群');
  await rooms.says('fang', 's', '确认');
}

describe('接管', () => {
  test('shows the room and both accounts, and once confirmed the standby account speaks there and what waited goes out by it', async () => {
    await staffRoomMoved();
    await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的');
    await fails();
    await rooms.later(60_000);
    expect((await rooms.outboxOf('r3')).map(({ state }) => state)).toContain('queued');
    expect(texts(await rooms.says('fang', 'bs', '接管 3号楼', { source: SPARE }))).toEqual([
      'spare/bs: “3号楼居民群”从账号talk/main交给账号talk/spare。10分钟内回“确认”或“取消”。',
    ]);
    const done = await rooms.says('fang', 'bs', '确认', { source: SPARE });
    expect(places([...done, ...(await rooms.later(60_000))])).toContain('spare/b3');
    expect((await rooms.outboxOf('r3')).map(({ state }) => state)).not.toContain('queued');
    expect(texts(done).join()).toContain('改由账号talk/spare说话');
    // What is said there now is the bound room's, and the matter raised before is known.
    await rooms.says('wu', 'b3', '楼下垃圾桶满了好几天没人清', { source: SPARE });
    expect(places(await rooms.later(60_000))).toContain('spare/b3');
  });

  test('nothing is changed by 取消, nor by anybody else', async () => {
    await rooms.says('fang', 's', '接管 3号楼居民群');
    await rooms.says('shen', 's', '确认');
    await rooms.says('fang', 's', '取消');
    const row = await rooms.store.db.selectFrom('rooms').select('account').where('id', '=', 'r3').executeTakeFirst();
    expect(row?.account).toBe('main');
    expect(texts(await rooms.says('shen', 's', '接管 3号楼居民群')).join()).toContain('由负责的工作人员使用');
  });

  test('the account that was replaced says nothing in the group when it is back', async () => {
    await rooms.says('fang', 's', '接管 3号楼居民群');
    await rooms.says('fang', 's', '确认');
    expect(await rooms.says('fang', 'r3', '@微格 工单')).toEqual([]);
    expect(await rooms.says('wu', 'r3', '楼下路灯坏了,黑漆漆的')).toEqual([]);
    expect(await rooms.later(60_000)).toEqual([]);
    await rooms.says('wu', 'b3', '楼下路灯坏了,黑漆漆的', { source: SPARE });
    expect(places(await rooms.later(60_000))).toContain('spare/b3');
  });

  test('in the group itself the standby account answers only while the other one cannot', async () => {
    const heardByBoth = async (text: string) => [
      ...(await rooms.says('fang', 'r3', text)),
      ...(await rooms.says('fang', 'b3', text, { source: SPARE })),
    ];
    expect(places(await heardByBoth('@微格 接管'))).toEqual(['main/r3']);
    expect(places(await heardByBoth('取消'))).toEqual(['main/r3']);
    await fails();
    expect(places(await rooms.says('fang', 'b3', '@微格 接管', { source: SPARE }))).toEqual(['spare/b3']);
    expect(places(await rooms.says('fang', 'b3', '确认', { source: SPARE }))).toContain('spare/b3');
  });

  test('of several groups of one name the number chooses', async () => {
    await rooms.befalls({ type: 'botIn', room: 'b4', name: '3号楼居民群' }, SPARE);
    const offered = texts(await rooms.says('fang', 's', '接管 3号楼居民群')).join();
    expect(offered).toMatch(/1\. .*\n2\. /);
    expect(texts(await rooms.says('fang', 's', '确认')).join()).toContain('1到2');
    await rooms.says('fang', 's', '2');
    await rooms.says('wu', 'b4', '楼下路灯坏了,黑漆漆的', { source: SPARE });
    expect(places(await rooms.later(60_000))).toContain('spare/b4');
  });

  test('全部 hands over every group of an account that is cut off, with one 确认', async () => {
    await staffRoomMoved();
    await rooms.befalls({ type: 'botIn', room: 'bc', name: '云溪镇治理中心' }, SPARE);
    expect(texts(await rooms.says('lan', 'bs', '接管 全部', { source: SPARE })).join()).toContain('没有要接管的群');
    await fails();
    const asked = texts(await rooms.says('lan', 'bs', '接管 全部', { source: SPARE }));
    expect(asked.join()).toContain('共2个群');
    await rooms.says('lan', 'bs', '确认', { source: SPARE });
    const rows = await rooms.store.db
      .selectFrom('rooms')
      .select(['id', 'account'])
      .where('unit', 'is not', null)
      .execute();
    expect(rows.map(({ account }) => account)).toEqual(['spare', 'spare', 'spare']);
  });

  test('where no other account sits in a group of that name it says so', async () => {
    expect(texts(await rooms.says('lan', 'c', '接管 本群')).join()).toContain('没有别的账号在同名的群里');
    expect(texts(await rooms.says('lan', 'c', '接管 九号楼')).join()).toContain('没有叫“九号楼”的');
  });
});
