import { describe, expect, test } from 'vitest';
import { clockOf, instant, outline, play, said, until } from '../support/play.js';

const DAY = '2026-04-21';

/** Fourteen plain matters in one room within half an hour, each in its own place. */
const MANY = [
  '3号楼1单元楼道灯坏了',
  '楼下垃圾桶满了没人收',
  '小区门口的路坑坑洼洼,下雨全是水',
  '健身器材的扶手断了,孩子容易受伤',
  '广场舞音响太大了,吵得孩子没法写作业',
  '有人把电动车停在消防通道上',
  '我家网断了,宽带一直连不上',
  '建议在楼下装个充电桩',
  '请问社区服务中心周六上班吗?',
  '请问小孩上学报名要带什么材料?',
  '楼道堆的纸箱看着不太安全',
  '3号楼下水道堵了,污水往外冒',
  '楼下那棵树是不是歪了',
  '请问老年证在哪里办?',
].map((text, i) =>
  said(`m${String(i + 1)}`, `${DAY} 09:${String(i * 2).padStart(2, '0')}`, 'r3', i % 2 === 0 ? 'li' : 'fan', text),
);

describe('So many matters that the group would be flooded', () => {
  test('at most twelve messages of the bot in an hour; the rest are acknowledged together', async () => {
    const day = await play([...MANY, until(`${DAY} 12:00`)]);
    expect(day.tickets.length).toBeGreaterThan(12);
    const said = day.to('r3').map((s) => instant(s.at));
    for (const at of said) expect(said.filter((t) => t > at - 3600_000 && t <= at).length).toBeLessThanOrEqual(12);
    const text = day
      .to('r3')
      .map((s) => s.text)
      .join('\n');
    for (const { number } of day.tickets) expect(text).toMatch(new RegExp(`(?<!\\d)${String(number)}号`));
    const merged = day.to('r3').filter((s) => s.text.includes('大家说的都记下了'));
    expect(merged).toHaveLength(1);
    expect(merged[0]?.mentions).toEqual(expect.arrayContaining(['li', 'fan']));
  });

  test('nobody is acknowledged twice for one matter', async () => {
    const day = await play([...MANY, until(`${DAY} 12:00`)]);
    const acks = day.to('r3').filter((s) => s.purpose === 'ack');
    for (const { number } of day.tickets)
      expect(acks.filter((s) => new RegExp(`(?<!\\d)${String(number)}号[:::)) ]`).test(s.text)).length).toBe(1);
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
