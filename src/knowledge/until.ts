/** The last day of an answer as people write it: 有效期至 12月20日, 2021-12-20, 长期. Pure. */
import { DateTime } from 'luxon';
import type { Instant } from '../model/ids.js';

const PREFIX =
  /^(?:有效期?(?:至|到)?|有效至|有效到|截止(?:至|到)?|截至|到期日?|至|到|valid until|until|expires)[\s:]*/i;
const DAY = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?(?:止|前|截止)?$/;
const ENDLESS = /^(?:长期|永久|一直|无期限|没有期限|forever|never)(?:有效)?$/i;

/** Whether a field of 问答 加 is about the end at all. */
export const isUntil = (field: string): boolean => PREFIX.test(field) || DAY.test(field) || ENDLESS.test(field);

/** YYYY-MM-DD; null: no end; undefined: not a day. Without a year the next such day, today included. */
export function readUntil(field: string, now: Instant, zone: string): string | null | undefined {
  const text = field.replace(PREFIX, '').trim();
  if (ENDLESS.test(text)) return null;
  const match = DAY.exec(text);
  if (!match) return undefined;
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const years = match[1] === undefined ? [0, 1, 2, 3, 4].map((n) => today.year + n) : [Number(match[1])];
  const days = years.map((year) =>
    DateTime.fromObject({ year, month: Number(match[2]), day: Number(match[3]) }, { zone }),
  );
  const found = days.find((day) => day.isValid && (match[1] !== undefined || day >= today));
  return found?.toISODate() ?? undefined;
}
