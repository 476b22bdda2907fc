import { readFileSync } from 'node:fs';
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
    console.log(missed);
    expect(1 - missed.length / pairs.same.length).toBeGreaterThan(0.85);
  });
});
