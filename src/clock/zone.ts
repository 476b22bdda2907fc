/** Instants as people and files write them, in the town's time zone. */
import { DateTime } from 'luxon';
import type { Instant } from '../model/ids.js';

/** "2021-12-06T08:03:11+08:00" */
export function isoTime(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true, includeOffset: true }) ?? '';
}

/** "2021-12-06" */
export function isoDate(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISODate() ?? '';
}

/** Milliseconds of an ISO 8601 date and time with offset; null when it is none. A time alone would mean the machine's today. */
export function parseIso(text: string): Instant | null {
  if (!/^\d{4}-?\d\d-?\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const time = DateTime.fromISO(text, { setZone: true });
  return time.isValid ? time.toMillis() : null;
}

/** The first instant of a day "YYYY-MM-DD"; null when there is no such day. */
export function startOfDay(date: string, zone: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  const day = DateTime.fromISO(date, { zone });
  return day.isValid ? day.startOf('day').toMillis() : null;
}

/** `at`'s day moved by whole days, at `minutes` after midnight. */
export function dayTime(at: Instant, zone: string, days: number, minutes: number): Instant {
  const day = DateTime.fromMillis(at, { zone }).startOf('day').plus({ days });
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
}

/** Minutes after midnight, 0..1439. */
export function minuteOfDay(at: Instant, zone: string): number {
  const time = DateTime.fromMillis(at, { zone });
  return time.hour * 60 + time.minute;
}

/** How people in a group read it: "今天 14:05" is left to texts; here "12-06 14:05". */
export function shortTime(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat('MM-dd HH:mm');
}
