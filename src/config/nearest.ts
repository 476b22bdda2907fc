/** The word somebody most likely meant: for mistyped keys, commands and names. */
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';

/** The candidate fewest slips of the keyboard away, capitals aside; null when none is near (more than a third of the word differs). */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestSlips = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === word.toLowerCase()) return candidate;
    const slips = DamerauLevenshteinDistance(word.toLowerCase(), candidate.toLowerCase(), {});
    if (slips >= bestSlips || slips >= candidate.length) continue;
    best = candidate;
    bestSlips = slips;
  }
  return best;
}
