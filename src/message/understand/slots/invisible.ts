/** Characters without width, which some keyboards and copied texts bring along. */

const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/g;
const VISIBLE = /[^\u200b-\u200f\u2060\ufeff]/g;

export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '');

/** The part of `text` that reads as `span` does once both are rid of invisible characters; null stays null. */
export function literalIn(text: string, span: string | null): string | null {
  if (span === null || text.includes(span)) return span;
  const visible = [...text.matchAll(VISIBLE)];
  const at = withoutInvisible(text).indexOf(span);
  const first = visible[at]?.index;
  const last = visible[at + span.length - 1]?.index;
  return first === undefined || last === undefined ? null : text.slice(first, last + 1);
}
