/** Days as said: 明天, 下周二, 12月20日, 20号, 月底, 腊月二十八, 三天后. */
import { parse } from 'chrono-node/zh/hans';
import type { DateTime } from 'luxon';
import { FESTIVAL, LUNAR, lunarDay } from './lunar.js';
import { numberOf } from './numbers.js';
import { DAY_WORDS, WEEKDAYS } from './time-words.js';

const WORD = DAY_WORDS.map(([word]) => word)
  .sort((a, b) => b.length - a.length)
  .map((word) => (word.length > 1 ? word : `${word}(?=[早晚夜天黑暝上下中])`))
  .join('|');
const WEEKDAY = '(?:上上|下下|上|下|这|本)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末](?!次|趟|回)';
const NUMBER = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const WRITTEN = `(?:\\d{4}年)?(?<![\\d])${NUMBER}月${NUMBER}[日号]?(?![\\d个])|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}`;
const NEARNESS = '(?:这个月|本月|下个月|下月|上个月|上月)';
const DAY_NUMBER = `${NEARNESS}?(?<![第\\d月.:-])(?:[12]?\\d|3[01]|[一二三]?十[一二三四五六七八九]?)号(?=之前|以前|前|截止|到期|上午|下午|中午|早|晚|开|停|来|去|以后|之后|后|起|左右|到|至|[\\d一二三四五六七八九十]{1,3}点|[,，。!！?？\\s]|$|就|能|要|还)`;
const MONTH_END = `${NEARNESS}?(?<!上|下|本|这个)月底|年底|${NEARNESS}底`;
const RELATIVE =
  '(?:[\\d]{1,3}|[一二两三四五六七八九十半]{1,2})个?(?:天|日|周|星期|礼拜|小时|钟头|分钟|月)(?:之|以)?(?:前(?![面头])|后(?![面头]))';

/** Only with what shows that the day is meant: 国庆 is also a man's name. */
const HOLIDAY =
  '(?:国庆节?|元旦节?|五一节?|劳动节)(?:假期)?(?:(?:之|以|过)?后(?![天日年])|(?=(?:之|以)?前(?![天日年])|当天|那天|期间))';

/** Source of every day expression, without groups. */
export const DAY = `(?:${RELATIVE}|${HOLIDAY}|${WRITTEN}|${LUNAR}|${FESTIVAL}|${NEARNESS}${NUMBER}[日号]|${DAY_NUMBER}|${MONTH_END}|${WEEKDAY}|${WORD})`;

const isWhole = (source: string): RegExp => new RegExp(`^(?:${source})$`);
const IS_WEEKDAY = isWhole(WEEKDAY);
const IS_LUNAR = isWhole(`${LUNAR}|${FESTIVAL}`);

/** The day meant, at its start in the message's offset (a moment for "半小时后"); null when it is no real day. */
export function dayOf(said: string, now: DateTime): DateTime | null {
  const offset = DAY_WORDS.find(([word]) => word === said)?.[1];
  if (offset !== undefined) return now.startOf('day').plus({ days: offset });
  if (IS_WEEKDAY.test(said)) return weekday(said, now);
  const holiday = HOLIDAYS.find(({ name }) => said.startsWith(name));
  if (holiday !== undefined) return holidayOf(holiday, said.endsWith('后'), now);
  if (IS_LUNAR.test(said)) return lunarDay(said, now);
  if (said.endsWith('底'))
    return said.startsWith('年')
      ? now.endOf('year').startOf('day')
      : monthNamed(said, now).endOf('month').startOf('day');
  const dayNumber = /^(\D*?月)?([\d一二三四五六七八九十]{1,3})[号日]$/.exec(said);
  if (dayNumber !== null && !/^[\d一二三四五六七八九十]+月/.test(said))
    return dayOfMonth(dayNumber[1], dayNumber[2] ?? '', now);
  return general(said, now);
}

interface Holiday {
  readonly name: string;
  readonly month: number;
  /** Days off as a rule; work begins again after them. */
  readonly days: number;
}
const HOLIDAYS: readonly Holiday[] = [
  { name: '国庆', month: 10, days: 7 },
  { name: '元旦', month: 1, days: 3 },
  { name: '五一', month: 5, days: 5 },
  { name: '劳动节', month: 5, days: 5 },
];

/** The holiday's first day, or the first after it; the one to come unless this year's is less than a month past. */
function holidayOf({ month, days }: Holiday, after: boolean, now: DateTime): DateTime {
  const first = now.startOf('day').set({ month, day: 1 });
  const next = first.plus({ months: 1 }) < now ? first.plus({ years: 1 }) : first;
  return after ? next.plus({ days }) : next;
}

/** A weekday without 上 or 下 is the next one to come, today included. */
function weekday(said: string, now: DateTime): DateTime | null {
  const wanted = WEEKDAYS[said.slice(-1)];
  if (wanted === undefined) return null;
  const monday = now.startOf('week');
  const weeks = said.startsWith('下下')
    ? 2
    : said.startsWith('下')
      ? 1
      : said.startsWith('上上')
        ? -2
        : said.startsWith('上')
          ? -1
          : 0;
  const day = monday.plus({ weeks, days: wanted - 1 });
  const bare = /^(?:周|星期|礼拜)/.test(said);
  return bare && day < now.startOf('day') ? day.plus({ weeks: 1 }) : day;
}

function monthNamed(said: string, now: DateTime): DateTime {
  const months = said.startsWith('下') ? 1 : said.startsWith('上') ? -1 : 0;
  return now.startOf('month').plus({ months });
}

/** 20号 is this month's, or the next month's once this one's is over a week past. */
function dayOfMonth(month: string | undefined, figure: string, now: DateTime): DateTime | null {
  const number = numberOf(figure);
  const first = monthNamed(month ?? '', now);
  if (number === null || number < 1 || number > (first.daysInMonth ?? 0)) return null;
  const day = first.set({ day: number });
  const longPast = month === undefined && day < now.minus({ days: 7 });
  return longPast ? day.plus({ months: 1 }) : day;
}

/**
 * chrono reckons in the machine's own zone, so it is given the message's wall clock as if that were the machine's, and only wall-clock
 * figures are taken back: the answer is the same wherever the program runs.
 */
function general(said: string, now: DateTime): DateTime | null {
  const wall = now.setZone('system', { keepLocalTime: true });
  const start = parse(said.replace('号', '日').replace(/之|以/g, '').replace('钟头', '小时'), wall.toJSDate())[0]
    ?.start;
  if (start === undefined) return null;
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  if (year === null || month === null || day === null) return null;
  const hours = start.isCertain('hour')
    ? { hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 }
    : { hour: 0, minute: 0 };
  const resolved = now.set({ year, month, day, ...hours, second: 0, millisecond: 0 });
  return resolved.isValid && resolved.month === month ? resolved : null;
}
