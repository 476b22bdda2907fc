/** Numbers as people write them in a group: 12, 十二, 两百, 半, 俩. */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  仨: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Source of a regular expression for a number below 10,000, in figures or characters. */
export const NUMBER = '(?:\\d{1,4}(?:\\.\\d{1,2})?|[零〇一二两三四五六七八九十百千]{1,6}|半|俩|仨)';

/** Digit of a character (零一幺两…), or null. */
export const digitOf = (char: string): number | null => DIGITS[char] ?? null;

/** Value of a number matched by NUMBER; null when the characters make none. 半 is 0.5. */
export function numberOf(text: string): number | null {
  if (text === '半') return 0.5;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return /[十百千]/.test(text) ? scaledNumber(text) : spelledNumber(text);
}

function scaledNumber(text: string): number | null {
  let total = 0;
  let digit: number | null = null;
  for (const char of text) {
    const scale = SCALES[char];
    if (scale !== undefined) {
      total += (digit ?? 1) * scale;
      digit = null;
    } else {
      digit = digitOf(char);
      if (digit === null) return null;
    }
  }
  return total + (digit ?? 0);
}

/** Digit by digit: 三零二 is 302. */
function spelledNumber(text: string): number | null {
  let total = 0;
  for (const char of text) {
    const digit = digitOf(char);
    if (digit === null) return null;
    total = total * 10 + digit;
  }
  return text === '' ? null : total;
}
