import { describe, expect, test } from 'vitest';
import { play, said, until } from '../support/play.js';

const DAY = '2026-04-21';
const OUTAGE = [
  said('m1', `${DAY} 09:00:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
  said('m2', `${DAY} 09:00:30`, 'r3', 'li', '我家也停了'),
  said('m3', `${DAY} 09:01:00`, 'r3', 'duo', '我家也停了'),
  said('m4', `${DAY} 09:01:20`, 'r3', 'tudou', '我家也没水了'),
  said('m5', `${DAY} 09:01:45`, 'r3', 'mao', '我家也停了'),
  said('m6', `${DAY} 09:02:00`, 'r3', 'wei', '+1,我家也停了'),
  said('m7', `${DAY} 09:02:20`, 'r3', 'mumu', '我家也停了'),
];

describe('"我家也停了", six times', () => {
  test('is one ticket with seven households, and one acknowledgement', async () => {
    const day = await play([...OUTAGE, until(`${DAY} 09:20`)]);
    expect(day.tickets).toHaveLength(1);
    expect(day.ticketOf('m1')).toMatchObject({
      households: 7,
      reporters: ['fan', 'li', 'duo', 'tudou', 'mao', 'wei', 'mumu'],
      messages: ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'],
    });
    expect(day.to('r3').map((s) => s.purpose)).toEqual(['ack']);
    expect(day.to('slh')).toHaveLength(1);
  });

  test('two people of one household count once', async () => {
    const day = await play([
      ...OUTAGE,
      said('m8', `${DAY} 09:03`, 'r3', 'weisao', '我家也停了'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.ticketOf('m8')).toMatchObject({ households: 7, reporters: expect.arrayContaining(['wei', 'weisao']) });
  });

  test('whoever has it in hand sees how many households it is', async () => {
    const day = await play([
      ...OUTAGE,
      said('m9', `${DAY} 09:10`, 'slh', 'zhou', '工单 {{m1}}'),
      until(`${DAY} 09:20`),
    ]);
    expect(day.to('slh').at(-1)?.text).toContain('7户');
  });

  test('the result is told once to the group, not seven times', async () => {
    const day = await play([
      ...OUTAGE,
      said('m9', `${DAY} 09:10`, 'slh', 'zhou', '受理 {{m1}}'),
      said('m10', `${DAY} 11:00`, 'slh', 'zhou', '办结 {{m1}} 水管已抢修'),
      until(`${DAY} 11:10`),
    ]);
    expect(day.to('r3').map((s) => s.purpose)).toEqual(['ack', 'satisfaction']);
  });
});
