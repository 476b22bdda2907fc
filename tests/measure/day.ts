/** A written day of the measured town, from six in the morning to six the next: talk with its peaks, reports, notices, staff at work, outages. */
import { parseIso } from '../../src/clock/zone.js';
import type { Instant } from '../../src/model/ids.js';
import { chatter, MEMBERS, personName, report, roomName, STAFF_ROOM, WORKER, type Line } from './talk.js';
import { TOWN_NAME } from './town.js';

export type Moment =
  | { readonly at: Instant; readonly what: 'said'; readonly line: Line }
  | { readonly at: Instant; readonly what: 'down' | 'up' }
  /** Hours since the beginning. */
  | { readonly at: Instant; readonly what: 'look'; readonly hour: number };

export interface DayOptions {
  readonly rooms: number;
  /** Of residents' everyday talk and reports; what staff say and receipts come besides. */
  readonly messages: number;
  /** 0..1. */
  readonly random: () => number;
}

const begins = parseIso('2026-04-21T06:00:00+08:00') ?? 0;
export const DAY_BEGINS: Instant = begins;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const clockTime = (hour: number, minute: number): Instant => begins + ((hour + 18) % 24) * HOUR_MS + minute * MINUTE_MS;

/** How much is said in each hour of the day, from six on: morning, noon and evening peaks, quiet nights. */
const WEIGHTS = [2, 8, 9, 5, 3, 5, 8, 5, 3, 3, 3, 5, 8, 10, 9, 6, 3, 1, 0.3, 0.2, 0.1, 0.1, 0.2, 0.8] as const;
const REPORT_SHARE = 1 / 15;

/** Hour and minute, and for how many minutes the platform is away. */
const OUTAGES = [
  [10, 10, 5],
  [13, 40, 20],
  [19, 20, 3],
  [2, 0, 60],
] as const;
const NOTICES = [
  [9, 0, '明天上午8点到11点停水,请提前储水'],
  [15, 0, '本周六下午两点在广场做消防演练'],
] as const;

export function dayOf(options: DayOptions): Moment[] {
  const looks = [0, 6, 12, 18, 24].map((hour): Moment => ({ at: begins + hour * HOUR_MS, what: 'look', hour }));
  const spoken = [...residents(options), ...staff(), ...notices(options)].filter(({ at }) => !isAway(at));
  return [...looks, ...outages(), ...spoken].sort((a, b) => a.at - b.at);
}

const isAway = (at: Instant): boolean =>
  OUTAGES.some(([hour, minute, long]) => {
    const from = clockTime(hour, minute);
    return at >= from - MINUTE_MS && at <= from + (long + 1) * MINUTE_MS;
  });

const outages = (): Moment[] =>
  OUTAGES.flatMap(([hour, minute, long]): Moment[] => {
    const at = clockTime(hour, minute);
    return [
      { at, what: 'down' },
      { at: at + long * MINUTE_MS, what: 'up' },
    ];
  });

function residents({ rooms, messages, random }: DayOptions): Moment[] {
  const all = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  const said: Moment[] = [];
  WEIGHTS.forEach((weight, hour) => {
    const count = Math.round((messages * weight) / all);
    for (let index = 0; index < count; index += 1) {
      const room = Math.floor(random() * rooms);
      const person = personName(room, Math.floor(random() * MEMBERS));
      const number = Math.floor(random() * 100_000);
      const text = random() < REPORT_SHARE ? report(number) : chatter(number);
      const at = begins + Math.floor((hour + random()) * HOUR_MS);
      said.push({ at, what: 'said', line: { room: roomName(room), person, text } });
    }
  });
  return said;
}

const byStaff = (at: Instant, text: string): Moment => ({
  at,
  what: 'said',
  line: { room: STAFF_ROOM, person: WORKER, text },
});

/** From eight to six a ticket is taken every four minutes, and done an hour later. */
function staff(): Moment[] {
  return Array.from({ length: 150 }, (_, index) => {
    const at = clockTime(8, 0) + index * 4 * MINUTE_MS;
    return [byStaff(at, `受理 ${index + 1}`), byStaff(at + HOUR_MS, `办结 ${index + 1} 已处理`)];
  }).flat();
}

/** Fifteen people in each room confirm within half an hour. */
function notices({ rooms, random }: DayOptions): Moment[] {
  return NOTICES.flatMap(([hour, minute, text]) => {
    const at = clockTime(hour, minute);
    const receipts = Array.from({ length: rooms * 15 }, (_, index): Moment => {
      const room = index % rooms;
      const line = { room: roomName(room), person: personName(room, Math.floor(index / rooms)), text: '收到' };
      return { at: at + 10 * MINUTE_MS + Math.floor(random() * 30 * MINUTE_MS), what: 'said', line };
    });
    const begun = [byStaff(at, `发通知 ${TOWN_NAME} 需回执 ${text}`), byStaff(at + MINUTE_MS, '确认')];
    return [...begun, ...receipts];
  });
}
