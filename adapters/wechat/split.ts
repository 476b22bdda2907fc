/** Long texts in pieces that WeChat takes, cut where the sense has a joint. Pure. */

/** Best joints first; each matches the place after which a piece may end. */
const JOINTS = [/\n\s*\n/g, /\n/g, /[。!?!?…]+["”』」)]?/g, /[;;]/g, /[,,、]/g, /\s/g] as const;
/** A joint so early in a piece is not worth it. */
const LEAST_SHARE = 0.4;

/** Pieces of at most `limit` UTF-16 units, in order; nothing but blanks at the joints is lost. */
export function pieces(text: string, limit: number): string[] {
  const out: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = jointIn(rest.slice(0, limit));
    out.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '' || out.length === 0) out.push(rest);
  return out.filter((piece) => piece !== '' || text === '');
}

function jointIn(window: string): number {
  for (const joint of JOINTS) {
    const ends = [...window.matchAll(joint)].map((found) => found.index + found[0].length);
    const last = ends.findLast((end) => end >= window.length * LEAST_SHARE && end < window.length + 1);
    if (last !== undefined) return last;
  }
  // Not between the halves of one character.
  return /[\ud800-\udbff]$/.test(window) ? window.length - 1 : window.length;
}
