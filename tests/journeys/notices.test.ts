import { beforeAll, describe, expect, test } from 'vitest';
import { clockOf, play, said, until, type Played } from '../support/play.js';

const DAY = '2026-04-21';

describe('A notice with receipts and a deadline, and households that never confirm', () => {
  let story: Played;
  beforeAll(async () => {
    story = await play([
      said(
        'n1',
        `${DAY} 09:00`,
        'slh',
        'fang',
        '发通知 莲花第一网格 需回执 截止4月23日18点 每天提醒\n4月24日上午8点到12点检修停电,请提前安排',
      ),
      said('n2', `${DAY} 09:02`, 'slh', 'fang', '确认'),
      said('r1', `${DAY} 09:10`, 'r3', 'li', '收到'),
      said('r2', `${DAY} 09:11`, 'r3', 'wei', '收到'),
      said('r3', `${DAY} 09:12`, 'r3', 'weisao', '收到,谢谢'),
      said('r4', `${DAY} 09:13`, 'r3', 'fan', '3-1-301收到'),
      said('r5', `${DAY} 09:14`, 'r3', 'zhou', '收到'),
      said('r6', `${DAY} 09:15`, 'r5', 'peng', '1'),
      said('r7', `${DAY} 09:16`, 'r5', 'yu', '👌', { quote: 'r6' }),
      said('n3', `${DAY} 10:00`, 'slh', 'fang', '回执 N1'),
      said('n4', `${DAY} 16:00`, 'slh', 'fang', '提醒 N1'),
      said('r8', `${DAY} 16:10`, 'r3', 'tudou', '收到'),
      until('2026-04-23 19:00'),
    ]);
  });

  test('is shown first, with rooms and households, and goes nowhere before 确认', () => {
    const preview = story.to('slh')[0];
    expect(preview).toMatchObject({ replyTo: 'n1', purpose: 'command' });
    expect(preview?.text).toContain('2个群');
    expect(preview?.text).toContain('11户');
    expect(preview?.text).toContain('4月23日 18:00');
    expect(story.between(`${DAY} 09:00`, `${DAY} 09:02`).every((s) => s.room === 'slh')).toBe(true);
  });

  test('reaches each residents room of the grid once, and no other', () => {
    const notices = story.sent.filter((s) => s.purpose === 'notice');
    expect(notices.map((s) => s.room)).toEqual(['r3', 'r5']);
    for (const s of notices) expect(s.text).toContain('检修停电');
    expect(story.notices[0]).toMatchObject({ id: 1, rooms: 2, sent: 2, failed: 0 });
  });

  test('counts receipts by household: husband and wife are one, and no receipt is answered', () => {
    const report = story.to('slh').find((s) => s.replyTo === 'n3');
    expect(report?.purpose).toBe('receipt-report');
    expect(report?.text).toContain('3-2-202');
    expect(report?.text).not.toContain('3-2-302');
    expect(story.between(`${DAY} 09:10`, `${DAY} 10:00`).filter((s) => s.room !== 'slh')).toEqual([]);
  });

  test('提醒 goes only to the rooms that miss somebody, and names the households', () => {
    const nudges = story.between(`${DAY} 16:00`, `${DAY} 17:00`).filter((s) => s.purpose === 'reminder');
    expect(nudges.length).toBeGreaterThan(0);
    for (const s of nudges) expect(['r3', 'r5']).toContain(s.room);
    expect(nudges.find((s) => s.room === 'r3')?.text).toContain('3-2-202');
  });

  test('each morning those are reminded, until the deadline', () => {
    const mornings = story.between('2026-04-22 00:00', '2026-04-23 19:00').filter((s) => s.purpose === 'reminder');
    expect(mornings.map(clockOf).filter((at, i, all) => all.indexOf(at) === i)).toEqual(['04-22 09:00', '04-23 09:00']);
    expect(mornings.find((s) => s.room === 'r3')?.text).not.toContain('3-1-501');
  });

  test('at the deadline staff hear once who confirmed and who never did', () => {
    const reports = story.between('2026-04-23 18:00', '2026-04-23 19:00').filter((s) => s.purpose === 'receipt-report');
    expect(reports.map((s) => [s.room, clockOf(s)])).toEqual([['slh', '04-23 18:00']]);
    expect(reports[0]?.text).toContain('截止');
    expect(reports[0]?.text).toContain('3-2-202');
    expect(story.notices[0]?.missing).toEqual(expect.arrayContaining(['3-1-401', '3-2-102', '3-2-202']));
    expect(story.notices[0]?.missing).not.toContain('3-1-501');
  });

  test('no receipt opens a ticket', () => {
    expect(story.tickets).toEqual([]);
  });
});

describe('A notice that is not confirmed', () => {
  test('goes nowhere after 取消', async () => {
    const story = await play([
      said('n1', `${DAY} 09:00`, 'slh', 'fang', '发通知 莲花第一网格 4月24日上午8点到12点检修停电'),
      said('n2', `${DAY} 09:02`, 'slh', 'fang', '取消'),
      until(`${DAY} 12:00`),
    ]);
    expect(story.amongResidents).toEqual([]);
    expect(story.to('slh').map((s) => s.replyTo)).toEqual(['n1', 'n2']);
  });

  test('goes nowhere when it is forgotten: a 确认 an hour later is talk', async () => {
    const story = await play([
      said('n1', `${DAY} 09:00`, 'slh', 'fang', '发通知 莲花第一网格 4月24日上午8点到12点检修停电'),
      said('n2', `${DAY} 10:00`, 'slh', 'fang', '确认'),
      until(`${DAY} 12:00`),
    ]);
    expect(story.amongResidents).toEqual([]);
  });

  test("a leader can't reach the other building", async () => {
    const story = await play([
      said('n1', `${DAY} 09:00`, 'slh', 'zhou', '发通知 莲花5号楼微网格 明天停水'),
      said('n2', `${DAY} 09:01`, 'slh', 'zhou', '确认'),
      until(`${DAY} 10:00`),
    ]);
    expect(story.amongResidents).toEqual([]);
    expect(story.to('slh')[0]?.text).toContain('不在您负责的范围内');
  });

  test('a set time is kept, and quiet hours hold a notice confirmed at night', async () => {
    const story = await play([
      said('n1', `${DAY} 17:00`, 'slh', 'fang', '发通知 莲花第一网格 明天8点发\n请大家把楼道里的杂物搬走'),
      said('n2', `${DAY} 17:01`, 'slh', 'fang', '确认'),
      said('n3', `${DAY} 22:30`, 'sdh', 'shao', '发通知 东湖1栋微网格 地下车库今晚消杀,请关好窗户'),
      said('n4', `${DAY} 22:31`, 'sdh', 'shao', '确认'),
      until('2026-04-22 09:00'),
    ]);
    const notices = story.sent.filter((s) => s.purpose === 'notice');
    expect(notices.map((s) => [s.room, clockOf(s)])).toEqual([
      ['d1', '04-22 07:00'],
      ['r3', '04-22 08:00'],
      ['r5', '04-22 08:00'],
    ]);
  });
});
