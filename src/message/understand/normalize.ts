/** One spelling for what means the same: width, case, digits, faces, traditional characters. */
import { Converter } from 'opencc-js/t2cn';

/** Only this much of a text is read. */
export const READ_CHARACTERS = 5000;

/** The first 5,000 characters, never half of a surrogate pair. */
export function readable(text: string): string {
  return wellFormed(text.slice(0, READ_CHARACTERS));
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Lone halves of surrogate pairs become U+FFFD: native code refuses them. */
export const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD');

/** A face ([捂脸] or an emoji) becomes this one character, so that n-grams see "a face" and not one of hundreds. */
export const FACE = '\u0001';

const BRACKET_FACE = /\[[\p{L}]{1,6}\]/gu;
const EMOJI = /\p{Extended_Pictographic}(?:\u{FE0F}|\u{200D}|\p{Emoji_Modifier}|\p{Extended_Pictographic})*/gu;

const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;
let simple: ReadonlyMap<string, string> | null = null;

const toSimple = Converter({ from: 't', to: 'cn' });

/** Characters one by one: which of several meanings is meant hardly matters to a reader, and positions stay. */
function simplified(): ReadonlyMap<string, string> {
  if (simple !== null) return simple;
  const characters = Array.from({ length: LAST_HAN - FIRST_HAN + 1 }, (_, at) => String.fromCharCode(FIRST_HAN + at));
  const converted = toSimple(characters.join('\n')).split('\n');
  const found = new Map<string, string>();
  characters.forEach((character, at) => {
    const plain = converted[at] ?? character;
    if (plain !== character && plain.length === 1) found.set(character, plain);
  });
  return (simple = found);
}

/** Traditional characters as simplified ones. */
function inSimple(text: string): string {
  const map = simplified();
  let found = '';
  for (let at = 0; at < text.length; at++) found += map.get(text.charAt(at)) ?? text.charAt(at);
  return found;
}

/** Zero-width characters and the like, which some keyboards and programs put between others. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

export interface Normalized {
  /** Lower case, half width, simplified characters, nothing invisible, faces as FACE, digits kept. */
  readonly plain: string;
  /** `plain` with each digit as 0 and no blanks: what n-grams are cut from. */
  readonly shape: string;
  readonly faces: readonly string[];
}

export function normalize(text: string): Normalized {
  const faces: string[] = [];
  const collect = (face: string): string => {
    faces.push(face);
    return FACE;
  };
  const wide = text.normalize('NFKC').toLowerCase();
  const plain = inSimple(wide.replace(BRACKET_FACE, collect).replace(EMOJI, collect).replace(INVISIBLE, '')).trim();
  return { plain, shape: plain.replace(/\d/g, '0').replace(/\s+/g, ' '), faces };
}
