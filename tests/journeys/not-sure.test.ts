import { describe, expect, test } from 'vitest';
import { clockOf, play, said, until } from '../support/play.js';

const DAY = '2026-04-21';
/** A complaint, or only talk: this town wants to be asked whatever the reader makes of it. */
const MAYBE = said('m1', `${DAY} 09:00`, 'r3', 'tudou', '楼下的车又停得乱七八糟');
const CAUTIOUS = { config: 'conduct: { openAbove: 1 }' };

describe('What the bot is not sure of', () => {
  test('is put before the staff room with one word to open it and one to drop it; nothing is said in the group', async () => {
    const day = await play([MAYBE, until(`${DAY} 09:30`)], CAUTIOUS);
    expect(day.reading('m1').reasons).toContain('perhaps-a-matter');
    expect(day.ticketOf('m1').status).toBe('proposed');
    expect(day.sent.map((s) => [s.room, s.purpose, s.mentions])).toEqual([['slh', 'ask', ['zhou']]]);
    expect(day.sent[0]?.text).toMatch(/立单 1/);
    expect(day.sent[0]?.text).toMatch(/忽略 1/);
  });

  test('立单 makes it a ticket whose clocks begin then', async () => {
    const day = await play(
      [MAYBE, said('m2', `${DAY} 09:20`, 'slh', 'zhou', '立单 {{m1}}'), until(`${DAY} 09:40`)],
      CAUTIOUS,
    );
    expect(day.ticketOf('m1')).toMatchObject({ status: 'open', openedAt: `${DAY}T09:20:00+08:00` });
    expect(day.to('r3').map((s) => [s.purpose, s.replyTo])).toEqual([['ack', 'm1']]);
  });

  test('忽略 drops it without a word in the group', async () => {
    const day = await play(
      [MAYBE, said('m2', `${DAY} 09:20`, 'slh', 'zhou', '忽略 {{m1}}'), until('2026-04-23 09:00')],
      CAUTIOUS,
    );
    expect(day.ticketOf('m1').status).toBe('cancelled');
    expect(day.to('r3')).toEqual([]);
    expect(day.sent.filter((s) => s.purpose === 'reminder')).toEqual([]);
  });

  test('when nobody looks at it, staff are reminded, three times at most', async () => {
    const day = await play([MAYBE, until('2026-04-28 09:00')], CAUTIOUS);
    const reminders = day.sent.filter((s) => s.purpose === 'reminder');
    expect(reminders.map((s) => [s.room, clockOf(s)])[0]).toEqual(['slh', '04-21 10:00']);
    expect(reminders).toHaveLength(3);
    expect(day.ticketOf('m1').status).toBe('proposed');
  });
});
