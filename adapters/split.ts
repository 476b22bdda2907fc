/** Where a long text is cut, for platforms that take only so much at once. Pure. */

/** A part shorter than this share of what fits is worth a poorer place to cut. */
const LEAST_SHARE = 0.4;

/**
 * How much of `window`, all that fits at once, goes into the part: up to the last pause of the best kind that comes late
 * enough, and never between the halves of one character. `pauses`: best first; each match ends where the cut may be.
 */
export function cutAt(window: string, pauses: readonly RegExp[]): number {
  const least = Math.max(1, window.length * LEAST_SHARE);
  for (const pause of pauses) {
    const ends = [...window.matchAll(pause)].map((found) => found.index + found[0].length);
    const last = ends.at(-1);
    if (last !== undefined && last >= least) return last;
  }
  return window.length > 1 && /[\ud800-\udbff]$/.test(window) ? window.length - 1 : window.length;
}
