import { beforeAll, describe, expect, test } from 'vitest';
import { clockOf, outline, play, said, until, whispered, type Played } from '../support/play.js';

const DAY = '2026-04-21';
const LAMP = [
  said('m1', `${DAY} 09:05:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
  said('m2', `${DAY} 09:05:08`, 'r3', 'li', '', { images: 1 }),
  said('m3', `${DAY} 09:05:15`, 'r3', 'li', '就是门口左手边那一盏'),
];

describe('A lamp is out, and it is followed to the end', () => {
  let day: Played;
  beforeAll(async () => {
    day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m5', `${DAY} 09:12`, 'slh', 'zhou', '派单 {{m1}} 电工班'),
      whispered('m6', `${DAY} 10:00`, 'lei', '受理 {{m1}}'),
      whispered('m7', `${DAY} 15:20`, 'lei', '办结 {{m1}} 已换灯泡'),
      said('m8', `${DAY} 16:00`, 'r3', 'li', '满意'),
      until('2026-04-23 09:00'),
    ]);
  });

  test('text, photo and more text are one ticket', () => {
    expect(day.tickets).toHaveLength(1);
    expect(day.ticketOf('m1')).toMatchObject({
      unit: 'lh1-3',
      room: 'r3',
      act: 'report',
      category: 'facilities',
      urgency: 'normal',
      reporters: ['li'],
      households: 1,
      messages: ['m1', 'm2', 'm3'],
    });
  });

  test('the leader hears of it at once in the staff room, with the place and what to answer', () => {
    const [told] = day.to('slh');
    expect(told).toMatchObject({ purpose: 'status', mentions: ['zhou'], ticket: 1 });
    expect(told?.text).toContain('路灯不亮');
    expect(told?.text).toContain('受理 1');
  });

  test('the reporter gets one acknowledgement, after the burst, as an answer to the first message', () => {
    const acks = day.sent.filter((s) => s.purpose === 'ack');
    expect(acks).toHaveLength(1);
    expect(acks[0]).toMatchObject({
      at: `${DAY}T09:05:20+08:00`,
      room: 'r3',
      replyTo: 'm1',
      mentions: ['li'],
      ticket: 1,
    });
    expect(acks[0]?.text).toContain('1号');
  });

  test('it goes from hand to hand, each step at its time', () => {
    expect(day.changes.map((c) => `${clockOf(c)} ${c.change}`)).toEqual([
      '04-21 09:05 opened',
      '04-21 09:05 joined',
      '04-21 09:05 joined',
      '04-21 09:10 accepted',
      '04-21 09:12 assigned',
      '04-21 10:00 accepted',
      '04-21 15:20 resolved',
      '04-21 16:00 rated',
      '04-22 15:20 closed',
    ]);
    expect(day.ticketOf('m1')).toMatchObject({
      status: 'closed',
      firstResponseAt: `${DAY}T09:10:00+08:00`,
      resolvedAt: `${DAY}T15:20:00+08:00`,
      satisfaction: 5,
      escalations: [],
    });
  });

  test('the electrician is told what was sent to him', () => {
    const told = day.sent.find((s) => s.mentions.includes('lei') || s.person === 'lei');
    expect(told?.text).toContain('派给您');
    expect(told?.text).toContain('路灯不亮');
  });

  test('the reporter is told the result and asked once whether it is good', () => {
    const asked = day.sent.filter((s) => s.purpose === 'satisfaction');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ room: 'r3', mentions: ['li'], replyTo: 'm1' });
    expect(asked[0]?.text).toContain('已换灯泡');
  });

  test('the group hears of it three times in all: noted, done, thanks', () => {
    expect(outline(day.to('r3'))).toEqual([
      '04-21 09:05 r3 ack',
      '04-21 15:20 r3 satisfaction',
      '04-21 16:00 r3 command',
    ]);
  });
});

describe('It is said to be done, but it is not', () => {
  test('an unhappy resident opens it again: who did it and the next tier hear of it, in her words', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m5', `${DAY} 14:30`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      said('m6', `${DAY} 19:30`, 'r3', 'li', '不满意 {{m1}} 灯还是不亮'),
      until(`${DAY} 19:45`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({ status: 'open', satisfaction: 1, resolvedAt: null });
    const after = day.between(`${DAY} 19:30`, `${DAY} 19:45`);
    const told = after.filter((s) => s.room === 'slh');
    expect(new Set(told.flatMap((s) => s.mentions))).toEqual(new Set(['zhou', 'shen']));
    expect(told.some((s) => s.purpose === 'escalation')).toBe(true);
    for (const s of told) expect(s.text).toContain('灯还是不亮');
    expect(after.filter((s) => s.room === 'r3').map((s) => s.replyTo)).toEqual(['m6']);
  });

  test('pressing on after it was resolved opens it again, without a command', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m5', `${DAY} 14:30`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      said('m6', `${DAY} 19:40`, 'r3', 'li', '门口路灯怎么还是不亮啊,到底修没修'),
      until(`${DAY} 19:50`),
    ]);
    expect(day.tickets).toHaveLength(1);
    expect(day.ticketOf('m6')).toMatchObject({ number: 1, status: 'open' });
    expect(day.changes.at(-1)?.change).toBe('reopened');
    const told = day.between(`${DAY} 19:40`, `${DAY} 19:50`);
    expect(told.every((s) => s.room === 'slh')).toBe(true);
    expect(new Set(told.flatMap((s) => s.mentions))).toEqual(new Set(['zhou', 'shen']));
  });

  test('"修好了" from the leader asks the reporter, "来电了" from the reporter asks nobody', async () => {
    const byStaff = await play([
      ...LAMP,
      said('m4', `${DAY} 15:00`, 'r3', 'zhou', '路灯已经修好了', { quote: 'm1' }),
      until(`${DAY} 15:10`),
    ]);
    expect(byStaff.ticketOf('m1')).toMatchObject({ status: 'resolved' });
    expect(byStaff.sent.filter((s) => s.purpose === 'satisfaction').map((s) => s.mentions)).toEqual([['li']]);

    const byReporter = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'fan', '3号楼怎么停电了,家里一片黑'),
      said('m2', `${DAY} 09:40`, 'r3', 'fan', '来电了'),
      until('2026-04-22 10:00'),
    ]);
    expect(byReporter.ticketOf('m2')).toMatchObject({ number: 1, status: 'closed', satisfaction: null });
    expect(byReporter.sent.filter((s) => s.purpose === 'satisfaction')).toEqual([]);
    expect(byReporter.between(`${DAY} 09:40`, '2026-04-22 10:00').filter((s) => s.purpose !== 'digest')).toEqual([]);
  });
});

describe('What a matter is', () => {
  test('a wrong category is put right by one command, in the staff room only', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:10`, 'slh', 'zhou', '改类 {{m1}} 环境卫生'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').category).toBe('sanitation');
    expect(day.changes.at(-1)).toMatchObject({ change: 'corrected', by: 'm4' });
    expect(day.between(`${DAY} 09:10`, `${DAY} 09:20`).map((s) => [s.room, s.replyTo])).toEqual([['slh', 'm4']]);
  });

  test('a category that nobody knows is answered with those there are, and nothing changes', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:10`, 'slh', 'zhou', '改类 {{m1}} 灯的事'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').category).toBe('facilities');
    expect(day.to('slh').at(-1)?.text).toContain('环境卫生');
  });

  test('two matters in one message are two tickets and one acknowledgement', async () => {
    const day = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'wei', '3号楼路灯坏了,还有5号楼后面垃圾没人收'),
      until(`${DAY} 10:00`),
    ]);
    expect(day.tickets.map((t) => [t.category, t.messages])).toEqual([
      ['facilities', ['m1']],
      ['sanitation', ['m1']],
    ]);
    const acks = day.to('r3');
    expect(acks).toHaveLength(1);
    expect(acks[0]?.text).toContain('1号');
    expect(acks[0]?.text).toContain('2号');
  });

  test('the same trouble in another place is another ticket', async () => {
    const day = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼1单元楼道灯坏了'),
      said('m2', `${DAY} 09:30`, 'r3', 'wei', '5号楼2单元楼道灯也坏了'),
      until(`${DAY} 10:00`),
    ]);
    expect(day.tickets.map((t) => t.messages)).toEqual([['m1'], ['m2']]);
  });

  test('the same trouble a week later is a new ticket', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 10:00`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      said('m5', '2026-04-28 09:00', 'r3', 'li', '3号楼门口的路灯又不亮了'),
      until('2026-04-28 09:10'),
    ]);
    expect(day.tickets.map((t) => [t.status, t.messages[0]])).toEqual([
      ['closed', 'm1'],
      ['open', 'm5'],
    ]);
  });

  test('a neighbourly evening opens nothing and the bot says nothing', async () => {
    const day = await play([
      said('m1', `${DAY} 18:00`, 'r3', 'tudou', '老范晚上打牌不'),
      said('m2', `${DAY} 18:01`, 'r3', 'fan', '打,老地方'),
      said('m3', `${DAY} 18:02`, 'r3', 'duo', '谁家有多的葱,借两根😂'),
      said('m4', `${DAY} 18:03`, 'r3', 'li', '我家有,来拿吧'),
      said('m5', `${DAY} 18:04`, 'r3', 'duo', '谢谢李姐'),
      said('m6', `${DAY} 18:30`, 'r3', 'mao', '早上好,祝大家平安健康🌹'),
      until(`${DAY} 19:00`),
    ]);
    expect(day.tickets).toEqual([]);
    expect(day.sent).toEqual([]);
  });
});

describe('What people promise is held for them', () => {
  test('"我下午三点去看" counts as the first response and becomes a private reminder at three', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:20`, 'r3', 'zhou', '我下午三点去看', { quote: 'm1' }),
      until(`${DAY} 17:00`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({
      status: 'accepted',
      assignee: 'zhou',
      firstResponseAt: `${DAY}T09:20:00+08:00`,
      escalations: [],
    });
    const reminders = day.sent.filter((s) => s.purpose === 'reminder');
    expect(reminders.map((s) => [s.at, s.person, s.room])).toEqual([[`${DAY}T15:00:00+08:00`, 'zhou', undefined]]);
    expect(reminders[0]?.text).toContain('1号');
  });

  test('what was settled before the promised hour is not reminded of', async () => {
    const day = await play([
      ...LAMP,
      said('m4', `${DAY} 09:20`, 'r3', 'zhou', '我下午三点去看', { quote: 'm1' }),
      said('m5', `${DAY} 14:10`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      until(`${DAY} 17:00`),
    ]);
    expect(day.sent.filter((s) => s.purpose === 'reminder')).toEqual([]);
  });
});
