/** One spelling for what means the same: width, case, digits, faces. */

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

export interface Normalized {
  /** Lower case, half width, faces as FACE, digits kept. */
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
  const plain = wide.replace(BRACKET_FACE, collect).replace(EMOJI, collect).trim();
  return { plain, shape: plain.replace(/\d/g, '0').replace(/\s+/g, ' '), faces };
}
