import { describe, expect, test } from 'vitest';
import { instant, outline, play, said, until } from '../support/play.js';
import { STAFF_ROOMS } from '../support/town.js';

/** 1 to 5 May 2026 are days off; 30 April is a Thursday. */
const EVE = '2026-04-30';

const escalationsOnly = (purpose: string) => purpose === 'escalation';

describe('Nobody answers, at seven in the evening before a holiday', () => {
  test('an ordinary matter waits for the first working day, then goes up tier by tier', async () => {
    const story = await play([
      said('m1', `${EVE} 19:00`, 'r3', 'li', '3号楼门口的路灯不亮了,晚上黑漆漆的'),
      until('2026-05-08 18:00'),
    ]);
    const ticket = story.ticketOf('m1');
    expect(ticket.urgency).toBe('normal');
    expect(story.between(`${EVE} 19:01`, '2026-05-06 08:30').filter((s) => s.purpose !== 'digest')).toEqual([]);
    expect(ticket.escalations.map((e) => [e.at, e.from, e.to])).toEqual([
      ['2026-05-06T10:30:00+08:00', 'microgrid', 'grid'],
      ['2026-05-06T14:30:00+08:00', 'grid', 'community'],
      ['2026-05-06T16:30:00+08:00', 'community', 'town'],
    ]);
  });

  test('an urgent matter climbs from leader to worker, community and town within two hours', async () => {
    const story = await play([
      said('m1', `${EVE} 19:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      until('2026-05-01 12:00'),
    ]);
    const ticket = story.ticketOf('m1');
    expect(ticket.urgency).toBe('urgent');
    expect(ticket.escalations.map((e) => [e.at, e.to])).toEqual([
      [`${EVE}T19:30:00+08:00`, 'grid'],
      [`${EVE}T20:00:00+08:00`, 'community'],
      [`${EVE}T20:30:00+08:00`, 'town'],
    ]);
    const told = story.sent.filter((s) => escalationsOnly(s.purpose));
    expect(told.slice(0, 3).map((s) => [s.room, s.mentions])).toEqual([
      ['slh', ['shen']],
      ['slh', ['fang']],
      ['center', ['lan']],
    ]);
  });

  test('at the top it is told again three times and no more, and never at night', async () => {
    const story = await play([
      said('m1', `${EVE} 19:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      until('2026-05-12 12:00'),
    ]);
    const atTop = story.to('center').filter((s) => escalationsOnly(s.purpose));
    expect(atTop).toHaveLength(1 + 3);
    const nightly = story.sent.filter((s) => s.at.slice(11, 13) >= '22' || s.at.slice(11, 13) < '07');
    expect(outline(nightly)).toEqual([]);
    expect(story.sent.filter((s) => s.purpose !== 'digest').length).toBeLessThan(20);
  });

  test('what is said while climbing stays among staff', async () => {
    const story = await play([
      said('m1', `${EVE} 19:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      until('2026-05-12 12:00'),
    ]);
    expect(outline(story.amongResidents)).toEqual(['04-30 19:00 r3 ack']);
    const elsewhere = story.sent.filter((s) => s.room !== undefined && s.room !== 'r3').map((s) => s.room);
    expect(elsewhere.every((room) => room !== undefined && STAFF_ROOMS.includes(room))).toBe(true);
  });

  test('an acceptance stops the ladder', async () => {
    const story = await play([
      said('m1', `${EVE} 19:00`, 'r3', 'fan', '3号楼怎么停水了,一滴都没有'),
      said('m2', `${EVE} 19:40`, 'slh', 'shen', '受理 {{m1}}'),
      until(`${EVE} 22:00`),
    ]);
    expect(story.ticketOf('m1')).toMatchObject({ status: 'accepted', assignee: 'shen', level: 'grid' });
    expect(story.ticketOf('m1').escalations).toHaveLength(1);
    expect(story.between(`${EVE} 19:41`, `${EVE} 22:00`).filter((s) => s.purpose !== 'digest')).toEqual([]);
  });
});

describe('A smell of gas at three in the morning', () => {
  const NIGHT = '2026-04-22 03:00:00';
  const smell = said('m1', NIGHT, 'r5', 'yu', '楼道里好大一股煤气味,快来人啊');

  test('the resident is told at once whom to call and what not to do', async () => {
    const story = await play([smell, until('2026-04-22 03:04')]);
    expect(story.ticketOf('m1')).toMatchObject({ category: 'utilities', urgency: 'emergency' });
    const [first] = story.sent;
    expect(first).toMatchObject({ room: 'r5', purpose: 'ack', replyTo: 'm1', mentions: ['yu'] });
    expect(instant(first?.at ?? '')).toBe(instant(NIGHT));
    expect(first?.text).toMatch(/关阀门.*开窗.*不要/);
    expect(first?.text).toContain('119');
  });

  test('leader, worker and community are told in the same minute in their room, and who goes there in private too', async () => {
    const story = await play([smell, until('2026-04-22 03:04')]);
    const told = story.between(NIGHT, '2026-04-22 03:01');
    expect(told.filter((s) => s.person !== undefined).map((s) => s.person)).toEqual(
      expect.arrayContaining(['qin', 'shen']),
    );
    expect(told.find((s) => s.room === 'slh')?.mentions).toEqual(['qin', 'shen', 'fang']);
    for (const s of told.filter((one) => one.room !== 'r5')) expect(s.text).toContain('煤气味');
  });

  test('the resident hears of it once, not again after the burst', async () => {
    const story = await play([smell, until('2026-04-22 03:04')]);
    expect(story.to('r5')).toHaveLength(1);
  });

  test('nobody answers: it climbs every five minutes through the night', async () => {
    const story = await play([smell, until('2026-04-22 04:00')]);
    expect(story.ticketOf('m1').escalations.map((e) => [e.at.slice(11, 16), e.to])).toEqual([
      ['03:05', 'grid'],
      ['03:10', 'community'],
      ['03:15', 'town'],
    ]);
    expect(story.to('center').map((s) => s.at.slice(11, 16))).toEqual(['03:15', '03:20', '03:25', '03:30']);
  });
});
