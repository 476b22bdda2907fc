/** Telephone numbers in any spelling: figures, full width, spaces and dashes, 一三九…, o and l typed for 0 and 1. */
import { digitOf } from './numbers.js';
import { fold } from './width.js';

export interface PhoneSpan {
  readonly start: number;
  readonly end: number;
  /** Digits only, without the country code. */
  readonly digits: string;
  readonly kind: 'mobile' | 'landline';
}

const DIGIT = '[0-9oOlI零〇一幺二三四五六七八九]';
const GAP = '[ \\-.·]?';
const digits = (count: number): string => `(?:${GAP}${DIGIT}){${count}}`;
const NO_DIGIT_BEFORE = '(?<![0-9])';
const NO_DIGIT_AFTER = '(?![0-9])';
const COUNTRY = '(?:(?:\\+|00)?86[ -]?)?';

const MOBILE = `${COUNTRY}[1lI一幺]${GAP}[3-9三四五六七八九]${digits(9)}`;
const AREA_BEIJING_LIKE = '\\(?0(?:10|2[0-9])\\)?';
const AREA = '\\(?0[3-9][0-9]{2}\\)?';
const LOCAL = '[2-8](?:[ \\-]?[0-9]){6,7}';
const LANDLINE = `(?:\\+?86[ -]?)?(?:${AREA_BEIJING_LIKE}|${AREA})[ -]{0,2}${LOCAL}`;
const UNPREFIXED = '(?<=(?:电话|座机|热线|拨打?|联系)[::是 ]{0,2})[2-8][0-9]{3}[ -]?[0-9]{3,4}';

const PHONE = new RegExp(`${NO_DIGIT_BEFORE}(?:(${MOBILE})|(${LANDLINE})|(${UNPREFIXED}))${NO_DIGIT_AFTER}`, 'g');
const MONEY_AFTER = /^ ?(?:元|块|万|亿|¥)/;
/** Fewer figures than any spelling of a number holds: spares most messages the search. */
const HINT =
  /[0-9\uff10-\uff19](?:[^0-9\uff10-\uff19]?[0-9oOlI\uff10-\uff19]){5}|[零〇一幺二三四五六七八九](?:[ -]?[零〇一幺二三四五六七八九]){4}/;
const MOBILE_LENGTH = 11;
/** A mobile typed with letters or characters still has to look like a number, not like a word. */
const LEAST_FIGURES = 5;

/** Whatever reads as a telephone number, a sum of money that looks like one too: what is hidden when in doubt. */
export function numberSpans(text: string): readonly PhoneSpan[] {
  if (!HINT.test(text)) return [];
  const spans: PhoneSpan[] = [];
  for (const match of fold(text).matchAll(PHONE)) {
    const kind = match[1] === undefined ? 'landline' : 'mobile';
    const all = digitsOf(match[0]);
    const digits = kind === 'mobile' ? all.slice(-MOBILE_LENGTH) : withoutCountry(all);
    if (kind === 'landline' || hasFigures(match[0])) {
      spans.push({ start: match.index, end: match.index + match[0].length, digits, kind });
    }
  }
  return spans;
}

/** Where the telephone numbers stand; 110, 12345, 400 numbers, identity cards and parcel numbers are none. */
export const phoneSpans = (text: string): readonly PhoneSpan[] =>
  numberSpans(text).filter((span) => !MONEY_AFTER.test(text.slice(span.end, span.end + 2)));

/** Digits only, each number once, in the order said. */
export function phones(text: string): readonly string[] {
  return [...new Set(phoneSpans(text).map((span) => span.digits))];
}

function hasFigures(raw: string): boolean {
  const figures = raw.replace(/[^0-9]/g, '').length;
  const characters = raw.replace(/[^零〇一幺二三四五六七八九]/g, '').length;
  return Math.max(figures, characters) >= LEAST_FIGURES;
}

function digitsOf(raw: string): string {
  let out = '';
  for (const char of raw) {
    if (/[0-9]/.test(char)) out += char;
    else if (char === 'o' || char === 'O') out += '0';
    else if (char === 'l' || char === 'I') out += '1';
    else out += digitOf(char)?.toString() ?? '';
  }
  return out;
}

const withoutCountry = (all: string): string => (all.startsWith('86') && all.length > 9 ? all.slice(2) : all);
