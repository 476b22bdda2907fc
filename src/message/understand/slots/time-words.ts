/** Words of the calendar and the clock, dialects included. */

/** Days from the message's day. Longest spelling first: 大前天 before 前天. */
export const DAY_WORDS: readonly (readonly [string, number])[] = [
  ['大后天', 3], ['大后日', 3], ['大前天', -3], ['大前日', -3],
  ['今儿个', 0], ['今儿', 0], ['今天', 0], ['今日', 0], ['今朝', 0], ['今个', 0], ['当天', 0],
  ['明儿个', 1], ['明儿', 1], ['明天', 1], ['明日', 1], ['明朝', 1], ['听日', 1],
  ['后儿个', 2], ['后儿', 2], ['后天', 2], ['后日', 2],
  ['昨儿个', -1], ['昨儿', -1], ['昨天', -1], ['昨日', -1], ['夜来', -1], ['夜儿个', -1], ['夜了个', -1], ['夜个', -1], ['琴日', -1],
  ['前儿个', -2], ['前儿', -2], ['前天', -2], ['前日', -2],
  ['今', 0], ['明', 1], ['昨', -1], ['后', 2], ['前', -2],
]; // prettier-ignore

export interface DayPart {
  /** Hours of the day, from and to; over 24 is the next morning. */
  readonly from: number;
  readonly to: number;
}

/** Parts of the day, with the hours that a promise made for them covers. */
export const DAY_PARTS: readonly (readonly [string, DayPart])[] = [
  ['大清早', { from: 5, to: 8 }], ['清早', { from: 5, to: 8 }], ['一早', { from: 6, to: 9 }], ['早上', { from: 6, to: 9 }], ['早晨', { from: 6, to: 9 }], ['早起', { from: 6, to: 9 }], ['天光', { from: 6, to: 9 }], ['早', { from: 6, to: 9 }],
  ['上午', { from: 8, to: 12 }], ['头晌', { from: 8, to: 12 }], ['前晌', { from: 8, to: 12 }], ['上昼', { from: 8, to: 12 }],
  ['中午', { from: 11, to: 14 }], ['晌午', { from: 11, to: 14 }], ['日昼', { from: 11, to: 14 }], ['中浪向', { from: 11, to: 14 }],
  ['下午', { from: 13, to: 18 }], ['过晌', { from: 13, to: 18 }], ['后晌', { from: 13, to: 18 }], ['下昼', { from: 13, to: 18 }], ['下半天', { from: 13, to: 18 }],
  ['傍晚', { from: 17, to: 19 }], ['傍黑', { from: 17, to: 19 }],
  ['晚上', { from: 18, to: 23 }], ['晚间', { from: 18, to: 23 }], ['夜里', { from: 22, to: 29 }], ['夜晚', { from: 18, to: 23 }], ['下黑', { from: 18, to: 23 }], ['后半夜', { from: 24, to: 29 }], ['半夜', { from: 23, to: 29 }], ['深夜', { from: 22, to: 29 }],
  ['黑介', { from: 18, to: 29 }], ['暝', { from: 18, to: 29 }], ['晚', { from: 18, to: 23 }], ['夜', { from: 20, to: 29 }], ['黑', { from: 18, to: 23 }],
  ['凌晨', { from: 0, to: 6 }], ['清晨', { from: 5, to: 8 }],
]; // prettier-ignore

/** Parts too short to mean a time unless a day or a clock stands beside them: 早, 晚, 夜, 黑. */
export const SHORT_PARTS = new Set(['早', '晚', '夜', '黑', '暝', '一早', '天光']);

export const WEEKDAYS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  末: 6,
};

/** Festivals of the lunar calendar: month and day; 除夕 is the last day of the twelfth. */
export const LUNAR_FESTIVALS: Readonly<Record<string, readonly [number, number]>> = {
  大年初一: [1, 1],
  正月半: [1, 15],
  元宵节: [1, 15],
  元宵: [1, 15],
  端午节: [5, 5],
  端午: [5, 5],
  七月半: [7, 15],
  中元节: [7, 15],
  中秋节: [8, 15],
  中秋: [8, 15],
  重阳节: [9, 9],
  腊八: [12, 8],
  年三十: [12, 30],
  大年三十: [12, 30],
  除夕: [12, 30],
};
