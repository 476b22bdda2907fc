import { describe, expect, test, vi } from 'vitest';

vi.hoisted(() => {
  process.env['TZ'] = 'America/Los_Angeles';
});
const { addWorking } = await import('../../src/calendar/calendar.js');
const { isoTime, parseIso } = await import('../../src/clock/zone.js');

const town = { zone: 'Asia/Shanghai', daily: [], working: [{ from: 510, to: 1050 }] };

describe('A machine that stands in America, for a town in China', () => {
  test.each([
    ['a Monday', '2024-03-04T00:00:00+08:00', '2024-03-04T08:30:00+08:00'],
    ['a Saturday', '2024-03-09T00:00:00+08:00', '2024-03-11T08:30:00+08:00'],
    ['the first day of National Day', '2024-10-01T00:00:00+08:00', '2024-10-08T08:30:00+08:00'],
    ['a Saturday worked in exchange', '2024-10-12T00:00:00+08:00', '2024-10-12T08:30:00+08:00'],
    ['New Year', '2019-01-01T00:00:00+08:00', '2019-01-02T08:30:00+08:00'],
  ])('counts %s as the town does', (_, from, first) => {
    expect(isoTime(addWorking(parseIso(from) ?? NaN, 0, 'working', town), town.zone)).toBe(first);
  });
});
