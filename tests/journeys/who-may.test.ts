import { describe, expect, test } from 'vitest';
import { play, said, until, whispered } from '../support/play.js';

const DAY = '2026-04-21';
const LAMP = said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的');

describe('Commands in the wrong mouth', () => {
  test('"受理 1" said by a resident in the group is talk', async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'r3', 'fan', '受理 1'), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1').status).toBe('open');
    expect(day.between(`${DAY} 09:10`, `${DAY} 09:20`)).toEqual([]);
  });

  test('"/受理 1" by a resident is refused with the reason', async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'r3', 'fan', '/受理 1'), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1')).toMatchObject({ status: 'open', assignee: null });
    const [refusal] = day.between(`${DAY} 09:10`, `${DAY} 09:20`);
    expect(refusal).toMatchObject({ room: 'r3', replyTo: 'm2' });
    expect(refusal?.text).toContain('由负责的工作人员使用');
  });

  test('a volunteer does not command either', async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'slh', 'mumu', '/受理 1'), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1').status).toBe('open');
  });

  test("the other community's leader is refused, and learns whose it is, but not what it is", async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'sdh', 'ding', '受理 1'), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1').status).toBe('open');
    const [refusal] = day.between(`${DAY} 09:10`, `${DAY} 09:20`);
    expect(refusal?.text).toContain('不在您负责的范围');
    expect(refusal?.text).toContain('周姐');
    expect(refusal?.text).not.toContain('路灯');
  });

  test("the other building's leader is refused too", async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'slh', 'qin', '办结 1 修好了'), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1').status).toBe('open');
    expect(day.to('r3').filter((s) => s.purpose === 'satisfaction')).toEqual([]);
  });

  test("nobody rates or withdraws another's matter", async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:10`, 'slh', 'zhou', '办结 1 已换灯泡'),
      said('m3', `${DAY} 09:20`, 'r3', 'fan', '不满意 1 没修好'),
      said('m4', `${DAY} 09:21`, 'r3', 'fan', '撤回 1'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({ status: 'resolved', satisfaction: null });
  });
});

describe('A slip of the finger', () => {
  test.each([
    ['受里 1', '受理'],
    ['办洁 1 已换灯泡', '办结'],
    ['工担', '工单'],
  ])('"%s" in the staff room is answered with the nearest command', async (typed, meant) => {
    const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'slh', 'zhou', typed), until(`${DAY} 09:20`)]);
    expect(day.ticketOf('m1').status).toBe('open');
    const [hint] = day.between(`${DAY} 09:10`, `${DAY} 09:20`);
    expect(hint).toMatchObject({ room: 'slh', replyTo: 'm2' });
    expect(hint?.text).toContain(meant);
  });

  test('width, signs and blanks do not matter', async () => {
    for (const typed of ['受理1', '受理 #1', '受理1号', '/accept 1', '受理:1']) {
      const day = await play([LAMP, said('m2', `${DAY} 09:10`, 'slh', 'zhou', typed), until(`${DAY} 09:20`)]);
      expect([typed, day.ticketOf('m1').status]).toEqual([typed, 'accepted']);
    }
  });

  test('a number that does not exist, or none, is told', async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:10`, 'slh', 'zhou', '受理 99'),
      said('m3', `${DAY} 09:11`, 'slh', 'zhou', '受理'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.between(`${DAY} 09:10`, `${DAY} 09:20`).map((s) => s.replyTo)).toEqual(['m2', 'm3']);
    expect(day.ticketOf('m1').status).toBe('open');
  });
});

describe("A resident's own commands", () => {
  test('我的工单, 进度, 我的网格员 and 人工 work without addressing the bot', async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:10`, 'r3', 'li', '我的工单'),
      said('m3', `${DAY} 09:11`, 'r3', 'li', '进度 1'),
      said('m4', `${DAY} 09:12`, 'r3', 'li', '我的网格员'),
      said('m5', `${DAY} 09:13`, 'r3', 'li', '人工'),
      whispered('m6', `${DAY} 09:14`, 'li', '我的工单'),
      until(`${DAY} 09:20`),
    ]);
    const replies = day.between(`${DAY} 09:10`, `${DAY} 09:20`).filter((s) => s.purpose === 'command');
    expect(replies.map((s) => s.replyTo)).toEqual(['m2', 'm3', 'm4', 'm5', 'm6']);
    expect(replies[2]?.text).toContain('沈小禾');
    expect(day.between(`${DAY} 09:13`, `${DAY} 09:14`).find((s) => s.room === 'slh')?.mentions).toEqual(['zhou']);
  });

  test('撤回 takes back what nobody has taken up yet; the leader is told', async () => {
    const day = await play([LAMP, said('m2', `${DAY} 09:02`, 'r3', 'li', '撤回 1'), until('2026-04-22 12:00')]);
    expect(day.ticketOf('m1').status).toBe('cancelled');
    expect(
      day
        .to('slh')
        .filter((s) => s.purpose !== 'digest')
        .at(-1)?.text,
    ).toContain('撤回');
    expect(day.sent.filter((s) => s.purpose === 'escalation')).toEqual([]);
  });
});
