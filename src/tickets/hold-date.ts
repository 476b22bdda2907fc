/** Until when 挂账 holds: "到 12月25日 等材料", "3天 等配件", "至下周五下午3点". Pure. */
import { DateTime } from 'luxon';
import { isoTime, parseIso } from '../clock/zone.js';
import type { Instant } from '../model/ids.js';
import { DAY, dayOf } from '../message/understand/slots/day.js';
import { time } from '../message/understand/slots/time.js';
import { fold } from '../message/understand/slots/width.js';

export type HoldDate = { readonly until: Instant; readonly reason: string } | { readonly problem: 'none' | 'past' | 'far' };

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
  return { until, reason: typed.slice(match[0].length).replace(/^[\s,,。::、]+|^(?:之?前|再)?\s*/g, '').trim() };
}

/** "12/25" → 12月25日, "3天" → 3天后: as the day reader knows them. */
function spelled(day: string): string {
  const short = /^(\d{1,2})[-/.](\d{1,2})$/.exec(day);
  if (short) return `${short[1] ?? ''}月${short[2] ?? ''}日`;
  return new RegExp(`^${SPAN}$`).test(day) ? `${day}后` : day;
}

function moment(day: string, clock: string, now: Instant, zone: string, startMinute: number): Instant | null {
  const local = DateTime.fromMillis(now, { zone });
  const date = dayOf(day, local);
  if (date === null) return null;
  const yearless = !/\d{4}|[天周月]后|星期后|礼拜后/.test(day) && /月/.test(day);
  const lies = local.diff(date, 'days').days;
  const meant = yearless && lies > LATELY_DAYS ? date.plus({ years: 1 }) : date;
  if (clock.trim() !== '') {
    const exact = time(`${meant.toFormat('yyyy年M月d日')}${clock.trim()}`, isoTime(now, zone));
    const at = exact === null ? null : parseIso(exact.split('/')[0] ?? '');
    if (at !== null) return at;
  }
  return meant.startOf('day').plus({ minutes: startMinute }).toMillis();
}
