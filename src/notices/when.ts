/** The moments that a notice's options name: 明天8点, 今晚7点半, 12月20日18点, 周五. Pure; only as wide as those options need. */
import { DateTime } from 'luxon';
import type { Instant } from '../model/ids.js';
import { numberOf } from '../message/understand/slots/numbers.js';

const N = '(?:\\d{1,2}|[零〇一二两三四五六七八九十]{1,3})';
const DAY =
  `(?:大后天|后天|明[天日早晚]|今[天日早晚]|(?:\\d{4}年)?${N}月${N}[日号]?|\\d{1,2}[./]\\d{1,2}(?![\\d:])|\\d{4}-\\d{1,2}-\\d{1,2}` +
  `|(?:下下|下|本|这)?(?:周|星期|礼拜)[一二三四五六日天]|(?:本|这个?)?月底|${N}[日号])`;
const PART = '(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚)';
const CLOCK = `(?:\\d{1,2}:\\d{2}|${N}(?:点钟|点|时)(?:半|[一三]刻|${N}分?)?)`;

/** Source of a regular expression for one moment: a day, a time of day, or both. Holds no capturing group. */
export const MOMENT = `(?:${DAY}\\s*(?:${PART}?\\s*${CLOCK}|${PART})?|${PART}?\\s*${CLOCK})`;

export interface Moment {
  readonly at: Instant;
  /** The words named a day but no time of it. */
  readonly dayOnly: boolean;
}

const HALF_YEAR_DAYS = 183;
const WEEKDAYS = '一二三四五六日';

/**
 * The moment meant by words that MOMENT matched, seen from `now`. `fallback`: minutes after midnight when only a day is named.
 * A date without a year is this year's, or next year's when it passed more than half a year ago. A time without a day is today's,
 * or tomorrow's when it has passed. null: no such day or time (2月30日, 25点).
 */
export function momentOf(words: string, now: Instant, zone: string, fallback: number): Moment | null {
  const text = words.replace(/\s+/g, '');
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const dayWords = new RegExp(`^${DAY}`).exec(text)?.[0] ?? '';
  const day = dayWords === '' ? today : dayOf(dayWords, today);
  const minutes = minutesOf(dayWords, text.slice(dayWords.length));
  if (!day?.isValid || minutes === 'impossible') return null;
  const at = day.plus({ days: Math.floor((minutes ?? fallback) / 1440) }).set(clockOf((minutes ?? fallback) % 1440));
  const passed = dayWords === '' && at.toMillis() <= now;
  return { at: (passed ? at.plus({ days: 1 }) : at).toMillis(), dayOnly: minutes === null };
}

const clockOf = (minutes: number) => ({ hour: Math.floor(minutes / 60), minute: minutes % 60 });

const AHEAD: readonly (readonly [RegExp, number])[] = [
  [/^大后天/, 3],
  [/^后天/, 2],
  [/^明/, 1],
  [/^今/, 0],
];

function dayOf(words: string, today: DateTime): DateTime | null {
  const ahead = AHEAD.find(([form]) => form.test(words));
  if (ahead) return today.plus({ days: ahead[1] });
  if (/月底$/.test(words)) return today.endOf('month').startOf('day');
  return weekday(words, today) ?? calendarDay(words, today);
}

function weekday(words: string, today: DateTime): DateTime | null {
  const match = /^(下下|下|本|这)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(words);
  if (!match) return null;
  const wanted = WEEKDAYS.indexOf(match[2] === '天' ? '日' : (match[2] ?? '')) + 1;
  const weeks = match[1] === '下下' ? 2 : match[1] === '下' ? 1 : 0;
  const day = today.startOf('week').plus({ weeks, days: wanted - 1 });
  return match[1] === undefined && day < today ? day.plus({ weeks: 1 }) : day;
}

function calendarDay(words: string, today: DateTime): DateTime | null {
  const match =
    /^(?:(\d{4})[年-])?(\d{1,2}|[^\d月]{1,3})[月./-](\d{1,2}|[^\d日号]{1,3})[日号]?$/.exec(words) ??
    /^()()(\d{1,2}|[^\d日号]{1,3})[日号]$/.exec(words);
  const day = numberOf(match?.[3] ?? '');
  if (!match || day === null) return null;
  if (!match[2]) return thisOrNextMonth(today, day);
  const month = numberOf(match[2]);
  if (month === null) return null;
  const inYear = (year: number) => DateTime.fromObject({ year, month, day }, { zone: today.zone });
  if (match[1]) return inYear(Number(match[1]));
  const near = inYear(today.year);
  return near.isValid && today.diff(near, 'days').days <= HALF_YEAR_DAYS ? near : inYear(today.year + 1);
}

function thisOrNextMonth(today: DateTime, day: number): DateTime {
  const month = day < today.day ? today.plus({ months: 1 }) : today;
  return DateTime.fromObject({ year: month.year, month: month.month, day }, { zone: today.zone });
}

const PART_MINUTES: Readonly<Record<string, number>> = {
  中午: 720,
  下午: 900,
  傍晚: 1080,
  晚: 1140,
  晚上: 1140,
  夜里: 1320,
};
const MORNING_MINUTES = 480;

/** Minutes after midnight (1440: the day's end); null when no time is named. */
function minutesOf(dayWords: string, rest: string): number | null | 'impossible' {
  const part = new RegExp(`^${PART}`).exec(rest)?.[0] ?? /[早晚]$/.exec(dayWords)?.[0] ?? '';
  const clock = new RegExp(`${CLOCK}$`).exec(rest)?.[0];
  if (clock === undefined) return part === '' ? null : (PART_MINUTES[part] ?? MORNING_MINUTES);
  const match = /^(.+?)(?::|点钟|点|时)(.*)$/.exec(clock);
  const hour = numberOf(match?.[1] ?? '');
  const minute = minuteWords(match?.[2] ?? '');
  if (hour === null || minute === null || minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return 'impossible';
  return inPart(hour, part) * 60 + minute;
}

function minuteWords(words: string): number | null {
  if (words === '') return 0;
  if (words === '半') return 30;
  if (words.endsWith('刻')) return words.startsWith('三') ? 45 : 15;
  return numberOf(words.replace(/分$/, ''));
}

/** 晚上7点 is 19, 中午1点 is 13, 晚上12点 is the day's end. */
function inPart(hour: number, part: string): number {
  if (/^(下午|傍晚|晚上?|夜里)$/.test(part) && hour <= 12) return hour === 12 ? (part === '下午' ? 12 : 24) : hour + 12;
  return part === '中午' && hour < 6 ? hour + 12 : hour;
}
