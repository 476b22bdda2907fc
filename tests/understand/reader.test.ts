import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTS, URGENCIES, isOpener, type ReadInput, type Reader } from '../../src/model/reading.js';
import { loadLinearReader, loadReader, tokens } from '../../src/message/understand/index.js';
import type { LinearReader } from '../../src/message/understand/reader.js';
import { loadTaxonomy } from '../../src/message/understand/taxonomy.js';

const said = (text: string, more: Partial<ReadInput> = {}): ReadInput => ({
  text,
  at: '2023-05-17T19:30:00+08:00',
  role: 'resident',
  images: 0,
  quote: null,
  before: [],
  ...more,
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.stringMatching(/^[一-龥?!,。0-9]{0,60}$/),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 }).map((codes) => String.fromCharCode(...codes)),
);
const role = fc.constantFrom('resident' as const, 'staff' as const, 'bot' as const);
const anyInput: fc.Arbitrary<ReadInput> = fc.record({
  text: anyText,
  at: fc.constantFrom('2023-05-17T19:30:00+08:00', '', '2021-12-06T08:03:11Z'),
  role,
  images: fc.nat(3),
  quote: fc.option(fc.record({ text: anyText, role })),
  before: fc.array(fc.record({ text: anyText, role, sameSpeaker: fc.boolean(), agoMs: fc.nat(7_200_000) }), {
    maxLength: 10,
  }),
});

describe('the reader', () => {
  let reader: Reader;
  let linear: LinearReader;
  const categories = loadTaxonomy().categories.map((category) => category.id);
  beforeAll(async () => {
    reader = await loadReader();
    linear = await loadLinearReader();
  });

  it('reads any text without failing, with labels of the vocabulary only', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const reading = reader.read(input);
        expect(ACTS).toContain(reading.act);
        expect(reading.category !== null).toBe(isOpener(reading.act));
        expect(reading.urgency !== null).toBe(isOpener(reading.act));
        if (reading.category !== null) expect(categories).toContain(reading.category);
        if (reading.urgency !== null) expect(URGENCIES).toContain(reading.urgency);
        expect(reading.confidence).toBeGreaterThanOrEqual(0);
        expect(reading.confidence).toBeLessThanOrEqual(1);
        expect(reading.alternatives.map((a) => a.act)).not.toContain(reading.act);
        expect(reading.alternatives.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 300 },
    );
  });

  it('has probabilities that add up to one', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { act, urgency } = linear.opinion(input);
        expect([...act.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
        expect(Object.values(urgency).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('reads the same message the same way, whatever it read in between', async () => {
    const input = said('3号楼2单元电梯又不动了', {
      before: [{ text: '早上好', role: 'resident', sameSpeaker: false }],
    });
    const first = reader.read(input);
    for (let at = 0; at < 1500; at++) reader.read(said(`别的话 ${String(at)}`));
    expect(reader.read(input)).toEqual(first);
    expect((await loadReader()).read(input)).toEqual(first);
  });

  it('takes an empty message for chat and an overlong one by its first 5,000 characters', () => {
    expect(reader.read(said('')).act).toBe('chat');
    expect(reader.read(said(' \n ')).act).toBe('chat');
    const long = '路灯坏了。'.repeat(1000);
    expect(reader.read(said(`${long}着火了`))).toEqual(reader.read(said(long)));
  });

  it.each(['收到', '收到!', '收到,谢谢', '1', '👌'])('counts a bare %s as a receipt', (text) => {
    expect(reader.read(said(text)).act).toBe('receipt');
  });

  it('takes a picture alone for more about the same speaker’s matter, else for chat', () => {
    const report = { text: '南门口路灯不亮了', role: 'resident', sameSpeaker: true, act: 'report' } as const;
    const photo = (agoMs: number, sameSpeaker: boolean) =>
      reader.read(said('', { images: 1, before: [{ ...report, sameSpeaker, agoMs }] })).act;
    expect(photo(60_000, true)).toBe('detail');
    expect(photo(60_000, false)).toBe('chat');
    expect(photo(660_000, true)).toBe('chat');
  });

  it.each([
    ['西门的路灯一个星期没亮了', 'report', 'facilities'],
    ['请问高龄津贴去哪里领', 'question', 'welfare'],
    ['垃圾没人收,臭气熏天', 'report', 'sanitation'],
  ])('reads plain speech: %s', (text, act, category) => {
    expect(reader.read(said(text))).toMatchObject({ act, category });
  });

  it('sees plain emergencies', () => {
    for (const text of ['我们单元6楼起火了,快跑', '小区池塘有个小男孩掉下去了', '电线掉水里了有人麻手'])
      expect(reader.read(said(text)).urgency).toBe('emergency');
  });

  it('cuts words for search', () => {
    expect(tokens('3号楼路灯坏了!')).toEqual(expect.arrayContaining(['路灯']));
    expect(tokens('\ud800')).toEqual([]);
  });

  it('reads a message in well under a millisecond', () => {
    const before = Array.from(
      { length: 8 },
      (_, at) => ({ text: `第${String(at)}个人说今天天气不错`, role: 'resident', sameSpeaker: false }) as const,
    );
    const times = Array.from({ length: 400 }, (_, at) => {
      const start = performance.now();
      reader.read(said(`南门口${String(at)}号路灯不亮了,晚上黑灯瞎火的`, { before }));
      return performance.now() - start;
    }).sort((a, b) => a - b);
    expect(times[200]).toBeLessThan(2);
  });
});
