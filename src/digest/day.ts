/** Days of the town, and the words by which people name one. Pure. */
import { DateTime } from 'luxon';
import { isoDate, startOfDay } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import type { Day } from './digest.js';

/** The day "YYYY-MM-DD"; null when there is no such day. */
export function dayOf(date: string, zone: string, now: Instant): Day | null {
  const start = startOfDay(date, zone);
  if (start === null) return null;
  const end = DateTime.fromMillis(start, { zone }).plus({ days: 1 }).toMillis();
  return { date: isoDate(start, zone), start, end, soFar: now < end };
}

const DAYS_AGO: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  today: 0,
  昨天: 1,
  昨日: 1,
  yesterday: 1,
  前天: 2,
  大前天: 3,
};

const FULL = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$/;
const SHORT = /^(\d{1,2})[-/.月](\d{1,2})[日号]?$/;

/** "昨天", "12月6日", "2021-12-06" as YYYY-MM-DD; without a year the latest such day that is not to come. null: no day. */
export function readDate(word: string, now: Instant, zone: string): string | null {
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const ago = DAYS_AGO[word.toLowerCase()];
  if (ago !== undefined) return today.minus({ days: ago }).toISODate();
  const full = FULL.exec(word);
  if (full) return valid(Number(full[1]), Number(full[2]), Number(full[3]), zone)?.toISODate() ?? null;
  const short = SHORT.exec(word);
  if (!short) return null;
  const [month, day] = [Number(short[1]), Number(short[2])];
  const candidates = [0, 1, 2, 3, 4].map((back) => valid(today.year - back, month, day, zone));
  return candidates.find((found) => found !== null && found <= today)?.toISODate() ?? null;
}

function valid(year: number, month: number, day: number, zone: string): DateTime | null {
  const found = DateTime.fromObject({ year, month, day }, { zone });
  return found.isValid ? found : null;
}
