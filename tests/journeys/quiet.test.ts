import { describe, expect, test } from 'vitest';
import { clockOf, instant, outline, play, said, until } from '../support/play.js';

const DAY = '2026-04-21';

/** Fifteen matters of six people in one room within half an hour. */
const SPEAKERS = ['li', 'fan', 'duo', 'tudou', 'mao', 'wei'];
const MANY = [
  '请问社区服务中心周六上班吗?',
  '请问小孩上学报名要带什么材料?',
  '请问老年证在哪里办?',
  '请问居住证怎么办理?',
  '请问医保怎么报销?',
  '请问哪里可以打流感疫苗?',
  '请问社区有没有招聘信息?',
  '请问狗证去哪里办?',
  '请问独生子女证补办要什么材料?',
  '请问养老金认证怎么弄?',
  '请问物业费今年涨价了吗?',
  '请问停车位怎么申请?',
  '请问新生儿上户口要带什么?',
  '请问社区有暑期托管班吗?',
  '请问残疾人补贴找谁申请?',
].map((text, i) =>
  said(`m${String(i + 1)}`, `${DAY} 09:${String(i * 2).padStart(2, '0')}`, 'r3', SPEAKERS[i % 6] ?? '', text),
);

describe('So many matters that the group would be flooded', () => {
  test('at most twelve messages of the bot in an hour; the rest are acknowledged together', async () => {
    const day = await play([...MANY, until(`${DAY} 12:00`)]);
    expect(day.tickets).toHaveLength(MANY.length);
    const moments = day.to('r3').map((s) => instant(s.at));
    for (const at of moments)
      expect(moments.filter((t) => t > at - 3600_000 && t <= at).length).toBeLessThanOrEqual(12);
    expect(day.to('r3')).toHaveLength(13);
    expect(day.to('r3').at(-1)).toMatchObject({ at: `${DAY}T10:00:20+08:00`, mentions: ['li', 'fan', 'duo'] });
  });

  test('every matter is acknowledged exactly once', async () => {
    const day = await play([...MANY, until(`${DAY} 12:00`)]);
    const acks = day.to('r3').map((s) => s.text);
    for (const { number } of day.tickets) {
      const named = new RegExp(`(?<!\\d)${String(number)}号(?!楼)`);
      expect([number, acks.filter((text) => named.test(text)).length]).toEqual([number, 1]);
    }
  });

  test('an emergency does not wait for the hour to pass', async () => {
    const day = await play([
      ...MANY,
      said('m99', `${DAY} 09:40`, 'r3', 'wei', '着火了!3号楼2单元在冒浓烟'),
      until(`${DAY} 09:50`),
    ]);
    expect(day.to('r3').find((s) => s.replyTo === 'm99')).toMatchObject({ at: `${DAY}T09:40:00+08:00` });
  });
});

describe('At night', () => {
  test('a new report still gets its short acknowledgement; staff are told in the morning', async () => {
    const day = await play([
      said('m1', `${DAY} 23:30`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      until('2026-04-22 07:05'),
    ]);
    expect(outline(day.sent)).toEqual(['04-21 23:30 r3 ack', '04-22 07:00 slh status']);
    expect(day.to('r3')[0]?.text).toContain('上班后');
  });

  test('a result and its question wait for the morning', async () => {
    const day = await play([
      said('m1', `${DAY} 21:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('m2', `${DAY} 22:40`, 'slh', 'zhou', '办结 {{m1}} 已换灯泡'),
      until('2026-04-22 07:05'),
    ]);
    const asked = day.sent.filter((s) => s.purpose === 'satisfaction');
    expect(asked.map(clockOf)).toEqual(['04-22 07:00']);
    expect(
      day
        .to('slh')
        .filter((s) => s.replyTo === 'm2')
        .map(clockOf),
    ).toEqual(['04-21 22:40']);
  });

  test('a promise made for late in the evening is reminded of in the morning', async () => {
    const day = await play([
      said('m1', `${DAY} 18:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('m2', `${DAY} 18:10`, 'r3', 'zhou', '我晚上十点半去看', { quote: 'm1' }),
      until('2026-04-22 07:05'),
    ]);
    expect(day.sent.filter((s) => s.purpose === 'reminder').map(clockOf)).toEqual(['04-22 07:00']);
  });
});
