import { beforeEach, describe, expect, it } from 'vitest';
import { roomId } from '../../src/model/ids.js';
import { loadTown } from '../../src/store/town.js';
import { MORNING, TestTown } from './support.js';

let town: TestTown;
beforeEach(async () => {
  town = await TestTown.open();
});
const DAY_MS = 24 * 3600_000;

describe('工单', () => {
  it('lists what is open in my units: emergencies, then what is overdue, then the rest', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('zhao', 'r13', '垃圾没人收', { dueAt: MORNING - DAY_MS });
    await town.raise('zhao', 'r13', '有人落水', { urgency: 'emergency' });
    await town.raise('zhao', 'r13', '天真黑', { status: 'proposed' });
    await town.store.db
      .updateTable('tickets')
      .set({ due_at: MORNING - DAY_MS })
      .where('number', '=', 2)
      .execute();
    town.now = MORNING + 2 * 3600_000;
    const { reply } = await town.give('yao', 's7', '工单');
    const lines = reply.text.split('\n');
    expect(lines[0]).toBe('待办3件,其中超期1件:');
    expect(lines.slice(1, 4).map((l) => l.slice(0, 2))).toEqual(['3号', '2号', '1号']);
    expect(lines[1]).toBe('3号 公共设施·有人落水 [突发] | 待受理(微网格) | 2小时前');
    expect(reply.text).toContain('另有1件待确认');
    expect((await town.give('yao', 's7', '工单超期')).reply.text).toContain('超期1件');
    expect((await town.give('yao', 's7', '工单 待确认')).reply.text).toContain('4号');
  });

  it('shows at most fifteen and how many more there are', async () => {
    for (let i = 0; i < 18; i += 1) await town.raise('wu', 'r13', `第${i}盏灯坏了`);
    const { reply } = await town.give('yao', null, '工单');
    expect(reply.text.split('\n')).toHaveLength(17);
    expect(reply.text).toContain('还有3件');
  });

  it('of other units are not listed; a line office sees what was given to it', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('ba', 's7', '工单')).reply.text).toContain('没有待办');
    expect((await town.give('dian', 'c', '工单')).reply.text).toContain('没有待办');
    await town.give('yao', 's7', '派单 1 电工班');
    expect((await town.give('dian', 'c', '工单')).reply.text).toContain('1号');
    expect((await town.give('ba', 's7', '工单 1')).reply.text).toContain('不在您负责的范围');
  });

  it('with its number shows the history, the reporter, and the telephone only where it is handled', async () => {
    await town.raise('wu', 'r13', '路灯不亮了', { phones: ['13800000001'] });
    await town.give('yao', 's7', '受理 1');
    const handled = (await town.give('yao', 's7', '工单 1')).reply.text;
    expect(handled).toContain('电话:13800000001');
    expect(handled).toContain('14-302 武赛芬');
    expect(handled).toContain('12-06 09:00 受理 姚丽燕');
    const elsewhere = (await town.give('zhu', 'c', '工单 1')).reply.text;
    expect(elsewhere).toContain('138****0001');
    expect((await town.give('zhu', null, '工单 1')).reply.text).toContain('13800000001');
  });

  it('in private raised are never spelled out in a group', async () => {
    await town.raise('wu', null, '楼上天天打孩子');
    for (const text of ['工单', '工单 1']) {
      const shown = (await town.give('yao', 's7', text)).reply.text;
      expect(shown).toContain('1号 私下反映');
      expect(shown).not.toContain('打孩子');
      expect(shown).not.toContain('武赛芬');
    }
    expect((await town.give('yao', null, '工单 1')).reply.text).toContain('打孩子');
  });
});

describe('绑定', () => {
  const codeIn = (text: string): string => /[2-9A-Z]{8}/.exec(text)?.[0] ?? '';

  it('a code from the community binds a room once', async () => {
    const made = await town.give('lin', 's7', '生成绑定码 七村第一网格');
    const code = codeIn(made.reply.text);
    expect(made.reply).toMatchObject({ public: false });
    const bound = await town.give('chen', 'new', `@微格 绑定 ${code.toLowerCase()}`);
    expect(bound.reply.text).toBe('好了,“新建的群”现在属于:虹桥镇 七村 七村第一网格,是居民群。');
    expect(bound.townChanged).toBe(true);
    expect([...(await loadTown(town.store.db, 'Asia/Shanghai')).rooms.values()].find((r) => r.id === 'new')?.unit).toBe(
      'hq7-1',
    );
    expect((await town.give('chen', 'r14', `#绑定 ${code}`)).reply.text).toContain('用过了');
    expect((await town.store.db.selectFrom('bind_codes').select('code_hash').execute())[0]?.code_hash).not.toContain(
      code,
    );
  });

  it('a code lasts a day, is made by the community or above in its own units, and is no use to others', async () => {
    expect((await town.give('yao', 's7', '生成绑定码 七村第13微网格')).reply.text).toContain('社区以上');
    expect((await town.give('lin', 's7', '生成绑定码 八村')).reply.text).toContain('不在您负责的范围');
    expect((await town.give('lin', 's7', '生成绑定码 九九村')).reply.text).toMatch(/没找到|对得上/);
    const code = codeIn((await town.give('lin', 's7', '生成绑定码 七村第14微网格')).reply.text);
    expect((await town.give('ba', 'new', `@微格 绑定 ${code}`)).reply.text).toContain('不在您负责的范围');
    expect((await town.give('wu', 'new', `@微格 绑定 ${code}`)).reply.text).toContain('由网格工作人员使用');
    expect((await town.give('chen', null, `绑定 ${code}`)).reply.text).toContain('要绑定的那个群');
    expect((await town.give('chen', 'new', '@微格 绑定 ABCDEFGH')).reply.text).toContain('绑定码不对');
    town.now = MORNING + DAY_MS;
    expect((await town.give('chen', 'new', `@微格 绑定 ${code}`)).reply.text).toContain('过期');
  });

  it('解绑 asks before it leaves the room without a unit', async () => {
    expect((await town.give('yao', 'r13', '@微格 解绑')).reply.text).toContain('社区以上');
    expect((await town.give('lin', 'r13', '@微格 解绑')).reply.text).toMatch(/和七村第13微网格解绑吗.*确认/);
    expect((await town.give('lin', 'new', '@微格 解绑')).reply.text).toContain('还没有绑定');
    expect((await loadTown(town.store.db, 'Asia/Shanghai')).rooms.get(roomId('r13'))?.unit).toBe('hq7-13');
  });
});
