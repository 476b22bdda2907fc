import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlaces, likeness, marks } from '../../src/message/decide/likeness.js';

describe('Whether two places are one', () => {
  test.each([
    ['3号楼', '3号楼2单元', 'same'],
    ['3号楼2单元', '3号楼', 'same'],
    ['通仙路14号门口', '14号门口', 'same'],
    ['3号楼', '5号楼', 'other'],
    ['3号楼2单元', '3号楼1单元', 'other'],
    ['三号楼', '五号楼', 'other'],
    ['三号楼', '3号楼', 'same'],
    ['十二栋', '12栋', 'same'],
    ['3号楼', '3号楼', 'same'],
    ['3号楼', '13号楼', 'other'],
    ['1号楼', '3号楼1单元', 'other'],
    ['14号', '通仙路14号门口', 'same'],
    ['3号楼302室', '3号楼', 'same'],
    ['3-2', '3号楼2单元', 'same'],
    ['3栋', '3幢', 'same'],
    ['小区东门', '东门口', 'same'],
    ['地下车库', '小区东门', 'other'],
    [null, '3号楼', 'open'],
    ['3号楼', null, 'open'],
    [null, null, 'open'],
  ] as const)('%s and %s: %s', (a, b, verdict) => {
    expect(comparePlaces(a, b)).toBe(verdict);
  });

  test('it does not matter which is named first', () => {
    const place = fc.constantFrom('3号楼', '三号楼', '3号楼2单元', '13栋', '小区东门', '东门口', '车库', null);
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(comparePlaces(a, b)).toBe(comparePlaces(b, a));
      }),
    );
  });
});

describe('Whether two texts are about one thing', () => {
  test('shared nouns count, words of any talk do not', () => {
    expect(likeness('路灯还没修好', ['门口路灯不亮'])).toBeGreaterThan(0);
    expect(likeness('我们现在没有', ['我们没有水'])).toBe(0);
    expect(likeness('今天真热', ['路灯不亮'])).toBe(0);
    expect(likeness('', ['路灯不亮'])).toBe(0);
    expect(likeness('路灯', [])).toBe(0);
  });

  test('numbers and Latin words are taken whole, whatever their case', () => {
    expect([...marks('A区103室 WIFI')]).toEqual(['a', '103', 'wifi']);
    expect(likeness('wifi坏了', ['WIFI 连不上'])).toBe(1);
    expect(likeness('103没水', ['1030没电'])).toBe(0);
  });

  test('a text is never less like a matter for having more of it said', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.string(), (text, talk, more) => {
        expect(likeness(text, [...talk, more])).toBeGreaterThanOrEqual(likeness(text, talk));
      }),
    );
  });
});
