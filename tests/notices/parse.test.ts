import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from '../../src/clock/zone.js';
import { personId } from '../../src/model/ids.js';
import { parseNotice } from '../../src/notices/parse.js';
import { momentOf } from '../../src/notices/when.js';
import type { Town } from '../../src/roster/town.js';
import { at, SETUP, ZONE } from './support.js';

const town: Town = {
  zone: ZONE,
  units: new Map(SETUP.units.map((u) => [u.id, u])),
  rooms: new Map(SETUP.rooms.map((r) => [r.id, r])),
  staff: new Map(SETUP.people.filter((p) => p.roles.length > 0).map((p) => [p.id, p])),
};
const now = at('2021-12-06T10:00:00');

function parse(raw: string, person = 'qian') {
  const sender = town.staff.get(personId(person)) ?? { roles: [] };
  const { text, options, scope } = parseNotice(raw, { town, sender, chosen: {}, now, zone: ZONE });
  const time = (t: number | null) => (t === null ? null : isoTime(t, ZONE).slice(0, 16));
  return {
    text,
    scope:
      scope.kind === 'units'
        ? scope.units.join()
        : scope.kind === 'outside'
          ? `outside ${scope.name}`
          : `${scope.several ? 'several' : 'unknown'} ${scope.choices.map((u) => u.id).join()}`,
    receipt: options.needsReceipt,
    deadline: time(options.deadline),
    daily: options.remindDaily,
    sendAt: time(options.sendAt),
    unreadable: options.unreadable,
  };
}

const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const plain = { receipt: false, deadline: null, daily: false, sendAt: null, unreadable: [] };
const TEXT = '明天停水,请提前储水。';

describe('what stands before the text of a notice', () => {
  it.each([
    [TEXT, 'hq7', {}],
    [`七村 ${TEXT}`, 'hq7', {}],
    [`七村:${TEXT}`, 'hq7', {}],
    [`七村,${TEXT}`, 'hq7', {}],
    [`13 ${TEXT}`, 'hq7-13', {}],
    [`13微网格 ${TEXT}`, 'hq7-13', {}],
    [`第13微网格 ${TEXT}`, 'hq7-13', {}],
    [`第十三微网格 ${TEXT}`, 'hq7-13', {}],
    [`13号微格群 ${TEXT}`, 'hq7-13', {}],
    [`3 ${TEXT}`, 'hq7-3', {}],
    [`3微网格 ${TEXT}`, 'hq7-3', {}],
    [`七村第一网格 ${TEXT}`, 'hq7-1', {}],
    [`第1网格 ${TEXT}`, 'hq7-1', {}],
    [`7村1网格 ${TEXT}`, 'hq7-1', {}],
    [`13、3 ${TEXT}`, 'hq7-13,hq7-3', {}],
    [`第13微网格和第3微网格 ${TEXT}`, 'hq7-13,hq7-3', {}],
    [`全村 ${TEXT}`, 'hq7', {}],
    [`全社区\n${TEXT}`, 'hq7', {}],
    [`所有群 ${TEXT}`, 'hq7', {}],
    [`需回执 ${TEXT}`, 'hq7', { receipt: true }],
    [`要回执,${TEXT}`, 'hq7', { receipt: true }],
    [`${TEXT.slice(0, -1)} 需回执`, 'hq7', { receipt: true }],
    [`截止 12月20日 ${TEXT}`, 'hq7', { receipt: true, deadline: '2021-12-20T23:59' }],
    [`截止12月20日18点 ${TEXT}`, 'hq7', { receipt: true, deadline: '2021-12-20T18:00' }],
    [`截止 12月20日 18点\n${TEXT}`, 'hq7', { receipt: true, deadline: '2021-12-20T18:00' }],
    [`12月20日前回复 ${TEXT}`, 'hq7', { receipt: true, deadline: '2021-12-20T23:59' }],
    [`每天提醒 ${TEXT}`, 'hq7', { receipt: true, daily: true }],
    [`明天8点发 ${TEXT}`, 'hq7', { sendAt: '2021-12-07T08:00' }],
    [`今晚7点发 ${TEXT}`, 'hq7', { sendAt: '2021-12-06T19:00' }],
    [`12月7日8:30发 ${TEXT}`, 'hq7', { sendAt: '2021-12-07T08:30' }],
    [`12月7日8:30发 ${TEXT}`, 'hq7', { sendAt: '2021-12-07T08:30' }],
    [`下午三点半发 ${TEXT}`, 'hq7', { sendAt: '2021-12-06T15:30' }],
    [
      `明早8点发 七村第13微网格 每天提醒,需回执,截止12月20日\n${TEXT}`,
      'hq7-13',
      { receipt: true, daily: true, deadline: '2021-12-20T23:59', sendAt: '2021-12-07T08:00' },
    ],
    [
      `需回执 截止 12月20日 每天提醒 13 明天8点发 ${TEXT}`,
      'hq7-13',
      { receipt: true, daily: true, deadline: '2021-12-20T23:59', sendAt: '2021-12-07T08:00' },
    ],
  ])('%s', (raw, scope, options) => {
    const found = parse(raw);
    expect(found).toEqual({ ...plain, ...options, scope, text: found.text });
    expect(TEXT.startsWith(found.text)).toBe(true);
    expect(found.text.length).toBeGreaterThanOrEqual(TEXT.length - 1);
  });

  it.each([
    '明天8点停水,请储水',
    '明天8点发放防护物资,在村委会领取',
    '截止12月20日,尚有20户没有缴纳医保,请尽快',
    '12月20日截止,医保不要忘了',
    '城乡居民医保集中缴费,12月20日截止',
    '各位居民 明天停水',
    '紧急通知:明天停水',
    '2021年度医保开始缴费',
    '医保通知\n截止 12月20日\n需回执',
  ])('text that only looks like an option stays whole: %s', (raw) => {
    expect(parse(raw)).toEqual({ ...plain, scope: 'hq7', text: raw });
  });

  it('a date at the end of the line is understood and stays in the text', () => {
    const found = parse('七村 医保集中缴费 截止12月20日');
    expect(found).toMatchObject({ text: '医保集中缴费 截止12月20日', deadline: '2021-12-20T23:59' });
  });

  it('several lines are kept as they were written', () => {
    expect(parse('七村 需回执\n第一行  两个空格\n\n第三行,全角').text).toBe('第一行  两个空格\n\n第三行,全角');
  });

  it('a day that does not exist is named, not skipped', () => {
    expect(parse(`截止2月30日 ${TEXT}`).unreadable).toEqual(['截止2月30日']);
  });

  it('a village outside the sender is refused by name', () => {
    expect(parse(`八村 ${TEXT}`).scope).toBe('outside 八村');
    expect(parse(`全镇 ${TEXT}`).scope).toBe('outside 虹桥镇');
    expect(parse(`七村 ${TEXT}`, 'yao').scope).toBe('outside 七村');
    expect(parse(`13、八村 ${TEXT}`).scope).toBe('outside 八村');
  });

  it('the whole town is the town worker’s own', () => {
    expect(parse(`全镇 ${TEXT}`, 'zhou').scope).toBe('hq');
    expect(parse(`虹桥 ${TEXT}`, 'zhou').scope).toBe('hq');
  });

  it('an equal number in two villages is asked back to whom both belong', () => {
    expect(parse(`13 ${TEXT}`, 'zhou').scope).toBe('several hq7-13,hq8-13');
    expect(parse(`第13微网格 ${TEXT}`, 'zhou').scope).toBe('several hq7-13,hq8-13');
    expect(parse(`八村13微网格 ${TEXT}`, 'zhou').scope).toBe('hq8-13');
  });

  it('a name that no unit has is asked back with the nearest', () => {
    expect(parse(`七村第33微网格 ${TEXT}`).scope).toMatch(/^unknown hq7-3,/);
    expect(parse(`88 ${TEXT}`).scope).toMatch(/^unknown/);
  });

  it('any words give a notice or a question, never an error', () => {
    const word = fc.constantFrom(
      '七村',
      '13',
      '需回执',
      '截止',
      '12月20日',
      '明天8点发',
      ' ',
      '\n',
      ',',
      '停水',
      '每天提醒',
      '、',
    );
    const words = fc.array(word, { maxLength: 12 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(words, fc.string({ unit: 'grapheme' })), (raw) => {
        const found = parse(raw);
        const lines = raw.replace(INVISIBLE, '');
        expect(found.text.split('\n').every((line) => lines.includes(line))).toBe(true);
      }),
    );
  });
});

describe('moments in options', () => {
  it.each([
    ['今天18点', '2021-12-06T18:00'],
    ['9点', '2021-12-07T09:00'],
    ['明晚8点', '2021-12-07T20:00'],
    ['明天中午12点', '2021-12-07T12:00'],
    ['今晚12点', '2021-12-07T00:00'],
    ['后天上午九点一刻', '2021-12-08T09:15'],
    ['周五', '2021-12-10T23:59'],
    ['下周一上午9点', '2021-12-13T09:00'],
    ['20号', '2021-12-20T23:59'],
    ['5号', '2022-01-05T23:59'],
    ['1月5日', '2022-01-05T23:59'],
    ['12.20', '2021-12-20T23:59'],
    ['2022年3月1日', '2022-03-01T23:59'],
    ['十二月二十日下午五点半', '2021-12-20T17:30'],
    ['月底', '2021-12-31T23:59'],
    ['12月1日', '2021-12-01T23:59'],
  ])('%s', (words, expected) => {
    const moment = momentOf(words, now, ZONE, 23 * 60 + 59);
    expect(moment === null ? null : isoTime(moment.at, ZONE).slice(0, 16)).toBe(expected);
  });

  it.each(['2月30日', '25点', '明天8点70分', '13月1日'])('%s is no moment', (words) => {
    expect(momentOf(words, now, ZONE, 0)).toBeNull();
  });
});
