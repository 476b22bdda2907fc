import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayTime, isoDate, isoTime, minuteOfDay, parseIso, shortTime, startOfDay } from '../../src/clock/zone.js';

const TOWN = 'Asia/Shanghai';
const at = parseIso('2021-12-06T08:03:11+08:00')!;

describe('Moments as people and files write them', () => {
  test('a moment is written with the offset of its town', () => {
    expect(isoTime(at, TOWN)).toBe('2021-12-06T08:03:11+08:00');
    expect(isoTime(at, 'America/New_York')).toBe('2021-12-05T19:03:11-05:00');
    expect(isoDate(at, 'America/New_York')).toBe('2021-12-05');
    expect(shortTime(at, TOWN)).toBe('12-06 08:03');
    expect(minuteOfDay(at, TOWN)).toBe(483);
  });

  test('what was written is read back to the second, whatever the zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.constantFrom(TOWN, 'UTC', 'America/New_York', 'Asia/Kolkata'),
        (seconds, zone) => {
          expect(parseIso(isoTime(seconds * 1000, zone))).toBe(seconds * 1000);
        },
      ),
    );
  });

  test.each([
    '2021-12-06',
    '2021-12-06T08:03:11',
    '08:03:11+08:00',
    'T08:03:11+08:00',
    '2021-13-06T08:03:11+08:00',
    '2021-02-30T08:03:11+08:00',
    'tomorrow',
    '',
  ])('%j names no moment', (text) => expect(parseIso(text)).toBeNull());

  test('UTC and offsets without a colon are moments too', () => {
    expect(parseIso('2021-12-06T00:03:11Z')).toBe(at);
    expect(parseIso('2021-12-06T08:03:11+0800')).toBe(at);
    expect(parseIso('2021-12-06T08:03:11.000+08:00')).toBe(at);
  });

  test('a day begins at its first moment, and only days that exist begin', () => {
    expect(isoTime(startOfDay('2021-12-06', TOWN)!, TOWN)).toBe('2021-12-06T00:00:00+08:00');
    for (const text of ['2021-02-29', '2021', '10:00', '2021-12-06T10:00', ''])
      expect(startOfDay(text, TOWN)).toBeNull();
  });

  test('days are moved by the calendar, not by 24 hours', () => {
    expect(isoTime(dayTime(at, TOWN, 1, 7 * 60), TOWN)).toBe('2021-12-07T07:00:00+08:00');
    const before = parseIso('2021-03-13T12:00:00-05:00')!;
    expect(isoTime(dayTime(before, 'America/New_York', 1, 7 * 60), 'America/New_York')).toBe(
      '2021-03-14T07:00:00-04:00',
    );
  });
});
