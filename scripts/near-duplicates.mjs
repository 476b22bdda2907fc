// Finds texts that are the same or nearly the same, by their character bigrams, without comparing each with each.

/**
 * Half width, lower case, only letters, digits and ideographs. Numbers are all the same, and a phrase said twice is the
 * phrase: what is left are the writer's own words.
 */
export const bare = (text) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/\d+/g, '0')
    .replace(/^(.+?)\1+$/u, '$1');

function bigramsOf(text) {
  const characters = [...text];
  return new Set(characters.slice(1).map((character, at) => characters[at] + character));
}

function jaccard(a, b) {
  let shared = 0;
  for (const bigram of a) if (b.has(bigram)) shared++;
  return shared / (a.size + b.size - shared);
}

/** Each text's bigrams, the rarest among all texts first. */
function rarestFirst(sets) {
  const counts = new Map();
  for (const set of sets) for (const bigram of set) counts.set(bigram, (counts.get(bigram) ?? 0) + 1);
  const rarer = (a, b) => counts.get(a) - counts.get(b) || (a < b ? -1 : 1);
  return sets.map((set) => [...set].sort(rarer));
}

/**
 * Pairs [earlier, later, likeness] of positions of `texts` (as `bare` leaves them) with a likeness of at least `least`,
 * among those that `comparable(earlier, later)` lets through.
 * Two texts that share so much share one of their rarest bigrams, so only the rarest of each are looked up.
 */
export function nearDuplicates(texts, least, comparable) {
  const sets = texts.map(bigramsOf);
  const index = new Map();
  const found = [];
  rarestFirst(sets).forEach((bigrams, later) => {
    const candidates = new Set();
    for (const bigram of bigrams.slice(0, bigrams.length - Math.ceil(least * bigrams.length - 1e-9) + 1)) {
      const holders = index.get(bigram) ?? [];
      for (const earlier of holders) candidates.add(earlier);
      index.set(bigram, [...holders, later]);
    }
    for (const earlier of candidates) {
      if (!comparable(earlier, later)) continue;
      const likeness = jaccard(sets[earlier], sets[later]);
      if (likeness >= least) found.push([earlier, later, likeness]);
    }
  });
  return found;
}
