/** Divides the samples so that nobody's talk is read by what the same person taught. */
import type { Sample } from './corpus.js';

/** More folds leave more to learn from in each, and take longer; beyond five the figures hardly moved. */
export const FOLDS = 5;

/** Wrote private messages as they come, not those that most look like matters. */
export const PRIVATE_AUTHOR = 'sms';

/**
 * Authors who alone wrote single lines of their kind: straight ones, and private ones of two kinds that raise nothing. Without any
 * of them a reader is not the one that ships, so their lines are dealt out over the folds.
 */
export const LONE_AUTHORS: ReadonlySet<string> = new Set(['plain', 'private', PRIVATE_AUTHOR]);

/**
 * Positions in groups of about equal size, all of one author in the same: largest author first, each to the group with
 * the fewest so far; then the lone authors' conversations in turn.
 */
export function foldsOf(samples: readonly Sample[], at: readonly number[], folds = FOLDS): number[][] {
  const byAuthor = new Map<string, number[]>();
  for (const position of at) {
    const author = samples[position]?.author ?? '';
    const own = byAuthor.get(author);
    if (own === undefined) byAuthor.set(author, [position]);
    else own.push(position);
  }
  const together = [...byAuthor].filter(([author]) => !LONE_AUTHORS.has(author));
  const groups: number[][] = Array.from({ length: Math.min(folds, Math.max(together.length, 2)) }, () => []);
  const bySize = together.sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1));
  for (const [, positions] of bySize) groups.reduce((a, b) => (b.length < a.length ? b : a)).push(...positions);
  for (const author of LONE_AUTHORS) {
    const talks = new Map<string, number>();
    for (const position of byAuthor.get(author) ?? []) {
      const talk = samples[position]?.conversation ?? '';
      if (!talks.has(talk)) talks.set(talk, talks.size);
      groups[(talks.get(talk) ?? 0) % groups.length]?.push(position);
    }
  }
  return groups.map((group) => group.sort((a, b) => a - b));
}
