/** The demo day, whole and disturbed: lines lost, said twice, in another order. Whatever comes, the books stay right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/config/paths.js';
import { sound } from '../support/books.js';
import { playText } from '../support/play.js';

const [SETUP = '', ...LINES] = readFileSync(join(packageRoot(), 'data', 'demo', 'day.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

/** A stretch of the day is enough to disturb, and quick. */
const STRETCH = 45;
const SEED = 20260430;
const RUNS = 10;

interface Disturbed {
  readonly from: number;
  readonly lost: readonly number[];
  readonly twice: readonly number[];
  readonly moved: readonly number[];
}

const places = fc.array(fc.nat(STRETCH - 1), { maxLength: 12 });
const disturbance: fc.Arbitrary<Disturbed> = fc.record({
  from: fc.nat(LINES.length - STRETCH),
  lost: places,
  twice: places,
  moved: places,
});

const atOf = (line: string): string => /"at":"([^"]+)"/.exec(line)?.[1] ?? '';

/** Takes lines out, says some twice (same id), lets some change places; the times stay in order. */
function disturbed({ from, lost, twice, moved }: Disturbed): string {
  const stretch = LINES.slice(from, from + STRETCH);
  for (const at of moved) {
    const [one, other] = [stretch[at], stretch[(at + 3) % STRETCH]];
    if (one === undefined || other === undefined) continue;
    stretch[at] = other;
    stretch[(at + 3) % STRETCH] = one;
  }
  const kept = stretch.flatMap((line, i) => (lost.includes(i) ? [] : twice.includes(i) ? [line, line] : [line]));
  const times = kept.map(atOf).sort();
  const events = kept.map((line, i) => line.replace(/"at":"[^"]+"/, `"at":"${times[i] ?? ''}"`));
  return [SETUP, ...events].join('\n');
}

describe('A day that does not go as written', () => {
  test('never stops the bot, and nothing is counted or said twice', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(disturbance, async (how) => {
        const text = disturbed(how);
        sound(await playText(text), text);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  });

  test('delivered twice, line by line, it is the same day', { timeout: 60_000 }, async () => {
    const stretch = LINES.slice(0, 60);
    const once = await playText([SETUP, ...stretch].join('\n'));
    const twice = await playText([SETUP, ...stretch.flatMap((line) => [line, line])].join('\n'));
    expect(twice.lines).toEqual(once.lines);
  });
});

describe('The same day again', () => {
  test('prints the same bytes, and its books are right', { timeout: 60_000 }, async () => {
    // The morning and noon of the day: every kind of line is in it, and it is quick.
    const text = [SETUP, ...LINES.slice(0, 180)].join('\n');
    const [one, other] = [await playText(text), await playText(text)];
    expect(JSON.stringify(other.lines)).toBe(JSON.stringify(one.lines));
    sound(one, text);
  });
});
