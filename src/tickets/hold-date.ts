/** Until when 挂账 holds: "到 12月25日 等材料", "3天 等配件", "至下周五下午3点". Pure. */
import { DateTime } from 'luxon';
import { isoTime, parseIso } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import { DAY, dayOf } from '../message/understand/slots/day.js';
import { numberOf } from '../message/understand/slots/numbers.js';
import { time } from '../message/understand/slots/time.js';
import { fold } from '../message/understand/slots/width.js';

export type HoldDate =
  { readonly until: Instant; readonly reason: string } | { readonly problem: 'none' | 'past' | 'far' };

const LEAD = '(?:先|暂时?|一直)?(?:等?到|至|延期?[到至])?\\s*';
const SHORT_DATE = '\\d{1,2}[-/.]\\d{1,2}(?!\\d)';
const DAY_NUMBER = '(?:[12]?\\d|3[01])[号日]';
const SPAN = '(?:\\d{1,3}|[一二两三四五六七八九十半]{1,3})个?(?:天|周|星期|礼拜|月)(?!底)';
const CLOCK = '(?:\\s*(?:上午|下午|早上|中午|晚上)?\\s*\\d{1,2}(?:[::]\\d{2}|点半?))?';
const WHEN = new RegExp(`^${LEAD}(?<day>${DAY}|${SHORT_DATE}|${DAY_NUMBER}|${SPAN})(?<clock>${CLOCK})`);
const LONGEST_DAYS = 366;
/** A day without a year that lies back is next year's, unless it was only lately. */
const LATELY_DAYS = 65;

/** `workStartMinute`: minutes after midnight at which a day without an hour begins to count again. */
export function holdUntil(words: string, now: Instant, zone: string, workStartMinute: number): HoldDate {
  const typed = words.trim();
  const match = WHEN.exec(fold(typed));
  const day = match?.groups?.['day'];
  if (!match || day === undefined) return { problem: 'none' };
  const until = moment(spelled(day), match.groups?.['clock'] ?? '', now, zone, workStartMinute);
  if (until === null) return { problem: 'none' };
  if (until <= now) return { problem: 'past' };
  if (until > now + LONGEST_DAYS * 24 * 3600_000) return { problem: 'far' };
  return {
    until,
    reason: typed
      .slice(match[0].length)
      .replace(/^[\s,,。::、]+|^(?:之?前|再)?\s*/g, '')
      .trim(),
  };
}

/** "12/25" → 12月25日, as the day reader knows it. */
function spelled(day: string): string {
  const short = /^(\d{1,2})[-/.](\d{1,2})$/.exec(day);
  return short ? `${short[1] ?? ''}月${short[2] ?? ''}日` : day;
}

const UNITS: Readonly<Record<string, 'days' | 'weeks' | 'months'>> = {
  天: 'days',
  周: 'weeks',
  星期: 'weeks',
  礼拜: 'weeks',
  月: 'months',
};
const HALF_MONTH_DAYS = 15;
const IS_SPAN = new RegExp(`^(?<count>[^天周星礼月个]+)个?(?<unit>天|周|星期|礼拜|月)(?:之|以)?后?$`);

/** "3天", "两周后", "半个月" counted from today; null when the words are no span. */
function spanFrom(day: string, local: DateTime): DateTime | null {
  const { count, unit } = IS_SPAN.exec(day)?.groups ?? {};
  const word = unit === undefined ? undefined : UNITS[unit];
  if (count === undefined || word === undefined) return null;
  if (count === '半') return word === 'months' ? local.plus({ days: HALF_MONTH_DAYS }) : null;
  const number = numberOf(count);
  return number === null ? null : local.plus({ [word]: number });
}

function moment(day: string, clock: string, now: Instant, zone: string, startMinute: number): Instant | null {
  const local = DateTime.fromMillis(now, { zone });
  const date = spanFrom(day, local) ?? dayOf(day, local);
  if (date === null) return null;
  const yearless = /月/.test(day) && !/\d{4}/.test(day) && !IS_SPAN.test(day);
  const lies = local.diff(date, 'days').days;
  const meant = yearless && lies > LATELY_DAYS ? date.plus({ years: 1 }) : date;
  if (clock.trim() !== '') {
    const exact = time(`${meant.toFormat('yyyy年M月d日')}${clock.trim()}`, isoTime(now, zone));
    const at = exact === null ? null : parseIso(exact.split('/')[0] ?? '');
    if (at !== null) return at;
  }
  return meant.startOf('day').plus({ minutes: startMinute }).toMillis();
}
