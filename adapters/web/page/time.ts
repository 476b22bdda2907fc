/** Moments and spans as people write them, in the town's zone and the page's language. */
import { language, t } from './texts.js';

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([language(), zone, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language(), { timeZone: zone, ...options });
  formats.set(key, known);
  return known.format(at);
}

export const hourMinute = (at: number, zone: string): string =>
  format(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

const day = (at: number, zone: string) => format(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });

export const monthDay = (at: number, zone: string): string => format(at, zone, { month: 'short', day: 'numeric' });

export const weekday = (at: number, zone: string): string => format(at, zone, { weekday: 'short' });

/** "14:05" today, "12月5日 14:05" otherwise. */
export function moment(at: number, now: number, zone: string): string {
  const time = hourMinute(at, zone);
  return day(at, zone) === day(now, zone) ? time : `${monthDay(at, zone)} ${time}`;
}

/** "35 分钟", "3 小时", "2 天": the largest unit that says enough. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / MINUTE));
  if (minutes < 90) return t('time.minutes', { n: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 36 ? t('time.hours', { n: hours }) : t('time.days', { n: Math.round(hours / 24) });
}
