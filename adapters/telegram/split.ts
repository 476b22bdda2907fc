/** A long text becomes several messages, cut where a reader would pause. Pure. */
import { cutAt } from '../split.js';

/** Telegram's limits, in UTF-16 units. */
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

/** Where to cut, best first: after a paragraph, a line, a sentence, a clause, a blank. Each match ends where the cut may be. */
const PAUSES = [
  /\n\s*\n/g,
  /\n/g,
  /[。!?\uFF01\uFF1F…](?:["”’」』)\uFF09])*|[.](?=\s)/g,
  /[;,、:\uFF1B\uFF0C\uFF1A]/g,
  /\s/g,
];

/**
 * Parts of at most `limit` (2 or more) UTF-16 units which, joined, are the text but for blanks at the seams; never inside a
 * surrogate pair, none blank. A blank text has no part.
 */
export function splitText(text: string, limit: number = TEXT_LIMIT): string[] {
  const parts: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > limit) {
    const cut = cutAt(rest.slice(0, limit), PAUSES);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  return rest.trim() === '' ? parts : [...parts, rest];
}
