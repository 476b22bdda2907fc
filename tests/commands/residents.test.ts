import { beforeEach, describe, expect, it } from 'vitest';
import { TestTown, routes } from './support.js';

let town: TestTown;
beforeEach(async () => {
  town = await TestTown.open();
});

describe('报事', () => {
  it('opens a ticket of the room, tells its holders, and is answered once with the number', async () => {
    const { reply, said } = await town.give('wu', 'r13', '报事 通仙路14号门口路灯不亮,电话13800000001');
    expect(reply).toEqual({ text: '记下了,1号,姚丽燕会跟进。发“进度 1”随时能查。', public: true });
    expect(routes(said)).toEqual(['s7:status']);
    const ticket = await town.ticket(1);
    expect(ticket).toMatchObject({
      unit: 'hq7-13',
      room: 'r13',
      confidential: false,
      reporters: ['wu'],
      level: 'microgrid',
    });
    expect(ticket.summary).toContain('138****0001');
    const due = await town.store.db
      .selectFrom('due')
      .select(['kind'])
      .where('state', '=', 'pending')
      .orderBy('kind')
      .execute();
    expect(due.map((d) => d.kind)).toEqual(['ticket-resolution', 'ticket-response']);
  });

  it('in private is confidential and belongs to the unit of the group the person is in', async () => {
    const { said } = await town.give('wu', null, '报事 楼上天天打孩子');
    expect(await town.ticket(1)).toMatchObject({ unit: 'hq7-13', room: null, confidential: true });
    expect(said[0]?.text).not.toContain('打孩子');
  });

  it('from a stranger nobody can place is answered with where to say it', async () => {
    expect((await town.give('nobody', null, '报事 路灯坏了')).reply.text).toContain('还不知道您住哪个网格');
  });

  it('without words shows how it is written', async () => {
    expect((await town.give('wu', 'r13', '报事')).reply.text).toContain('报事 路灯坏了');
  });
});

describe('我的工单 and 进度', () => {
  it('show a room only what was raised there, and private matters only in private', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('wu', null, '楼上打孩子');
    const inRoom = (await town.give('wu', 'r13', '我的工单')).reply.text;
    expect(inRoom).toContain('1号 公共设施·路灯不亮了');
    expect(inRoom).not.toContain('打孩子');
    expect(inRoom).toContain('另有1件');
    expect((await town.give('wu', null, '我的工单')).reply.text).toContain('打孩子');
    expect((await town.give('wu', 'r13', '进度 2')).reply.text).toBe('2号是私下反映的,请私聊我发“进度 2”。');
    expect((await town.give('zhao', 'r13', '进度 2')).reply.text).toBe('这里没有2号,请核对编号。');
    expect((await town.give('zhao', null, '进度 2')).reply.text).toBe('这里没有2号,请核对编号。');
    expect((await town.give('zhao', 'r14', '我的工单')).reply.text).toContain('还没有反映过');
  });

  it('a neighbour may ask about a public matter of the same room, nobody else', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    expect((await town.give('zhao', 'r13', '进度 1')).reply.text).toContain('待受理(微网格)');
    expect((await town.give('zhao', null, '进度 1')).reply.text).toContain('路灯不亮了');
    expect((await town.give('stranger', 'r14', '进度 1')).reply.text).toContain('这里没有1号');
    expect((await town.give('wu', null, '进度 1')).reply.text).toContain('期限');
  });

  it('tell the result once it is done', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.give('yao', 's7', '办结 1 已换灯泡');
    expect((await town.give('wu', 'r13', '进度 1')).reply.text).toContain('结果:已换灯泡');
  });
});

describe('满意 and 不满意', () => {
  beforeEach(async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.give('yao', 's7', '办结 1 已换灯泡');
  });

  it('thanks a satisfied reporter', async () => {
    const { reply, said } = await town.give('wu', 'r13', '满意 1');
    expect(reply.text).toContain('谢谢您的评价');
    expect(said).toEqual([]);
    expect(await town.ticket(1)).toMatchObject({ satisfaction: 5, status: 'resolved' });
  });

  it('opens it again for one who is not; handler and the next tier hear why', async () => {
    const { reply, said, happened } = await town.give('wu', 'r13', '1 不满意 又灭了');
    expect(reply.text).toContain('已重新打开');
    expect(said.map((s) => [s.purpose, s.mentions])).toEqual([['escalation', ['yao', 'chen']]]);
    expect(said.every((s) => s.audience === 'staff' && s.text.includes('又灭了'))).toBe(true);
    expect(happened.map((h) => h.type === 'ticket' && h.event.change)).toEqual(['rated', 'reopened']);
    expect(await town.ticket(1)).toMatchObject({ satisfaction: 1, status: 'open', reopened: 1 });
  });

  it('a score counts; only who raised it may rate; what is not done cannot be rated', async () => {
    expect((await town.give('zhao', 'r13', '满意 1')).reply.text).toContain('只有反映人');
    expect((await town.give('wu', 'r13', '/rate 1 3')).reply.text).toContain('我们会改进');
    expect((await town.ticket(1)).satisfaction).toBe(3);
    await town.raise('wu', 'r13', '垃圾没人收');
    expect((await town.give('wu', 'r13', '满意 2')).reply.text).toBe('2号待受理,不能评价。');
  });

  it('is asked again after it was done again', async () => {
    await town.give('wu', 'r13', '不满意 1');
    const { said } = await town.give('yao', 's7', '办结 1 换了整灯');
    expect(routes(said)).toEqual(['r13:satisfaction']);
  });
});

describe('撤回', () => {
  it('works until somebody takes it', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('wu', 'r13', '垃圾没人收');
    await town.give('yao', 's7', '受理 2');
    const { reply, said } = await town.give('wu', 'r13', '撤回 1');
    expect(reply.text).toBe('1号已撤回。');
    expect(routes(said)).toEqual(['s7:status']);
    expect((await town.give('wu', 'r13', '撤回 2')).reply.text).toBe(
      '2号已经有人在办了,撤不了。不用办了请告诉姚丽燕。',
    );
    expect((await town.give('zhao', 'r13', '撤回 2')).reply.text).toContain('只有反映人');
    expect((await town.ticket(2)).status).toBe('accepted');
  });

  it('is refused when neighbours raised it too', async () => {
    await town.raise('wu', 'r13', '路灯不亮了');
    await town.raise('zhao', 'r13', '路灯坏了');
    await town.give('yao', 's7', '合并 1 2');
    expect((await town.give('wu', 'r13', '撤回 1')).reply.text).toContain('还有邻居也反映了');
  });
});

describe('人工, 我的网格员, 帮助', () => {
  it('人工 calls the leader and says who comes', async () => {
    const { reply, said } = await town.give('wu', 'r13', '人工');
    expect(reply.text).toContain('已请姚丽燕来联系您');
    expect(said[0]).toMatchObject({ to: { room: 's7' }, audience: 'staff', mentions: ['yao'] });
  });

  it('我的网格员 names leader, worker and community', async () => {
    const { reply } = await town.give('wu', 'r13', '我的网格员');
    expect(reply.text).toBe('虹桥镇 七村 七村第一网格 七村第13微网格:\n微网格长:姚丽燕\n网格员:陈网格\n社区:林书记');
    expect((await town.give('nobody', null, '我的网格员')).reply.text).toContain('还不知道');
  });

  it('帮助 shows each what they may do, and no staff commands among residents', async () => {
    const forStaff = (await town.give('yao', 's7', '帮助')).reply.text;
    expect(forStaff).toContain('受理 12');
    expect(forStaff).not.toContain('生成绑定码');
    expect(forStaff.length).toBeLessThan(700);
    expect((await town.give('lin', null, '帮助')).reply.text).toContain('生成绑定码');
    for (const who of ['wu', 'yao']) {
      const amongResidents = (await town.give(who, 'r13', '@微格 帮助')).reply.text;
      expect(amongResidents).toContain('报事');
      expect(amongResidents).not.toContain('受理 12');
    }
    expect((await town.give('yao', 's7', '帮助 挂账')).reply.text).toContain('挂账 12 到 12月25日 等材料');
  });
});
