/** Days of the lunar calendar: 正月初七, 腊月二十八, 年三十, 初三. */
import chineseDays from 'chinese-days';
import { DateTime } from 'luxon';
import { numberOf } from './numbers.js';
import { LUNAR_FESTIVALS } from './time-words.js';

const LUNAR_DAY = '(?:初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)';
/** Source without groups; 初七 alone counts, 二十八 alone does not. */
export const LUNAR = `(?:农历|阴历|旧历)?(?:(?:正月|腊月|冬月)${LUNAR_DAY}|[二三四五六七八九十]{1,2}月初[一二三四五六七八九十])|(?:农历|阴历|旧历)[一二三四五六七八九十]{1,2}月${LUNAR_DAY}|(?:大年)?(?<![年期])初[一二三四五六七八九十](?![中高次步审一二三])`;
export const FESTIVAL = Object.keys(LUNAR_FESTIVALS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const MONTHS: Readonly<Record<string, number>> = { 正: 1, 冬: 11, 腊: 12 };

/** The solar day nearest to `now`, in its offset; null when that lunar day does not exist. */
export function lunarDay(said: string, now: DateTime): DateTime | null {
  const named = LUNAR_FESTIVALS[said] ?? monthAndDay(said);
  const candidates: DateTime[] = [];
  for (const year of [now.year - 1, now.year, now.year + 1]) {
    for (const month of named?.[0] === undefined ? [] : named[0] === 0 ? ALL_MONTHS : [named[0]]) {
      const day = solar(year, month, named?.[1] ?? 0, now);
      if (day !== null) candidates.push(day);
    }
  }
  const today = now.startOf('day');
  const distance = (day: DateTime): number => Math.abs(day.diff(today, 'days').days);
  return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

const ALL_MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

/** Month 0: none was said (初三). */
function monthAndDay(said: string): readonly [number, number] | null {
  const plain = said.replace(/^(?:农历|阴历|旧历|大年)/, '');
  const [month, day] = plain.includes('月') ? plain.split('月') : ['', plain];
  const dayNumber = numberOf((day ?? '').replace('初', '').replace(/^廿/, '二十'));
  const monthNumber = said.startsWith('大年') ? 1 : month === '' ? 0 : (MONTHS[month ?? ''] ?? numberOf(month ?? ''));
  return dayNumber === null || monthNumber === null ? null : [monthNumber, dayNumber];
}

/** A twelfth month of 29 days ends on its 29th: 年三十 is that day then. */
function solar(year: number, month: number, day: number, now: DateTime): DateTime | null {
  const length = chineseDays.monthDays(year, month);
  const real = day === 30 && length === 29 ? 29 : day;
  if (month < 1 || month > 12 || real < 1 || real > length) return null;
  // The library reads a bare date as UTC and answers in the machine's zone; noon of the month's first day is the same day in both,
  // and a lunar 30 February, which its date type has not, is reached by counting on.
  const firstDay = `${year}-${String(month).padStart(2, '0')}-01T12:00:00`;
  const first = DateTime.fromISO(chineseDays.getSolarDateFromLunar(firstDay).date, { zone: now.zone });
  const found = first.plus({ days: real - 1 });
  return found.isValid ? found : null;
}
