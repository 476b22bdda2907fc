/** Times of the clock as typed: 8:30, 三点半, 两点一刻, 17时30分. */
import { numberOf } from './numbers.js';

export interface Clock {
  /** 0..24 as said, morning or afternoon not yet settled. */
  readonly hour: number;
  readonly minute: number;
  /** Written in two figures from 13 on or with a leading zero: needs no guess. */
  readonly exact: boolean;
}

const HOUR = '(?:[01]?\\d|2[0-4]|十[一二]?|二十[一二三四]?|[零一二两三四五六七八九])';
const MINUTE = '(?:[0-5]?\\d分?(?![天个人块斤])|[二三四五]?十[一二三四五六七八九]?分?|[一二三四五六七八九]分)';
/** "一点" is mostly "a little": a time only with something after it that no little has. Source without groups of its own, for day-and-clock expressions. */
export const CLOCK = `(?:(?<![\\d:.])(?:[01]?\\d|2[0-4]):[0-5]\\d(?![\\d:])|(?<![\\d几])${HOUR}(?:点钟?|时(?!间|候|常|不|代|期|尚))(?<!几点)(?:(?<!一点)|(?=半|多|钟|整|左右|前|之前|以前|以后|[二三四五]?十|[0-5]\\d|到|至)|(?<=[午晨上夜早晚晌]一点))(?:半|[一三]刻|${MINUTE}|整|多)?)`;
const PARTS = /^(?<hour>[^:点时]+)(?::|点钟?|时)(?<rest>.*)$/;

/** The clock that CLOCK matched, or null for no real time. */
export function clockOf(said: string): Clock | null {
  const groups = PARTS.exec(said)?.groups;
  const hour = numberOf(groups?.['hour'] ?? '');
  const minute = minuteOf(groups?.['rest'] ?? '');
  if (hour === null || minute === null || hour > 24 || minute > 59) return null;
  return { hour, minute, exact: hour > 12 || /^0\d/.test(said) };
}

function minuteOf(rest: string): number | null {
  if (rest === '' || rest === '多' || rest === '整') return 0;
  if (rest === '半') return 30;
  if (rest.endsWith('刻')) return rest.startsWith('三') ? 45 : 15;
  return numberOf(rest.replace('分', ''));
}
