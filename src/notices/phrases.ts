/** Pieces of text that several notice replies share. */
import { DateTime } from 'luxon';
import type { Instant } from '../model/ids.js';
import type { Words } from '../message/reply/words.js';

/** A moment as people write it; the last minute of a day reads as the day. */
export function momentWords(words: Words, at: Instant, now: Instant, zone: string): string {
  const time = DateTime.fromMillis(at, { zone });
  const clock = time.toFormat('HH:mm');
  const values = {
    year: time.toFormat('yyyy'),
    sameYear: time.year === DateTime.fromMillis(now, { zone }).year ? 'yes' : 'no',
    month: String(time.month),
    day: String(time.day),
    clock,
  };
  return words(clock === '23:59' ? 'notice.day' : 'notice.moment', values);
}

/** The first `count` of a list, then how many more there are. */
export function firstOf(words: Words, list: readonly string[], count: number): string {
  const shown = list.slice(0, count).join(words('notice.comma'));
  return list.length > count ? words('notice.andMore', { shown, more: list.length - count }) : shown;
}
