import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { matchKnowledge } from '../../src/knowledge/match.js';
import { unitId } from '../../src/model/ids.js';
import type { KnowledgeEntry } from '../../src/model/notice.js';
import { configSchema } from '../../src/config/schema.js';

const pairs = z
  .object({
    entries: z.array(
      z.object({
        number: z.number(),
        question: z.string(),
        answer: z.string(),
        source: z.string().nullable().default(null),
        validUntil: z.string().nullable().default(null),
      }),
    ),
    same: z.array(z.tuple([z.string(), z.number()])),
    different: z.array(z.string()),
  })
  .parse(parse(readFileSync(new URL('pairs.yaml', import.meta.url), 'utf8')));

const entries: KnowledgeEntry[] = pairs.entries.map((entry) => ({ ...entry, unit: null }));
const { answerAbove, margin } = configSchema.parse({}).knowledge;
const options = { today: '2021-12-06', chain: [unitId('hq7'), unitId('hq')], answerAbove, margin };

const told = (question: string, from = entries, more: Partial<typeof options> = {}): number | null => {
  const match = matchKnowledge(question, from, { ...options, ...more });
  return match && 'entry' in match ? match.entry.number : null;
};

describe('stored answers', () => {
  it('are never told to a question that means something else', () => {
    const wrong = [
      ...pairs.different.map((q): [string, number | null] => [q, told(q)]).filter(([, n]) => n !== null),
      ...pairs.same
        .filter(([q, n]) => told(q) !== null && told(q) !== n)
        .map(([q]): [string, number | null] => [q, told(q)]),
    ];
    expect(wrong).toEqual([]);
  });

  it('are found by most of the ways in which people ask', () => {
    const missed = pairs.same.filter(([question, number]) => told(question) !== number).map(([q]) => q);
    expect(1 - missed.length / pairs.same.length).toBeGreaterThan(0.95);
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
