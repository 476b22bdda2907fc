import { beforeAll, describe, expect, test } from 'vitest';
import { clockOf, play, said, until, type Played } from '../support/play.js';

const DAY = '2026-04-21';
const EVENING = '2026-04-20';

/** "昨存1+新增3-了结2=在办2" → [1, 3, 2, 2]. */
function figures(text: string): number[] {
  const sum = /昨存(\d+)\+新增(\d+)-了结(\d+)=在办(\d+)/.exec(text);
  return sum ? sum.slice(1).map(Number) : [];
}

describe('The day ends with a digest at each level', () => {
  let day: Played;
  beforeAll(async () => {
    day = await play([
      said('y1', `${EVENING} 15:00`, 'r3', 'tudou', '健身器材的扶手断了,孩子容易受伤'),
      said('y2', `${EVENING} 15:10`, 'slh', 'zhou', '受理 {{y1}}'),
      said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('a1', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m2', `${DAY} 09:30`, 'r5', 'peng', '楼下垃圾桶满了好几天没人清,臭死了'),
      said('a2', `${DAY} 09:40`, 'slh', 'qin', '办结 {{m2}} 已清运'),
      said('m3', `${DAY} 10:00`, 'r5', 'yu', '5号楼2单元楼道灯坏了'),
      said('a3', `${DAY} 10:10`, 'slh', 'qin', '挂账 {{m3}} 到 4月28日 等配件'),
      said('m4', `${DAY} 11:00`, 'd1', 'xu', '请问社区服务中心周六上班吗?'),
      said('m5', `${DAY} 11:02`, 'd1', 'ding', '周六上午上班的,九点到十一点半', { quote: 'm4' }),
      said('a4', `${DAY} 14:00`, 'slh', 'zhou', '办结 {{y1}} 已焊牢'),
      said('m6', `${DAY} 15:00`, 'r3', 'tudou', '不满意 {{y1}} 又断了'),
      said('m7', `${DAY} 16:00`, 'r3', 'wei', '楼上3-1-501两口子吵架摔东西,孩子哭了一晚上,能不能来人劝劝'),
      until(`${DAY} 21:30`),
    ]);
  });

  const digestOf = (place: string) => day.to(place).filter((s) => s.purpose === 'digest' && s.at.startsWith(DAY));

  test('leaders and worker in private, communities in their room, the town in its center, each once and at its time', () => {
    const told = day.sent.filter((s) => s.purpose === 'digest' && s.at.startsWith(DAY));
    expect(told.map((s) => [s.room ?? s.person, clockOf(s).slice(6, 10)])).toEqual(
      expect.arrayContaining([
        ['zhou', '20:0'],
        ['qin', '20:0'],
        ['ding', '20:0'],
        ['shen', '20:1'],
        ['slh', '20:2'],
        ['sdh', '20:2'],
        ['center', '20:3'],
      ]),
    );
    const places = told.map((s) => s.room ?? s.person);
    expect(places.filter((p, i) => places.indexOf(p) !== i)).toEqual([]);
    expect(day.amongResidents.filter((s) => s.purpose === 'digest')).toEqual([]);
  });

  test('open yesterday and new, less settled, is what is open today, at each level', () => {
    // What was settled and opened again the same day counts on both sides.
    const expected: Record<string, number[]> = {
      zhou: [1, 3, 1, 3],
      qin: [0, 2, 1, 1],
      slh: [1, 5, 2, 4],
      sdh: [0, 1, 1, 0],
      center: [1, 6, 3, 4],
    };
    for (const [place, numbers] of Object.entries(expected)) {
      const [digest] = digestOf(place);
      expect([place, figures(digest?.text ?? '')]).toEqual([place, numbers]);
      expect(digest?.text).not.toContain('对不上');
    }
  });

  test('what a level says is what the tickets say', () => {
    const open = day.tickets.filter((t) => ['open', 'accepted', 'in_progress', 'on_hold'].includes(t.status));
    expect(open).toHaveLength(figures(digestOf('center')[0]?.text ?? '')[3] ?? -1);
  });

  test('nothing confidential is spelled out in it', () => {
    for (const s of day.sent.filter((one) => one.purpose === 'digest'))
      expect(s.text).not.toMatch(/吵架|摔东西|3-1-501/);
  });

  test('日报 on demand says the same', async () => {
    const asked = await play([
      said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      said('a1', `${DAY} 12:00`, 'slh', 'fang', '日报'),
      until(`${DAY} 12:10`),
    ]);
    const reply = asked.to('slh').find((s) => s.replyTo === 'a1');
    expect(reply?.purpose).toBe('digest');
    expect(figures(reply?.text ?? '')).toEqual([0, 1, 0, 1]);
  });
});
