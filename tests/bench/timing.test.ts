import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BENCH_PARTS } from '../../src/bench/index.js';
import { rounded } from '../../src/bench/rounded.js';
import { spreadOf, timeSteps } from '../../src/bench/timing.js';
import { evenly, marked, timedMessages, withoutActs } from '../../src/bench/understand/messages.js';
import { packageRoot } from '../../src/config/paths.js';
import type { Sample } from '../../src/message/understand/train/corpus.js';

test('every folder of the bench stands in its register', () => {
  const folders = readdirSync(join(packageRoot(), 'src', 'bench'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect([...BENCH_PARTS.keys()].sort()).toEqual(names.sort());
});

describe('Timing', () => {
  test('half of the values are at or below the median, ninety in a hundred at or below the p90', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const { median, p90, p99 } = spreadOf(values);
        const share = (limit: number) => values.filter((value) => value <= limit).length / values.length;
        expect([median, p90, p99].every((value) => values.includes(value))).toBe(true);
        expect(share(median)).toBeGreaterThanOrEqual(0.5);
        expect(share(p90)).toBeGreaterThanOrEqual(0.9);
        expect(share(p99)).toBeGreaterThanOrEqual(0.99);
      }),
    );
    expect(spreadOf([])).toEqual({ median: 0, p90: 0, p99: 0 });
  });

  test('each step is prepared and run once, in order, however short it is', async () => {
    const ran: number[] = [];
    const step = { ready: (at: number) => at, run: (at: number) => ran.push(at) };
    const timing = await timeSteps(step, 10, 35);
    expect(ran).toEqual(Array.from({ length: 45 }, (_, at) => at));
    expect(timing.steps).toBe(35);
    expect(timing.batch).toBeGreaterThanOrEqual(1);
  });

  test('a step that answers later is waited for before the next', async () => {
    const ran: string[] = [];
    const run = async (at: number) => {
      ran.push(`from ${at}`);
      await Promise.resolve();
      ran.push(`to ${at}`);
    };
    await timeSteps({ ready: (at: number) => at, run }, 0, 2);
    expect(ran).toEqual(['from 0', 'to 0', 'from 1', 'to 1']);
  });

  test('figures are printed with four digits, counts whole', () => {
    expect(rounded({ a: 12.34567, b: 123456, c: [{ d: 0.000123456 }], e: null, f: 'x' })).toEqual({
      a: 12.35,
      b: 123456,
      c: [{ d: 0.0001235 }],
      e: null,
      f: 'x',
    });
  });
});

/** A sample of `length` characters with `context` messages before it. */
function sample(length: number, context: number): Sample {
  const earlier = { text: '早', role: 'resident', sameSpeaker: false } as const;
  const before = Array.from({ length: context }, () => earlier);
  return {
    author: 'a',
    conversation: 'a-1',
    input: { text: '修'.repeat(length), at: '', role: 'resident', images: 0, quote: null, before },
    act: 'chat',
    category: null,
    urgency: null,
    location: null,
    matterCategory: null,
    before: before.map(() => 0),
    quoted: null,
  };
}

describe('The messages that are timed', () => {
  test('are those nearest to forty characters with eight before them, in the order of the corpus', () => {
    const samples = [sample(90, 8), sample(41, 8), sample(40, 7), sample(38, 8), sample(2, 8), sample(40, 8)];
    expect(timedMessages(samples, 3).map(({ text }) => text.length)).toEqual([41, 38, 40]);
    expect(timedMessages(samples, 1)[0]?.before[0]).toMatchObject({ text: '早', act: 'chat' });
  });

  test('are new each time, and so is the talk before them', () => {
    const [input] = timedMessages([sample(40, 8)], 1);
    const texts = [1, 2, 3].map((number) => marked(input!, number)).map(({ text, before }) => [text, before[0]?.text]);
    expect(new Set(texts.flat()).size).toBe(6);
    expect(withoutActs(input!).before[0]).not.toHaveProperty('act');
  });

  test('an even share is taken from everywhere, as large as asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (items, most) => {
        const share = evenly(items, most);
        expect(share.length).toBe(Math.min(most, items.length));
        expect(share[0]).toBe(items[0]);
      }),
    );
    expect(evenly([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
    expect(evenly([1, 2, 3], null)).toEqual([1, 2, 3]);
  });
});
