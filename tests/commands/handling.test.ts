import { beforeEach, describe, expect, it } from 'vitest';
import { roomId } from '../../src/model/ids.js';
import { pendingDue } from '../../src/store/due.js';
import { eventsOf } from '../../src/store/tickets.js';
import { MORNING, TestTown, routes } from './support.js';

let town: TestTown;
beforeEach(async () => {
  town = await TestTown.open();
});

describe('受理', () => {
  it('a leader takes a matter in the staff room; the residents hear nothing yet', async () => {
    await town.raise('wu', 'r13', '通仙路14号门口路灯不亮了');
    const { reply, said, happened } = await town.give('yao', 's7', '受理 1');
    expect(reply.text).toContain('1号已受理,由姚丽燕跟进');
    expect(said).toEqual([]);
    expect(happened.map((h) => h.type === 'ticket' && h.event.change)).toEqual(['accepted']);
    expect(await town.ticket(1)).toMatchObject({
      status: 'accepted',
      assignee: { person: 'yao' },
      firstResponseAt: MORNING,
    });
  });

  it('tells the residents that somebody has it when they chased before', async () => {
    await town.raise('wu', 'r13', '路灯不亮了', { chases: 1 });
    const { said } = await town.give('yao', 's7', '受理 1');
    expect(routes(said)).toEqual(['r13:status']);
    expect(said[0]).toMatchObject({ audience: 'residents', replyTo: 'm1' });
  });

  it('takes several at once and says of each what came of it', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('zhao', 'r13', '垃圾没人收');
    const { reply } = await town.give('yao', null, '受理 1、2号 和 9');
    expect(reply.text.split('\n')).toHaveLength(3);
    expect(reply.text).toContain('这里没有9号');
    expect((await town.ticket(2)).status).toBe('accepted');
  });

  it('knows from a quote which matter is meant, and asks when nothing tells', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    const ticket = await town.ticket(1);
    expect((await town.give('yao', 's7', '受理', { quote: ticket.messages[0] ?? null })).reply.text).toContain(
      '1号已受理',
    );
    expect((await town.give('yao', 's7', '受理')).reply.text).toContain('请写上编号');
  });

  it('is refused outside the units one answers for, saying whose it is', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    const { reply } = await town.give('ba', 's7', '受理 1');
    expect(reply.text).toBe('1号属于七村第13微网格,不在您负责的范围,请联系姚丽燕。');
    expect((await town.ticket(1)).status).toBe('open');
  });

  it('is refused to residents and to a line office that it was not given to', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('wu', 'r13', '@微格 受理 1')).reply).toMatchObject({ public: true });
    expect((await town.give('wu', 'r13', '@微格 受理 1')).reply.text).toContain('由网格工作人员使用');
    expect((await town.give('dian', 'c', '受理 1')).reply.text).toContain('不在您负责的范围');
    expect((await town.ticket(1)).status).toBe('open');
  });

  it('of a settled matter says how it is opened again', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.give('yao', 's7', '办结 1 已换灯泡');
    const { reply } = await town.give('yao', 's7', '受理 1');
    expect(reply.text).toBe('1号已办结,不能再受理。要重新打开请发“重开 1 原因”。');
    const again = await town.give('yao', 's7', '重开 1 又灭了');
    expect(again.reply.text).toBe('1号已重新打开。');
    expect((await town.ticket(1)).status).toBe('open');
    expect((await town.give('yao', 's7', '重开 1')).reply.text).toContain('请写重开的原因');
  });
});

describe('派单', () => {
  beforeEach(async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
  });

  it('to a line office: its people are mentioned in the staff room', async () => {
    const { reply, said } = await town.give('yao', 's7', '派单 1 电工班 请今天去');
    expect(reply.text).toBe('1号已派给电工班。');
    expect(routes(said)).toEqual(['s7:status']);
    expect(said[0]?.mentions).toEqual(['dian']);
    expect(said[0]?.text).toContain('请今天去');
    expect(await town.ticket(1)).toMatchObject({
      assignee: { department: '电工班' },
      sentBy: 'yao',
      status: 'accepted',
    });
    expect((await town.give('dian', 'c', '受理 1')).reply.text).toContain('电工小王');
    expect((await town.ticket(1)).status).toBe('in_progress');
  });

  it('to a mentioned person, or by name without a blank', async () => {
    const mention = await town.give('lin', 's7', '派单 1 @网格员小陈 ', {
      mentions: [(await town.ticket(1)).reporters[0] ?? neverThere()],
    });
    expect(mention.reply.text).toContain('不是登记的工作人员');
    expect((await town.give('lin', 's7', '派单1陈网格')).reply.text).toBe('1号已派给陈网格。');
  });

  it('asks back with the nearest names', async () => {
    expect((await town.give('yao', 's7', '派单 1 电工般')).reply.text).toContain('是不是电工班');
    expect((await town.give('yao', 's7', '派单 1 外星人')).reply.text).toContain('没找到“外星人”');
    expect((await town.give('yao', 's7', '派单 1')).reply.text).toContain('派给谁');
    expect((await town.ticket(1)).assignee).toBeNull();
  });
});

const neverThere = (): never => {
  throw new Error('the ticket has no reporter');
};

describe('办结', () => {
  it('asks the reporter once, in the room, answering the first message', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    const { reply, said } = await town.give('yao', 's7', '办结 1 已换灯泡,电话13800000001');
    expect(reply.text).toContain('请他评价');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({
      to: { room: 'r13' },
      purpose: 'satisfaction',
      audience: 'residents',
      replyTo: 'm1',
      mentions: ['wu'],
    });
    expect(said[0]?.text).toContain('已换灯泡');
    expect(said[0]?.text).not.toContain('13800000001');
    expect((await town.ticket(1)).askedAt).toBe(MORNING);
  });

  it('reminds of the result when none was written', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('yao', 's7', '办结 1')).reply.text).toContain('下次写上结果');
  });

  it('of a private matter asks in private, and no group hears of it', async () => {
    await town.raise('wu', null, '楼上天天打孩子');
    const { said } = await town.give('yao', 's7', '办结 1 已上门劝导');
    expect(routes(said)).toEqual(['@wu:satisfaction']);
  });

  it('of a matter that staff raised among themselves asks nobody', async () => {
    await town.raise('chen', 's7', '14号楼道灯坏了');
    const { reply, said } = await town.give('lin', 's7', '办结 1 已换');
    expect(reply.text).toBe('1号已办结。');
    expect(routes(said)).toEqual(['s7:status']);
    expect((await town.ticket(1)).askedAt).toBeNull();
  });
});

describe('回退', () => {
  it('goes back to who sent it, with the reason, which must be given', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.give('lin', 's7', '派单 1 电工班');
    expect((await town.give('dian', 'c', '回退 1')).reply.text).toContain('请写退回的原因');
    const { said } = await town.give('dian', 'c', '回退 1 灯杆归市政');
    expect(said[0]).toMatchObject({ to: { room: 's7' }, mentions: ['lin'] });
    expect(said[0]?.text).toContain('灯杆归市政');
    expect(await town.ticket(1)).toMatchObject({ status: 'open', assignee: null });
  });

  it('of a matter that nobody sent goes to the next tier', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    const { said } = await town.give('yao', 's7', '回退 1 不属本网格');
    expect(said[0]?.mentions).toEqual(['chen']);
  });
});

describe('上报', () => {
  it('goes one tier up each time; the new holders are told in their room; at the top it says so', async () => {
    await town.raise('wu', 'r13', '违建没人管');
    const first = await town.give('yao', 's7', '上报 1 需要城管');
    expect(first.reply.text).toBe('1号已上报网格:陈网格。');
    expect(first.said[0]).toMatchObject({ to: { room: 's7' }, purpose: 'escalation', mentions: ['chen'] });
    await town.give('chen', 's7', '上报 1');
    const third = await town.give('lin', 's7', '上报 1');
    expect(third.said[0]).toMatchObject({ to: { room: 'c' }, mentions: ['zhu'] });
    expect((await town.give('zhu', 'c', '上报 1')).reply.text).toContain('最高一级');
    expect((await town.ticket(1)).escalations.map((e) => e.to)).toEqual(['grid', 'community', 'town']);
  });
});

describe('挂账', () => {
  it('pauses the clock until the morning of that day and tells the reporter', async () => {
    await town.raise('wu', 'r13', '电梯坏了');
    const { reply, said } = await town.give('yao', 's7', '挂账 1 到 12月25日 等材料');
    expect(reply.text).toBe('1号已挂账,12-25 08:30恢复计时。');
    expect(routes(said)).toEqual(['r13:status']);
    expect(said[0]?.text).toContain('等材料');
    expect(await town.ticket(1)).toMatchObject({ status: 'on_hold', dueAt: null });
    expect(await pendingDue(town.store.db, 'ticket-hold', '1')).not.toBeNull();
  });

  it.each([
    ['挂账 1 等材料', '挂到哪天'],
    ['挂账 1', '挂到哪天'],
    ['挂账 1 到 12月1日 等材料', '已经过了'],
    ['挂账 1 到 2025年1月1日', '最长一年'],
  ])('%s is answered with how to write it', async (text, part) => {
    await town.raise('wu', 'r13', '电梯坏了');
    expect((await town.give('yao', 's7', text)).reply.text).toContain(part);
    expect((await town.ticket(1)).status).toBe('open');
  });
});

describe('合并', () => {
  it('brings messages and reporters along and counts households once', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('zhao', 'r13', '14号门口黑灯瞎火');
    await town.raise('qian', 'r13', '路灯坏了');
    await town.give('yao', 's7', '合并 1 2');
    const { reply } = await town.give('yao', 's7', '合并 1和3');
    expect(reply.text).toBe('3号已并入1号,现在1号共2户反映。');
    expect(await town.ticket(1)).toMatchObject({ reporters: ['wu', 'zhao', 'qian'], households: 2 });
    expect((await town.ticket(1)).messages).toHaveLength(3);
    expect(await town.ticket(3)).toMatchObject({ status: 'cancelled', mergedInto: 1 });
    expect((await town.give('yao', 's7', '受理 3')).reply.text).toContain('它并入了1号');
  });

  it('never puts a private matter into a public one, itself into itself, or far places together', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('wu', null, '楼上打孩子');
    const far = await town.raise('wu', 'r13', '那边也坏了', { unit: await townUnit('hq8-1') });
    expect((await town.give('yao', 's7', '合并 1 2')).reply.text).toContain('不能合并');
    expect((await town.give('yao', 's7', '合并 1 1')).reply.text).toContain('不能并到它自己');
    expect((await town.give('zhu', 'c', `合并 1 ${far.number}`)).reply.text).toContain('不在同一片');
    expect((await town.give('yao', 's7', '合并 1')).reply.text).toContain('哪一件');
    expect((await town.ticket(2)).mergedInto).toBeNull();
  });

  const townUnit = async (id: string) => (await import('../../src/model/ids.js')).unitId(id);
});

describe('拆分', () => {
  it('makes a message a matter of its own; its speaker no longer counts among the reporters', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('zhao', 'r13', '垃圾没人收,电话13800000001');
    await town.give('yao', 's7', '合并 1 2');
    const { reply } = await town.give('yao', 's7', '拆分 1 m2');
    expect(reply.text).toContain('新编号3号');
    expect(await town.ticket(1)).toMatchObject({ messages: ['m1'], reporters: ['wu'], households: 1 });
    const made = await town.ticket(3);
    expect(made).toMatchObject({ messages: ['m2'], reporters: ['zhao'], status: 'open', room: roomId('r13') });
    expect(made.summary).not.toContain('13800000001');
  });

  it('takes the quoted message; the first one stays', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('yao', 's7', '拆分 1 m1')).reply.text).toContain('第一条消息');
    expect((await town.give('yao', 's7', '拆分 1 m99')).reply.text).toContain('不在1号里');
    expect((await town.give('yao', 's7', '拆分 1')).reply.text).toContain('请引用那条消息');
  });
});

describe('改类 and 改急', () => {
  beforeEach(async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
  });

  it('correct and are kept as examples', async () => {
    expect((await town.give('yao', 's7', '改类 1 环境卫生')).reply.text).toContain('记住了');
    expect((await town.give('yao', 's7', '改急 1 紧急')).reply.text).toBe('1号已改为“紧急”。');
    expect(await town.ticket(1)).toMatchObject({ category: 'sanitation', urgency: 'urgent' });
    const kept = await town.store.db.selectFrom('corrections').select(['field', 'was', 'now', 'message']).execute();
    expect(kept).toEqual([
      { field: 'category', was: 'facilities', now: 'sanitation', message: 'm1' },
      { field: 'urgency', was: 'normal', now: 'urgent', message: 'm1' },
    ]);
  });

  it('take names in part, ask back when two fit, and list them when none does', async () => {
    expect((await town.give('yao', 's7', '改类 1 噪声')).reply.text).toContain('噪声污染');
    expect((await town.give('yao', 's7', '改类 1 卫生')).reply.text).toContain('是不是环境卫生、卫生健康?');
    expect((await town.give('yao', 's7', '改类 1 宇宙')).reply.text).toContain('可选');
    expect((await town.give('yao', 's7', '改急 1 随便')).reply.text).toContain('一般、紧急或突发');
  });

  it('found to be an emergency, it is told to leader, worker and community at once', async () => {
    const { said } = await town.give('lin', 's7', '改急 1 突发');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ lane: 'emergency', mentions: ['yao', 'chen'] });
  });
});

describe('催办, 作废, 立单, 忽略', () => {
  it('催办 reaches whoever has it in hand and is counted', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.give('yao', 's7', '受理 1');
    const { reply, said } = await town.give('lin', 's7', '催办 1');
    expect(reply.text).toContain('已催姚丽燕办1号(第1次)');
    expect(said[0]).toMatchObject({ to: { room: 's7' }, purpose: 'reminder', mentions: ['yao'] });
    expect((await town.give('yao', 's7', '催办 1')).reply.text).toContain('就在您手上');
    expect((await town.ticket(1)).chases).toBe(2);
  });

  it('作废 wants a reason and tells the reporter', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('yao', 's7', '作废 1')).reply.text).toContain('请写作废的原因');
    const { said } = await town.give('yao', 's7', '作废 1 重复');
    expect(routes(said)).toEqual(['r13:status']);
    expect((await eventsOf(town.store.db, 1)).at(-1)).toMatchObject({ change: 'cancelled', note: '重复' });
  });

  it('立单 and 忽略 settle what was only proposed, and are kept as examples', async () => {
    await town.raise('wu', 'r13', '这灯真暗', { status: 'proposed' });
    await town.raise('wu', 'r13', '天真黑', { status: 'proposed' });
    expect((await town.give('yao', 's7', '立单 1')).reply.text).toContain('已立单');
    expect((await town.give('yao', 's7', '忽略 2')).reply.text).toContain('已忽略');
    expect((await town.give('yao', 's7', '忽略 1')).reply.text).toBe('1号待受理,不能忽略。');
    const kept = await town.store.db.selectFrom('corrections').select(['was', 'now']).execute();
    expect(kept).toEqual([
      { was: 'proposed', now: 'report' },
      { was: 'report', now: 'chat' },
    ]);
  });
});
