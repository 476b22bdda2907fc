import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitText } from '../../adapters/telegram/split.js';

const texts = fc.string({ unit: 'grapheme', maxLength: 400 });
const limits = fc.integer({ min: 2, max: 60 });
const bare = (text: string) => text.replace(/\s+/g, '');

describe('A long text', () => {
  test('loses nothing but blanks at the seams, whatever it is', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        expect(bare(splitText(text, limit).join(''))).toBe(bare(text));
      }),
    );
  });

  test('has no part over the limit, and none that is blank', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        for (const part of splitText(text, limit)) {
          expect(part.length).toBeLessThanOrEqual(limit);
          expect(part.trim()).not.toBe('');
        }
      }),
    );
  });

  test('is never cut inside a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('😀', '𠮷', 'a', '灯', ' '), maxLength: 300 }),
        limits,
        (text, limit) => {
          for (const part of splitText(text, limit)) expect(part.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  test('that fits is left as it is', () => {
    expect(splitText('  路灯坏了\n\n明天修', 20)).toEqual(['  路灯坏了\n\n明天修']);
  });

  test.each([
    ['between paragraphs', '第一段话很长很长\n\n第二段', 12, ['第一段话很长很长', '第二段']],
    ['between lines', '第一行话很长很长\n第二行话', 12, ['第一行话很长很长', '第二行话']],
    ['after a sentence', '今天停水一天。明天恢复正常', 10, ['今天停水一天。', '明天恢复正常']],
    ['after a clause', '今天停水一天,明天恢复正常', 10, ['今天停水一天,', '明天恢复正常']],
    ['anywhere, when nobody pauses', '今天停水一天明天恢复', 6, ['今天停水一天', '明天恢复']],
  ])('is cut %s', (_, text, limit, parts) => {
    expect(splitText(text, limit)).toEqual(parts);
  });
});
