/** When the matter happened or is wanted, resolved against the message's own time and offset. */
import { DateTime } from 'luxon';
import { CLOCK, clockOf, type Clock } from './clock-time.js';
import { DAY, dayOf } from './day.js';
import { DAY_PARTS, SHORT_PARTS, type DayPart } from './time-words.js';
import { fold } from './width.js';

interface Found {
  readonly iso: string;
  /** A day and an hour say more than either. */
  readonly weight: number;
}

const PART = DAY_PARTS.map(([word]) => word)
  .sort((a, b) => b.length - a.length)
  .join('|');
const BEFORE = '之前|以前|前(?![后天年几面头])';
const EXPRESSION = new RegExp(
  `(?![到至~ -])(?:(?<day>${DAY})(?:的|,|，)?[ ]?)?(?<part>${PART})?[ ]?(?<clock>${CLOCK})?` +
    `(?:[ ]?(?:到|至|-|~)[ ]?(?:(?<day2>${DAY})[ ]?)?(?<part2>${PART})?(?<clock2>${CLOCK})?)?(?<before>${BEFORE})?`,
  'g',
);
const HOURS_AWAY = /小时|钟头|分钟/;
const MIDNIGHT = 24;
const HINT =
  /[点时号钟][^线]?|[今明昨后前大][天日早晚夜儿朝黑暝]|[周期拜][一二三四五六日天末]|\d[:：]\d|月\S{0,2}[日号\d底初半]|夜|凌晨|[上下中]午|晌|昼|早上|晚上|清早|傍晚|初[一二三四五六七八九十]|[月年]底|[正腊冬]月|[天日周月时钟][前后]|节|国庆|元旦|五一|除夕|三十|元宵|端午|中秋|\d-\d|暝/;

/**
 * A date ("2021-12-20"), a date-time with the message's offset, or "start/end"; a part of a day ("今晚") is a start/end pair.
 * null when no time is said, or when `at` is no ISO time.
 */
export function time(text: string, at: string): string | null {
  if (!HINT.test(text)) return null;
  const now = DateTime.fromISO(at, { setZone: true });
  if (!now.isValid) return null;
  let best: Found | null = null;
  for (const match of fold(text).matchAll(EXPRESSION)) {
    if (match[0] === '' || match.groups === undefined) continue;
    const found = resolve(match.groups, now);
    if (found !== null && (best === null || found.weight > best.weight)) best = found;
  }
  return best?.iso ?? null;
}

function resolve(said: Readonly<Record<string, string | undefined>>, now: DateTime): Found | null {
  const day = said['day'] === undefined ? null : dayOf(said['day'], now);
  const part = partOf(said['part']);
  const clock = said['clock'] === undefined ? null : clockOf(said['clock']);
  if (day === null && clock === null && (part === null || SHORT_PARTS.has(said['part'] ?? ''))) return null;
  if (bareDayLetter(said['day']) && part === null) return null;
  const deadline = said['before'] !== undefined;
  if (clock !== null) return timed(said, day, part, clock, now, deadline);
  if (part !== null) return { iso: pairOf(day ?? nightOf(part, now), part), weight: day === null ? 1 : 2 };
  return day === null ? null : dated(said, day, now);
}

const partOf = (word: string | undefined): DayPart | null => DAY_PARTS.find(([name]) => name === word)?.[1] ?? null;

/** 今, 明, 昨 count as days only before a part of one: 今晚, never 发明. */
const bareDayLetter = (word: string | undefined): boolean => word?.length === 1;

function dated(said: Readonly<Record<string, string | undefined>>, day: DateTime, now: DateTime): Found | null {
  if (HOURS_AWAY.test(said['day'] ?? '')) return { iso: isoOf(day), weight: 2 };
  const first = day.toISODate();
  const last = said['day2'] === undefined ? null : (dayOf(said['day2'], now)?.toISODate() ?? null);
  if (first === null) return null;
  return { iso: last !== null && last > first ? `${first}/${last}` : first, weight: 1.5 };
}

function timed(
  said: Readonly<Record<string, string | undefined>>,
  day: DateTime | null,
  part: DayPart | null,
  clock: Clock,
  now: DateTime,
  deadline: boolean,
): Found | null {
  const until = said['clock2'] === undefined ? null : clockOf(said['clock2']);
  const start = momentOf(day, part, clock, now, deadline || until !== null);
  const weight = day === null ? 2 : 3;
  const startIso = isoOf(start);
  if (until === null) return { iso: startIso, weight };
  let end = momentOf(start, partOf(said['part2']) ?? part, until, now, false);
  while (end <= start) end = end.plus({ hours: end.plus({ hours: 12 }) > start && until.hour < 12 ? 12 : 24 });
  return { iso: `${startIso}/${isoOf(end)}`, weight };
}

/** The clock on its day; an hour up to twelve without a part of the day is the likelier of morning and afternoon. */
function momentOf(
  day: DateTime | null,
  part: DayPart | null,
  clock: Clock,
  now: DateTime,
  deadline: boolean,
): DateTime {
  const base = (day ?? now).startOf('day');
  if (part !== null) {
    const night = day === null ? nightOf(part, now).startOf('day') : base;
    return night.plus({ hours: hourWithin(part, clock.hour), minutes: clock.minute });
  }
  const moment = base.plus({ hours: clock.hour, minutes: clock.minute });
  if (clock.hour === 0 || clock.hour > 12 || clock.exact) return moment;
  const later = moment.plus({ hours: clock.hour === 12 ? 0 : 12 });
  if (deadline && moment < now) return later;
  if (!base.hasSame(now, 'day')) return clock.hour < 7 ? later : moment;
  return Math.abs(later.diff(now).milliseconds) < Math.abs(moment.diff(now).milliseconds) ? later : moment;
}

/** 晚上12点 is midnight, 昨晚两点 the early morning after, 下午3点 fifteen hours; over 24 is the next day. */
function hourWithin(part: DayPart, hour: number): number {
  if (hour > 12) return hour;
  const night = part.from >= 18;
  if (night) return hour === 12 ? MIDNIGHT : hour < 5 ? hour + MIDNIGHT : hour + 12;
  if (part.to <= 6) return hour % 12;
  return hour < part.from - 2 ? hour + 12 : hour;
}

function pairOf(day: DateTime, part: DayPart): string {
  const midnight = day.startOf('day');
  return `${isoOf(midnight.plus({ hours: part.from }))}/${isoOf(midnight.plus({ hours: part.to }))}`;
}

/** 半夜 without a day, said in the morning, is the night just past. */
const nightOf = (part: DayPart, now: DateTime): DateTime =>
  part.to > MIDNIGHT && now.hour < 12 ? now.minus({ days: 1 }) : now;

const isoOf = (moment: DateTime): string => moment.toISO({ suppressMilliseconds: true }) ?? '';
