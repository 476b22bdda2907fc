import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageIds } from '../../adapters/web/ids.js';
import { mentioned } from '../../adapters/web/incoming.js';
import { minutesToMorning } from '../../adapters/web/day.js';
import { chipsFor, lastAbout } from '../../adapters/web/page/chips.js';
import { initials } from '../../adapters/web/page/look.js';
import { visible } from '../../adapters/web/page/visible.js';
import { pageTexts, localeOf } from '../../adapters/web/texts.js';
import { FAILURES } from '../../adapters/web/failure.js';
import { packageRoot } from '../../src/config/paths.js';
import { LOCALES } from '../../src/message/reply/words.js';
import { personId } from '../../src/model/ids.js';

const PAGE = join(packageRoot(), 'adapters', 'web', 'page');

describe('Message ids', () => {
  test('rise within a run, also when the clock is put back, and differ between runs of the same moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2, maxLength: 50 }), (times) => {
        const mint = messageIds('aaaaaaaaaaaa');
        const ids = times.map(mint);
        expect([...ids].sort()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
        const other = messageIds('bbbbbbbbbbbb');
        expect(times.map(other).some((id) => ids.includes(id))).toBe(false);
      }),
    );
  });
});

describe('Text of others', () => {
  test('shows what is hidden in it instead of obeying it', () => {
    expect(visible('好\u202e反\u0000转\u200b')).toBe('好〔U+202E〕反〔U+0000〕转〔U+200B〕');
    expect(visible('一\r\n二\t三')).toBe('一\n二\t三');
    expect(visible('👨‍👩‍👧 ❤️')).toBe('👨‍👩‍👧 ❤️');
  });

  test('never carries a control or direction mark to the page, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
      }),
    );
  });

  test('a mention is of the longest name that fits, and an at-sign alone is none', () => {
    const people = ['王小', '王小明'].map((name) => ({ id: personId(name), name }));
    expect(mentioned('@王小明你好', people, ['微格'])).toEqual({ people: ['王小明'], bot: false });
    expect(mentioned('a@b.c @BOT', people, ['bot'])).toEqual({ people: [], bot: true });
  });

  test.each([
    ['姚丽燕', '丽燕'],
    ['3-2-501 林姐', '林姐'],
    ['Anna Smith', 'AS'],
    ['12', '?'],
  ])('%s is drawn as %s', (name, letters) => expect(initials(name)).toBe(letters));
});

describe('The morning', () => {
  test.each([
    ['2021-12-06T02:00:00+08:00', 6 * 60],
    ['2021-12-06T08:00:00+08:00', 24 * 60],
    ['2021-12-06T20:30:00+08:00', 11 * 60 + 30],
  ])('from %s is %i minutes away', (at, minutes) => {
    expect(minutesToMorning(Date.parse(at), 'Asia/Shanghai')).toBe(minutes);
  });
});

describe('Quick answers', () => {
  const ticket = { number: 12, status: 'open', reporters: [personId('wu')], satisfaction: null } as const;
  const line = { from: null, ticket: 12, notice: null, recalled: false } as const;
  const names = (about: object, asker: { id: string; staff: boolean } | null) =>
    chipsFor(line, { ticket: { ...ticket, ...about } as never, notice: null }, asker).map(({ name }) => name);
  const staff = { id: 'yao', staff: true };

  test('staff may take an open matter, decide on a proposed one, and do nothing with a settled one', () => {
    expect(names({}, staff)).toEqual(['accept', 'resolve', 'assign']);
    expect(names({ status: 'proposed' }, staff)).toEqual(['open', 'drop']);
    expect(names({ status: 'closed' }, staff)).toEqual([]);
  });

  test('who raised it may say whether it is solved, once; others may not', () => {
    const resolved = { status: 'resolved' } as const;
    expect(names(resolved, { id: 'wu', staff: false })).toEqual(['satisfied', 'dissatisfied']);
    expect(names({ ...resolved, satisfaction: 5 }, { id: 'wu', staff: false })).toEqual([]);
    expect(names(resolved, { id: 'chen', staff: false })).toEqual([]);
    expect(names(resolved, null)).toEqual([]);
  });

  test('stand only under the last line about their matter', () => {
    const said = (id: string, number: number | null) => ({ id, from: null, ticket: number, notice: null }) as never;
    expect([...lastAbout([said('a', 1), said('b', 2), said('c', 1), said('d', null)])]).toEqual(['c', 'b']);
  });
});

describe('The page’s words', () => {
  const texts = pageTexts();
  const sources = readdirSync(PAGE)
    .filter((file) => /\.(ts|html)$/.test(file))
    .map((file) => readFileSync(join(PAGE, file), 'utf8'))
    .join('\n');

  test.each(LOCALES)('are all there in %s, with the same placeholders as in Chinese', (locale) => {
    const named = [...sources.matchAll(/\bt\('([\w.-]+)'|data-(?:text|label)="([\w.-]+)"/g)];
    const keys = new Set(named.map((match) => match[1] ?? match[2] ?? ''));
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !(key in texts.all(locale)))).toEqual([]);
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    for (const [key, text] of Object.entries(texts.all('zh-CN'))) {
      expect([key, holes(texts.all(locale)[key] ?? '')]).toEqual([key, holes(text)]);
    }
  });

  test('there is a sentence for every refusal', () => {
    for (const locale of LOCALES) {
      const known = Object.keys(texts.all(locale));
      expect(Object.keys(FAILURES).filter((failure) => !known.includes(`error.${failure}`))).toEqual([]);
    }
  });

  test.each([
    ['en-US,zh;q=0.5', 'en'],
    ['zh-TW', 'zh-CN'],
    ['fr', 'zh-CN'],
    [undefined, 'zh-CN'],
  ])('a browser that asks for %s gets %s', (header, locale) => expect(localeOf(header, 'zh-CN')).toBe(locale));
});
