import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIso, shortTime } from '../../src/clock/zone.js';
import { personId, unitId } from '../../src/model/ids.js';
import { assigneeMeant } from '../../src/tickets/assignee.js';
import { categoryMeant, urgencyMeant } from '../../src/tickets/categories.js';
import { summaryOf } from '../../src/tickets/draft.js';
import { holdUntil } from '../../src/tickets/hold-date.js';
import { ago } from '../../src/tickets/view.js';
import { SETUP, WORDS } from '../commands/support.js';
import type { Town } from '../../src/roster/town.js';

const NOW = parseIso('2021-12-06T09:00:00+08:00') ?? 0;
const ZONE = 'Asia/Shanghai';
const TOWN: Town = {
  zone: ZONE,
  units: new Map(SETUP.units.map((u) => [u.id, u])),
  rooms: new Map(SETUP.rooms.map((r) => [r.id, r])),
  staff: new Map(SETUP.people.filter((p) => p.roles.length > 0).map((p) => [p.id, p])),
};

describe('the day until which a matter is held', () => {
  it.each([
    ['到 12月25日 等材料', '12-25 08:30', '等材料'],
    ['到12月25号等材料', '12-25 08:30', '等材料'],
    ['至 12/25,等材料', '12-25 08:30', '等材料'],
    ['12-25', '12-25 08:30', ''],
    ['2021-12-25 等材料', '12-25 08:30', '等材料'],
    ['到 25号 等配件', '12-25 08:30', '等配件'],
    ['明天', '12-07 08:30', ''],
    ['到下周五 等人', '12-17 08:30', '等人'],
    ['3天 等材料', '12-09 08:30', '等材料'],
    ['三天后', '12-09 08:30', ''],
    ['两周 等招标', '12-20 08:30', '等招标'],
    ['半个月 等配件', '12-21 08:30', '等配件'],
    ['1个月', '01-06 08:30', ''],
    ['到1月5日', '01-05 08:30', ''],
    ['到 12月25日下午3点 等材料', '12-25 15:00', '等材料'],
    ['到 12月25日', '12-25 08:30', ''],
  ])('%s', (words, until, reason) => {
    const held = holdUntil(words, NOW, ZONE, 510);
    expect('until' in held && [shortTime(held.until, ZONE), held.reason]).toEqual([until, reason]);
  });

  it.each([
    ['', 'none'],
    ['等材料', 'none'],
    ['到 12月1日', 'past'],
    ['昨天', 'past'],
    ['到 2025年1月1日', 'far'],
    ['到 2月30日', 'none'],
  ])('%j is none: %s', (words, problem) => {
    expect(holdUntil(words, NOW, ZONE, 510)).toEqual({ problem });
  });

  it('whatever is written, lies ahead and within about a year', () => {
    const words = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), fc.string())
      .map(([m, d, s]) => `到 ${m}月${d}日 ${s}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), words), (text) => {
        const held = holdUntil(text, NOW, ZONE, 510);
        if ('until' in held) expect(held.until > NOW && held.until <= NOW + 366 * 24 * 3600_000).toBe(true);
      }),
    );
  });
});

describe('whom a matter is given to', () => {
  const unit = unitId('hq7-13');
  it.each([
    ['电工班', '电工班', ''],
    ['@电工班 尽快', '电工班', '尽快'],
    ['电工', '电工班', ''],
    ['城管', '城管中队', ''],
    ['给陈网格', '陈网格', ''],
    ['陈网格,下午去', '陈网格', '下午去'],
    ['老赵', '城管老赵', ''],
  ])('%s', (words, name, rest) => {
    expect(assigneeMeant(TOWN, unit, words, [])).toMatchObject({ name, rest });
  });

  it('a mention decides, when it is a person with a role', () => {
    expect(assigneeMeant(TOWN, unit, '@小陈 快去', [personId('chen')])).toMatchObject({
      assignee: { person: 'chen' },
      rest: '快去',
    });
    expect(assigneeMeant(TOWN, unit, '@武赛芬', [personId('wu')])).toMatchObject({ problem: 'notStaff' });
  });
});

describe('names of categories and urgencies', () => {
  it.each([
    ['环境卫生', 'sanitation'],
    ['Sanitation', 'sanitation'],
    ['sanitation', 'sanitation'],
    ['噪声', 'pollution'],
    ['环境卫生类', 'sanitation'],
  ])('%s is %s', (said, id) => {
    expect(categoryMeant(said, 'zh-CN')).toEqual({ id });
  });
  it('what is near is asked back, what is far is not guessed', () => {
    expect(categoryMeant('环境为生', 'zh-CN')).toEqual({ nearest: ['环境卫生'] });
    expect(categoryMeant('宇宙飞船', 'zh-CN')).toEqual({ nearest: [] });
    expect(urgencyMeant('特急')).toBe('emergency');
    expect(urgencyMeant('随便')).toBeNull();
  });
});

it('a summary is one line of at most sixty characters and never shows a telephone number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ maxLength: 80 }), (before, after) => {
      const summary = summaryOf(`${before} 13812345678 ${after}`);
      expect(summary).not.toContain('13812345678');
      expect(summary).not.toContain('\n');
      expect([...summary].length).toBeLessThanOrEqual(60);
    }),
  );
});

it('tells how long ago in the largest whole unit', () => {
  const minutes = [0, 5, 61, 47 * 60, 3 * 24 * 60];
  expect(minutes.map((m) => ago(m * 60_000, WORDS))).toEqual(['刚刚', '5分钟前', '1小时前', '47小时前', '3天前']);
});
