import { describe, expect, test } from 'vitest';
import { dingtalk } from '../../adapters/webhook/dingtalk.js';
import { feishu } from '../../adapters/webhook/feishu.js';
import { generic } from '../../adapters/webhook/generic.js';
import { partsOf } from '../../adapters/webhook/split.js';
import { wecom } from '../../adapters/webhook/wecom.js';

const unnumbered = (parts: readonly string[]): string[] => parts.map((part) => part.replace(/^\(\d+\/\d+\)\n/, ''));

describe('A text that is longer than a format takes goes in parts', () => {
  test('one that fits goes as it is, to the last byte', () => {
    expect(partsOf('水'.repeat(682), wecom.most)).toEqual(['水'.repeat(682)]);
    expect(partsOf('水'.repeat(683), wecom.most)).toHaveLength(2);
    expect(partsOf('水'.repeat(100_000), generic.most)).toHaveLength(1);
  });

  test.each([
    ['WeCom', wecom],
    ['DingTalk', dingtalk],
    ['Feishu', feishu],
  ])('%s: no part is too long, none is empty, and together they say the whole', (_, { most }) => {
    const text = Array.from({ length: 900 }, (__, at) => `${String(at)}号楼 "明天" 停水👨‍👩‍👧‍👦é\n`).join('');
    const parts = partsOf(text, most);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(most?.of(part)).toBeLessThanOrEqual(most?.bytes ?? 0);
    expect(unnumbered(parts).join('\n')).toBe(text.trimEnd());
    expect(parts[0]).toMatch(new RegExp(`^\\(1/${String(parts.length)}\\)\\n`));
  });

  test('a character is never cut, not even one of several code points', () => {
    const family = '👨‍👩‍👧‍👦';
    const bodies = unnumbered(partsOf(family.repeat(300), wecom.most));
    for (const body of bodies) expect(body.replaceAll(family, '')).toBe('');
    expect(bodies.join('')).toBe(family.repeat(300));
  });

  test('lines are kept whole where they can be', () => {
    const line = `${'水'.repeat(99)}\n`;
    const bodies = unnumbered(partsOf(line.repeat(20), wecom.most));
    for (const body of bodies) expect(body.split('\n').every((each) => each === '水'.repeat(99))).toBe(true);
  });

  test('one character heaped with more marks than a part holds still goes out', () => {
    const heap = `e${'\u0301'.repeat(3000)}`;
    expect(unnumbered(partsOf(heap, wecom.most)).join('')).toBe(heap);
  });
});
