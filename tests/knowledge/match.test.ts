import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { matchKnowledge } from '../../src/knowledge/match.js';
import { unitId } from '../../src/model/ids.js';
import type { KnowledgeEntry } from '../../src/model/notice.js';
import { configSchema } from '../../src/config/schema.js';

const townSchema = z.object({
  entries: z.array(
    z.object({
      number: z.number(),
      question: z.string(),
      answer: z.string(),
      source: z.string().nullable().default(null),
      validUntil: z.string().nullable().default(null),
      unit: z.string().transform(unitId).nullable().default(null),
    }),
  ),
  same: z.array(z.tuple([z.string(), z.number()])),
  different: z.array(z.string()),
});
const read = (file: string) => townSchema.parse(parse(readFileSync(new URL(file, import.meta.url), 'utf8')));

const pairs = read('pairs.yaml');
const entries: KnowledgeEntry[] = pairs.entries;
const { answerAbove, margin } = configSchema.parse({}).knowledge;
const options = { today: '2021-12-06', chain: [unitId('hq7'), unitId('hq')], answerAbove, margin };

const told = (question: string, from = entries, more: Partial<typeof options> = {}): number | null => {
  const match = matchKnowledge(question, from, { ...options, ...more });
  return match && 'entry' in match ? match.entry.number : null;
};

/** What each town was told wrongly, and the share of its residents' questions that were answered. */
function measure(town: z.output<typeof townSchema>, today: string) {
  const answered = town.same.map(([question, number]) => ({
    question,
    number,
    got: told(question, town.entries, { today }),
  }));
  const wrong = [
    ...town.different.filter((question) => told(question, town.entries, { today }) !== null),
    ...answered.filter(({ number, got }) => got !== null && got !== number).map(({ question }) => question),
  ];
  return { wrong, share: answered.filter(({ number, got }) => got === number).length / answered.length };
}

const TOWNS = [
  { file: 'pairs.yaml', today: '2021-12-06', share: 0.95 },
  { file: 'second-town.yaml', today: '2026-04-30', share: 0.8 },
  { file: 'third-town.yaml', today: '2026-04-30', share: 0.5 },
];

describe('stored answers', () => {
  it.each(TOWNS)('are never told to a question that means something else ($file)', ({ file, today }) => {
    expect(measure(read(file), today).wrong).toEqual([]);
  });

  it.each(TOWNS)('are found by the share of residents that was measured ($file)', ({ file, today, share }) => {
    expect(measure(read(file), today).share).toBeGreaterThan(share);
  });

  it('are found when two things are asked at once and people tell of themselves', () => {
    const from: KnowledgeEntry[] = [
      {
        number: 1,
        question: '小学一年级报名什么时候、要带什么材料',
        answer: '5月16日、17日现场报名,带户口本、预防接种证,地点在镇中心小学。',
        source: null,
        validUntil: null,
        unit: null,
      },
    ];
    expect(told('请问娃9月上一年级,哪天报名,要带什么材料', from)).toBe(1);
    expect(told('我家老大明年上初一,哪天报名,要带什么材料', from)).toBeNull();
    expect(told('一年级哪天报名,学费多少钱', from)).toBeNull();
  });

  it('of a dog are not told to somebody it has bitten', () => {
    const from: KnowledgeEntry[] = [
      { number: 1, question: '狂犬疫苗在哪打(狗)', answer: '到镇兽医站。', source: null, validUntil: null, unit: null },
    ];
    expect(told('狗的狂犬疫苗在哪打', from)).toBe(1);
    expect(told('被狗咬了,狂犬疫苗在哪打', from)).toBeNull();
    expect(told('打狂犬疫苗去哪里打,我家娃刚被猫抓了一道', from)).toBeNull();
  });

  it('are never told after their last day', () => {
    expect(told('医保什么时候截止', entries, { today: '2021-12-20' })).toBe(1);
    expect(told('医保什么时候截止', entries, { today: '2021-12-21' })).toBeNull();
  });

  it('are never told where they do not hold', () => {
    const elsewhere = entries.map((entry) => ({ ...entry, unit: unitId('hq8') }));
    expect(told('医保什么时候截止', elsewhere)).toBeNull();
    const above = entries.map((entry) => ({ ...entry, unit: unitId('hq') }));
    expect(told('医保什么时候截止', above)).toBe(1);
  });

  it('of one village go before those of the whole town', () => {
    const [town] = entries;
    if (!town) throw new Error('no entries');
    const village = { ...town, number: 99, answer: '七村12月15日截止。', unit: unitId('hq7') };
    expect(told('医保几号截止', [town, village])).toBe(99);
  });

  it('are not chosen between when two differ for the same place', () => {
    const [one] = entries;
    if (!one) throw new Error('no entries');
    const two = { ...one, number: 98, answer: '12月31日截止。' };
    const match = matchKnowledge('医保几号截止', [one, two], options);
    expect(match).toEqual({ near: [one, two] });
  });

  it('that come near are offered to staff as such', () => {
    const match = matchKnowledge('医保在哪里交', entries, options);
    expect(match && 'near' in match ? match.near.map((e) => e.number) : null).toContain(1);
    expect(matchKnowledge('老王晚上打牌不', entries, options)).toBeNull();
  });

  it('are looked for in any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        matchKnowledge(text, entries, options);
      }),
      { numRuns: 200 },
    );
  });
});
