/** A long text becomes several messages, cut where a reader would pause. Pure. */

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

/** A part shorter than this share of the limit is worth a poorer place to cut. */
const LEAST_SHARE = 0.4;

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The end of the last pause of this kind within the limit; -1 when there is none far enough. */
function lastPause(head: string, pause: RegExp, least: number): number {
  let end = -1;
  for (const match of head.matchAll(pause)) end = match.index + match[0].length;
  return end >= least ? end : -1;
}

function cutOf(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const pause of PAUSES) {
    const end = lastPause(head, pause, Math.max(1, limit * LEAST_SHARE));
    if (end > 0) return end;
  }
  return limit > 1 && isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

/**
 * Parts of at most `limit` (2 or more) UTF-16 units which, joined, are the text but for blanks at the seams; never inside a
 * surrogate pair, none blank. A blank text has no part.
 */
export function splitText(text: string, limit: number = TEXT_LIMIT): string[] {
  const parts: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > limit) {
    const cut = cutOf(rest, limit);
    const part = rest.slice(0, cut).trimEnd();
    if (part !== '') parts.push(part);
    rest = rest.slice(cut).trimStart();
  }
  return rest.trim() === '' ? parts : [...parts, rest];
}
