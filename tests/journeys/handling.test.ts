import { describe, expect, test } from 'vitest';
import { clockOf, play, said, until, whispered } from '../support/play.js';

const DAY = '2026-04-21';
const LAMP = said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的');
const NEXT = said('m2', `${DAY} 09:30`, 'r3', 'mao', '楼下垃圾桶满了好几天没人清,臭死了');

describe('派单 and 回退', () => {
  test('a person who is sent a matter and takes it begins work; 回退 goes back to who sent it, with the reason', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:05`, 'slh', 'zhou', '派单 {{m1}} @网格员 沈小禾'),
      said('a2', `${DAY} 09:10`, 'slh', 'shen', '回退 {{m1}} 灯是物业的,不归我管'),
      said('a3', `${DAY} 09:15`, 'slh', 'zhou', '派单 {{m1}} 电工班'),
      whispered('a4', `${DAY} 09:20`, 'lei', '受理 {{m1}}'),
      until(`${DAY} 09:40`),
    ]);
    expect(day.changes.map((c) => [c.change, c.ticket.status])).toEqual([
      ['opened', 'open'],
      ['assigned', 'accepted'],
      ['returned', 'open'],
      ['assigned', 'accepted'],
      ['accepted', 'in_progress'],
    ]);
    const back = day.between(`${DAY} 09:10`, `${DAY} 09:15`).find((s) => s.mentions.includes('zhou'));
    expect(back?.text).toContain('灯是物业的');
    expect(day.to('r3').map((s) => s.purpose)).toEqual(['ack']);
  });

  test('who was sent it and keeps silent is not waited for: the next tier hears of it', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:05`, 'slh', 'zhou', '派单 {{m1}} 电工班'),
      until(`${DAY} 12:00`),
    ]);
    expect(day.ticketOf('m1').escalations.map((e) => [e.at, e.to])).toEqual([[`${DAY}T11:05:00+08:00`, 'grid']]);
  });

  test('a name that nobody has is answered with what to write', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:05`, 'slh', 'zhou', '派单 {{m1}} 水暖班'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').status).toBe('open');
    expect(day.to('slh').find((s) => s.replyTo === 'a1')?.text).toContain('没找到');
  });
});

describe('上报', () => {
  test('puts a matter one tier up; who sent it is not asked again', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:05`, 'slh', 'zhou', '上报 {{m1}} 需要城管'),
      said('a2', `${DAY} 09:20`, 'slh', 'shen', '上报 {{m1}} 网格也办不了'),
      said('a3', `${DAY} 09:30`, 'slh', 'fang', '受理 {{m1}}'),
      until(`${DAY} 12:00`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({ level: 'community', status: 'accepted', assignee: 'fang' });
    expect(day.ticketOf('m1').escalations.map((e) => [e.from, e.to, e.reason])).toEqual([
      ['microgrid', 'grid', '需要城管'],
      ['grid', 'community', '网格也办不了'],
    ]);
    const told = day.sent.filter((s) => s.purpose === 'escalation').map((s) => s.mentions);
    expect(told).toEqual([['shen'], ['fang']]);
  });
});

describe('挂账', () => {
  test('pauses the clock over the holiday: what was left of the time is left after it', async () => {
    const day = await play([
      said('m1', '2026-04-29 09:00', 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('a1', '2026-04-29 09:10', 'slh', 'zhou', '受理 {{m1}}'),
      said('a2', '2026-04-29 10:00', 'slh', 'zhou', '挂账 {{m1}} 到 5月6日 等灯具到货'),
      until('2026-05-06 09:00'),
    ]);
    const held = day.changes.find((c) => c.change === 'held');
    expect(held?.ticket).toMatchObject({ status: 'on_hold', dueAt: null });
    expect(day.ticketOf('m1')).toMatchObject({ status: 'accepted', assignee: 'zhou' });
    // 24 working hours from Wednesday 9:00, of which one had passed when it was held; seven make a day, and Saturday the 9th is one.
    expect(day.ticketOf('m1').dueAt).toBe('2026-05-09T10:30:00+08:00');
    const reminder = day.sent.filter((s) => s.purpose === 'reminder');
    expect(reminder.map((s) => [clockOf(s), s.mentions])).toEqual([['05-06 08:30', ['zhou']]]);
  });

  test('the reporter is told why it takes longer; nobody is chased while it is held', async () => {
    const day = await play([
      said('m1', '2026-04-29 09:00', 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('a2', '2026-04-29 10:00', 'slh', 'zhou', '挂账 {{m1}} 到 5月6日 等灯具到货'),
      until('2026-05-06 08:00'),
    ]);
    const told = day.to('r3').at(-1);
    expect(told?.text).toContain('等灯具到货');
    const later = day.between('2026-04-29 10:05', '2026-05-06 08:00').filter((s) => s.purpose !== 'digest');
    expect(later).toEqual([]);
  });

  test('without a day, or with one that is past, it is not held', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '挂账 {{m1}} 等材料'),
      said('a2', `${DAY} 09:11`, 'slh', 'zhou', '挂账 {{m1}} 到 4月1日 等材料'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').status).toBe('open');
    expect(day.between(`${DAY} 09:10`, `${DAY} 09:20`).map((s) => s.replyTo)).toEqual(['a1', 'a2']);
  });
});

describe('合并 and 拆分', () => {
  test('two tickets of one matter become one, with all reporters and messages', async () => {
    const day = await play([
      LAMP,
      NEXT,
      said('a1', `${DAY} 09:40`, 'slh', 'zhou', '合并 {{m1}} {{m2}}'),
      said('a2', `${DAY} 09:50`, 'slh', 'zhou', '办结 1 都处理了'),
      until('2026-04-22 20:00'),
    ]);
    const [one, two] = day.tickets;
    expect(one).toMatchObject({ status: 'closed', households: 2, reporters: ['li', 'mao'] });
    expect(one?.messages).toEqual(expect.arrayContaining(['m1', 'm2']));
    expect(two).toMatchObject({ status: 'cancelled', mergedInto: 1 });
    expect(day.sent.filter((s) => s.purpose === 'satisfaction')).toHaveLength(1);
    expect(day.sent.filter((s) => s.purpose === 'escalation')).toEqual([]);
  });

  test('a message that belongs elsewhere is taken out into its own ticket', async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:01`, 'r3', 'li', '旁边的垃圾桶也倒了一地', { quote: 'm1' }),
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '拆分 1 m2'),
      until(`${DAY} 09:30`),
    ]);
    expect(day.tickets.map((t) => t.messages)).toEqual([['m1'], ['m2']]);
    expect(day.to('slh').find((s) => s.replyTo === 'a1')?.text).toContain('2号');
  });

  test("matters of two communities can't be merged", async () => {
    const day = await play([
      LAMP,
      said('m2', `${DAY} 09:30`, 'd1', 'xu', '1栋楼道灯坏了'),
      said('a1', `${DAY} 09:40`, 'center', 'lan', '合并 1 2'),
      until(`${DAY} 10:00`),
    ]);
    expect(day.tickets.map((t) => t.mergedInto)).toEqual([null, null]);
    expect(day.to('center')[0]?.text).toContain('不能合并');
  });
});

describe('作废, 催办 and what is already done', () => {
  test('作废 tells the reporter why; without a reason it is asked for', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '作废 {{m1}}'),
      said('a2', `${DAY} 09:12`, 'slh', 'zhou', '作废 {{m1}} 路灯定时七点才亮'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').status).toBe('cancelled');
    expect(day.to('r3').at(-1)?.text).toContain('路灯定时七点才亮');
    expect(day.to('r3').filter((s) => s.replyTo === 'm1' && s.purpose === 'status')).toHaveLength(1);
  });

  test('a resident who presses is counted, and who has it in hand hears of it once an hour at most', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m2', `${DAY} 14:00`, 'r3', 'li', '路灯什么时候能修好啊', { quote: 'm1' }),
      said('m3', `${DAY} 14:05`, 'r3', 'li', '都下午了,路灯什么时候来修啊', { quote: 'm1' }),
      until(`${DAY} 14:30`),
    ]);
    expect(day.ticketOf('m1')).toMatchObject({ chases: 2, status: 'accepted' });
    const told = day.between(`${DAY} 14:00`, `${DAY} 14:30`);
    expect(told.map((s) => [s.room, s.purpose, s.mentions])).toEqual([['slh', 'reminder', ['zhou']]]);
  });

  test('who comes too late with a command is told how things stand', async () => {
    const day = await play([
      LAMP,
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      said('a2', `${DAY} 09:12`, 'slh', 'shen', '受理 {{m1}}'),
      said('a3', `${DAY} 09:13`, 'slh', 'shen', '办结 {{m1}} 已换灯泡'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m1').status).toBe('resolved');
    expect(day.to('slh').find((s) => s.replyTo === 'a2')?.text).toContain('重开');
    expect(day.sent.filter((s) => s.purpose === 'satisfaction')).toHaveLength(1);
  });

  test('past its time limit the one who has it is reminded and the tier above told, three times at most', async () => {
    const day = await play([LAMP, said('a1', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'), until('2026-05-15 18:00')]);
    const due = day.changes[0]?.ticket.dueAt;
    expect(due).toBe('2026-04-24T12:00:00+08:00');
    const reminders = day.sent.filter((s) => s.purpose === 'reminder');
    expect(reminders.map((s) => [s.room, s.mentions])).toEqual(Array(3).fill(['slh', ['zhou']]));
    expect(reminders[0]?.at).toBe(due);
    expect(day.sent.filter((s) => s.purpose === 'escalation').map((s) => s.person)).toEqual(Array(3).fill('shen'));
  });
});
