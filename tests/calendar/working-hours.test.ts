import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addWorking,
  CLOCK_KINDS,
  parseInterval,
  withinDaily,
  workingBetween,
  type Calendar,
} from '../../src/calendar/calendar.js';
import { isoTime, parseIso } from '../../src/clock/zone.js';

const HOUR = 3600_000;
const town: Calendar = {
  zone: 'Asia/Shanghai',
  daily: [{ from: 420, to: 1320 }],
  working: [
    { from: 510, to: 720 },
    { from: 840, to: 1050 },
  ],
};
const inTown = (text: string): number => parseIso(`${text}:00+08:00`)!;
const later = (from: string, hours: number, calendar: Calendar = town): string =>
  isoTime(addWorking(inTown(from), hours * HOUR, 'working', calendar), calendar.zone).slice(0, 16);
const worked = (from: string, to: string): number => workingBetween(inTown(from), inTown(to), 'working', town) / HOUR;

describe('Working time in a town', () => {
  test.each([
    ['within the morning', '2021-12-06T09:00', 1, '2021-12-06T10:00'],
    ['over lunch', '2021-12-06T11:30', 1, '2021-12-06T14:30'],
    ['exactly to lunch, which ends at noon and not after it', '2021-12-06T11:00', 1, '2021-12-06T12:00'],
    ['asked at lunch', '2021-12-06T12:30', 1, '2021-12-06T15:00'],
    ['from the evening into the next morning', '2021-12-06T20:00', 1, '2021-12-07T09:30'],
    ['from Friday into Monday', '2021-12-10T17:00', 1, '2021-12-13T09:00'],
    ['over several days of seven hours', '2021-12-06T08:30', 24, '2021-12-09T11:30'],
    ['into Saturday, which is free', '2021-12-11T10:00', 1, '2021-12-13T09:30'],
  ])('time limits run %s', (_, from, hours, to) => {
    expect(later(from, hours)).toBe(to);
  });

  test('no time at all is the first working moment', () => {
    expect(later('2021-12-06T06:00', 0)).toBe('2021-12-06T08:30');
    expect(later('2021-12-06T12:00', 0)).toBe('2021-12-06T14:00');
    expect(later('2021-12-06T15:07', 0)).toBe('2021-12-06T15:07');
  });

  test.each([
    ['National Day 2021 from the last evening', '2021-09-30T17:00', 1, '2021-10-08T09:00'],
    ['the Saturday after National Day 2021, worked in exchange', '2021-10-08T17:30', 1, '2021-10-09T09:30'],
    ['the Sunday before National Day 2021, worked in exchange', '2021-09-25T12:00', 1, '2021-09-26T09:30'],
    ['Spring Festival 2024 from its last working day', '2024-02-09T17:30', 1, '2024-02-18T09:30'],
    ['the Sunday before Spring Festival 2024', '2024-02-04T09:00', 1, '2024-02-04T10:00'],
    ['the working Sunday of January 2025', '2025-01-25T09:00', 1, '2025-01-26T09:30'],
    ['Spring Festival 2025', '2025-01-27T17:00', 1, '2025-02-05T09:00'],
    ['a year that no table knows, by weekday', '2035-10-05T17:00', 1, '2035-10-08T09:00'],
  ])('the calendar knows %s', (_, from, hours, to) => {
    expect(later(from, hours)).toBe(to);
  });

  test('what lies between two moments counts only while the office is open', () => {
    expect(worked('2021-12-06T08:00', '2021-12-06T18:00')).toBe(7);
    expect(worked('2021-12-06T11:00', '2021-12-06T15:00')).toBe(2);
    expect(worked('2021-12-06T12:00', '2021-12-06T14:00')).toBe(0);
    expect(worked('2021-12-10T17:00', '2021-12-13T09:00')).toBe(1);
    expect(worked('2021-09-30T08:00', '2021-10-09T18:00')).toBe(21);
    expect(worked('2021-12-06T15:00', '2021-12-06T14:00')).toBe(0);
  });

  test('hours written in any order, or overlapping, are counted once each', () => {
    const untidy = {
      ...town,
      working: [
        { from: 840, to: 1050 },
        { from: 510, to: 660 },
        { from: 600, to: 720 },
      ],
    };
    expect(later('2021-12-06T08:30', 5, untidy)).toBe(later('2021-12-06T08:30', 5));
    expect(workingBetween(inTown('2021-12-06T00:00'), inTown('2021-12-07T00:00'), 'working', untidy)).toBe(7 * HOUR);
  });

  test('hours to midnight run on into the next day without a gap', () => {
    const untilMidnight = {
      ...town,
      daily: [
        { from: 1080, to: 1440 },
        { from: 0, to: 120 },
      ],
    };
    const start = inTown('2021-12-06T23:00');
    expect(addWorking(start, 2 * HOUR, 'daily', untilMidnight)).toBe(inTown('2021-12-07T01:00'));
    expect(workingBetween(start, inTown('2021-12-07T03:00'), 'daily', untilMidnight)).toBe(3 * HOUR);
  });

  test('a limit of years is counted to its end', () => {
    const due = addWorking(inTown('2021-12-06T08:30'), 4000 * HOUR, 'working', town);
    expect(workingBetween(inTown('2021-12-06T08:30'), due, 'working', town)).toBe(4000 * HOUR);
  });

  test('a calendar without any hours is refused instead of searched for ever', () => {
    expect(() => addWorking(0, HOUR, 'working', { ...town, working: [] })).toThrow('no working time');
  });

  test('around the clock is just time', () => {
    expect(addWorking(5, 7, 'always', town)).toBe(12);
    expect(workingBetween(5, 12, 'always', town)).toBe(7);
  });
});

const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin');
const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2026, 0, 1) });

describe('Adding and measuring working time', () => {
  test('what was added is what lies between, in every zone and on every clock', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 0, max: 60 * HOUR }),
        fc.constantFrom(...CLOCK_KINDS),
        zones,
        (start, duration, kind, zone) => {
          const calendar = { ...town, zone };
          const end = addWorking(start, duration, kind, calendar);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(workingBetween(start, end, kind, calendar)).toBe(duration);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('two stretches one after the other are as long as both at once', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        zones,
        (start, one, two, zone) => {
          const between = (from: number, to: number) => workingBetween(from, to, 'working', { ...town, zone });
          expect(between(start, start + one) + between(start + one, start + one + two)).toBe(
            between(start, start + one + two),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('Zones', () => {
  test('one moment is day here and night there', () => {
    const at = parseIso('2021-12-06T09:00:00+08:00')!;
    expect(addWorking(at, 0, 'working', town)).toBe(at);
    const there = addWorking(at, 0, 'working', { ...town, zone: 'America/New_York' });
    expect(isoTime(there, 'America/New_York')).toBe('2021-12-06T08:30:00-05:00');
  });

  test('where clocks change, the morning still begins at half past eight by the wall', () => {
    const calendar = { ...town, zone: 'America/New_York' };
    const friday = parseIso('2021-03-12T17:30:00-05:00')!;
    expect(isoTime(addWorking(friday, HOUR, 'working', calendar), calendar.zone)).toBe('2021-03-15T09:30:00-04:00');
  });

  test('the day on which the clock is put forward has 23 hours', () => {
    const whole = { ...town, zone: 'America/New_York', daily: [{ from: 0, to: 1440 }] };
    const day = (text: string) => parseIso(text)!;
    expect(
      workingBetween(day('2021-03-14T00:00:00-05:00'), day('2021-03-15T00:00:00-04:00'), 'daily', whole) / HOUR,
    ).toBe(23);
  });
});

describe('The night', () => {
  const night = (text: string, zone = 'Asia/Shanghai') => withinDaily(parseIso(text)!, 22 * 60, 7 * 60, zone);
  test('runs over midnight', () => {
    expect(night('2021-12-06T21:59:59+08:00')).toBe(false);
    expect(night('2021-12-06T22:00:00+08:00')).toBe(true);
    expect(night('2021-12-07T00:00:00+08:00')).toBe(true);
    expect(night('2021-12-07T06:59:59+08:00')).toBe(true);
    expect(night('2021-12-07T07:00:00+08:00')).toBe(false);
  });

  test('begins by the wall clock also on the day the clock is put forward', () => {
    expect(night('2021-03-14T22:30:00-04:00', 'America/New_York')).toBe(true);
    expect(night('2021-03-14T07:30:00-04:00', 'America/New_York')).toBe(false);
  });

  test('is never when it begins where it ends', () => {
    expect(withinDaily(inTown('2021-12-06T00:00'), 0, 0, 'Asia/Shanghai')).toBe(false);
  });
});

describe('Hours as they are written', () => {
  test.each([
    ['08:30-12:00', { from: 510, to: 720 }],
    ['8:30-12:00', { from: 510, to: 720 }],
    ['18:00-24:00', { from: 1080, to: 1440 }],
    ['00:00-24:00', { from: 0, to: 1440 }],
  ])('%s is understood', (text, interval) => expect(parseInterval(text)).toEqual(interval));

  test.each(['12:00-08:30', '08:30-08:30', '08:60-09:00', '18:00-24:30', '8-12', '', '08:30~12:00', '22:00-06:00'])(
    '%j is refused',
    (text) => expect(parseInterval(text)).toBeNull(),
  );
});
