/**
 * Working time: intervals of working days, with mainland public holidays and 调休 (a kept table of holidays;
 * a year it does not know falls back to Monday to Friday).
 */
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';
import { minuteOfDay } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';

/** Minutes after midnight; `to` is exclusive and later than `from`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** always: around the clock. daily: the intervals of every day. working: those of working days. */
export const CLOCK_KINDS = ['always', 'daily', 'working'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

export interface Calendar {
  readonly zone: string;
  readonly daily: readonly Interval[];
  readonly working: readonly Interval[];
}

/** Longer than any run of days off; past it the calendar has no working time at all. */
const DAYS_AHEAD = 400;

/** As configured they may stand in any order and overlap; no minute counts twice. */
function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || from > last.to) merged.push({ from, to });
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return merged;
}

/**
 * Days of the table (named "National Day,国庆节,3") are right on every machine; for others the library takes the weekday of
 * the machine's own zone, which west of Greenwich is the day before.
 */
function isWorkingDay(day: DateTime): boolean {
  const { name, work } = chineseDays.getDayDetail(day.toISODate() ?? '');
  return name.includes(',') ? work : day.weekday <= 5;
}

/** The open spans of one day as instants, in order. */
function spansOf(day: DateTime, kind: ClockKind, calendar: Calendar): [Instant, Instant][] {
  if (kind === 'working' && !isWorkingDay(day)) return [];
  const intervals = inOrder(kind === 'working' ? calendar.working : calendar.daily);
  const at = (minutes: number) =>
    minutes >= 1440
      ? day.plus({ days: 1 }).toMillis()
      : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
  return intervals.map(({ from, to }) => [at(from), at(to)]);
}

/**
 * When `durationMs` of working time after `start` have passed. Zero gives the first working moment at or after `start`.
 * Throws when the calendar has no working time for 400 days on end.
 */
export function addWorking(start: Instant, durationMs: number, kind: ClockKind, calendar: Calendar): Instant {
  if (kind === 'always') return start + durationMs;
  let left = durationMs;
  let day = DateTime.fromMillis(start, { zone: calendar.zone }).startOf('day');
  for (let idle = 0; idle < DAYS_AHEAD; idle += 1, day = day.plus({ days: 1 })) {
    for (const [from, to] of spansOf(day, kind, calendar)) {
      const begin = Math.max(from, start);
      if (begin >= to) continue;
      if (left <= to - begin) return begin + left;
      left -= to - begin;
      idle = -1;
    }
  }
  throw new Error(`the ${kind} calendar has no working time after ${DateTime.fromMillis(start).toISO() ?? ''}`);
}

/** Working milliseconds between two instants; 0 when `end` is not later. */
export function workingBetween(start: Instant, end: Instant, kind: ClockKind, calendar: Calendar): number {
  if (end <= start) return 0;
  if (kind === 'always') return end - start;
  let sum = 0;
  let day = DateTime.fromMillis(start, { zone: calendar.zone }).startOf('day');
  while (day.toMillis() < end) {
    for (const [from, to] of spansOf(day, kind, calendar))
      sum += Math.max(0, Math.min(to, end) - Math.max(from, start));
    day = day.plus({ days: 1 });
  }
  return sum;
}

/** "08:30-12:00" as minutes; null when it is not an interval within one day. "24:00" ends a day. */
export function parseInterval(text: string): Interval | null {
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [h1, m1, h2, m2] = match.slice(1).map(Number);
  if (h1 === undefined || m1 === undefined || h2 === undefined || m2 === undefined) return null;
  const from = h1 * 60 + m1;
  const to = h2 * 60 + m2;
  return m1 < 60 && m2 < 60 && to <= 1440 && from < to ? { from, to } : null;
}

/** Whether `at` lies in a span of the day that may pass midnight ("22:00-07:00"). */
export function withinDaily(at: Instant, fromMinute: number, toMinute: number, zone: string): boolean {
  const minutes = minuteOfDay(at, zone);
  return fromMinute <= toMinute
    ? minutes >= fromMinute && minutes < toMinute
    : minutes >= fromMinute || minutes < toMinute;
}
