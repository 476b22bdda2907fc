import { describe, expect, test } from 'vitest';
import { play, said, until, whispered, type Event, type Played } from '../support/play.js';

const DAY = '2026-04-21';

const outage = [
  said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼停电了,家里一片黑'),
  said('m2', `${DAY} 09:03`, 'r5', 'peng', '5号楼也停电了,有没有人管'),
];

const offers = (day: Played) => day.sent.filter((s) => s.purpose === 'ask' && s.text.includes('合并 '));

describe('An outage that two micro-grids report', () => {
  test('is offered for merging once, in the staff room of the community, with the command to type', async () => {
    const day = await play([...outage, until('2026-04-22 12:00')]);
    expect(day.tickets.map((t) => [t.unit, t.category, t.mergedInto])).toEqual([
      ['lh1-3', 'utilities', null],
      ['lh1-5', 'utilities', null],
    ]);
    expect(offers(day).map((s) => [s.room, s.at.slice(11, 16)])).toEqual([['slh', '09:05']]);
    const [offer] = offers(day);
    expect(offer?.text).toContain('“合并 1 2”');
    expect(offer?.text).toContain('莲花3号楼微网格');
    expect(offer?.text).toContain('莲花5号楼微网格');
    expect(offer?.mentions).toEqual([]);
    expect(offer?.text.split('\n')).toHaveLength(1);
  });

  test('once it is merged, both groups hear that it is solved, and satisfaction is asked in one of them', async () => {
    const day = await play([
      ...outage,
      said('a1', `${DAY} 09:10`, 'slh', 'fang', '合并 1 2'),
      said('a2', `${DAY} 10:00`, 'slh', 'fang', '办结 1 变压器修好了'),
      until('2026-04-22 12:00'),
    ]);
    expect(day.tickets.map((t) => t.mergedInto)).toEqual([null, 1]);
    const after = day.between(`${DAY} 10:00`, '2026-04-22 12:00').filter((s) => s.room === 'r3' || s.room === 'r5');
    expect(after.map((s) => [s.room, s.purpose, s.replyTo, s.mentions])).toEqual([
      ['r3', 'satisfaction', 'm1', ['li']],
      ['r5', 'status', 'm2', ['peng']],
    ]);
    expect(after[1]?.text).toContain('2号');
    expect(after[1]?.text).toContain('办好了');
  });

  test('what the second group says afterwards belongs to the ticket that was kept', async () => {
    const day = await play([
      ...outage,
      said('a1', `${DAY} 09:10`, 'slh', 'fang', '合并 1 2'),
      said('m3', `${DAY} 09:20`, 'r5', 'yu', '我家也停电了', { quote: 'm2' }),
      until(`${DAY} 10:00`),
    ]);
    expect(day.ticketOf('m3').number).toBe(1);
  });

  test('a third report later is one more line, not one a pair; what was offered is not offered again', async () => {
    const day = await play([
      ...outage,
      said('m3', `${DAY} 09:30`, 'r5', 'yu', '报修:5号楼2单元停电了', { mentions: [] }),
      until('2026-04-22 12:00'),
    ]);
    expect(offers(day).length).toBeLessThanOrEqual(2);
    const pairs = offers(day).map((s) => /合并 ([\d ]+)/.exec(s.text)?.[1]);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test('of another community it is nobody’s neighbour', async () => {
    const day = await play([
      outage[0] ?? said('m1', `${DAY} 09:00`, 'r3', 'li', '停电了'),
      said('m2', `${DAY} 09:03`, 'd1', 'xu', '东湖1栋停电了'),
      until('2026-04-22 12:00'),
    ]);
    expect(day.tickets).toHaveLength(2);
    expect(offers(day)).toEqual([]);
  });
});

describe('What is not offered', () => {
  const quiet: readonly [string, readonly Event[]][] = [
    [
      'two lamps of two micro-grids',
      [
        said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼门口的路灯不亮了'),
        said('m2', `${DAY} 09:03`, 'r5', 'peng', '5号楼门口的路灯不亮了'),
      ],
    ],
    [
      'what was told in private',
      [
        said('m1', `${DAY} 09:00`, 'r3', 'li', '3号楼停电了,家里一片黑'),
        whispered('m2', `${DAY} 09:03`, 'peng', '5号楼停电了,家里一片黑'),
      ],
    ],
    ['an outage of another day', [...outage.slice(0, 1), said('m2', '2026-04-22 09:03', 'r5', 'peng', '5号楼停电了')]],
    [
      'a matter that was taken back before the line was due',
      [...outage, said('a1', `${DAY} 09:04`, 'slh', 'fang', '作废 2 误报')],
    ],
    ['two troubles of one message', [said('m1', `${DAY} 09:00`, 'r3', 'wei', '3号楼路灯坏了,还有5号楼后面垃圾没人收')]],
  ];
  test.each(quiet)('%s', async (_, events) => {
    const day = await play([...events, until('2026-04-23 12:00')]);
    expect(offers(day)).toEqual([]);
  });
});

describe('At night', () => {
  test('the offer waits for the morning', async () => {
    const day = await play([
      said('m1', `${DAY} 23:00`, 'r3', 'li', '3号楼停电了,家里一片黑'),
      said('m2', `${DAY} 23:03`, 'r5', 'peng', '5号楼也停电了,一片漆黑'),
      until('2026-04-22 12:00'),
    ]);
    expect(offers(day).map((s) => s.at.slice(0, 16))).toEqual(['2026-04-22T07:00']);
  });
});

describe('Several into one', () => {
  test('合并 takes more than two numbers; a wrong one is named and the others go in', async () => {
    const day = await play([
      ...outage,
      said('m3', `${DAY} 09:05`, 'r3', 'mao', '3号楼门口垃圾堆成山了没人收'),
      said('a1', `${DAY} 09:20`, 'slh', 'fang', '合并 1 2 99 3'),
      until(`${DAY} 10:00`),
    ]);
    expect(day.tickets.map((t) => t.mergedInto)).toEqual([null, 1, 1]);
    const reply = day.to('slh').find((s) => s.replyTo === 'a1');
    expect(reply?.text).toContain('99');
    expect(reply?.text.split('\n')).toHaveLength(3);
  });
});
