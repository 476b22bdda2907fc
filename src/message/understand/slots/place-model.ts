/** The linear model of places: which span of a message says where, or that none does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';
import { FEATURES, ROWS, type Seen } from './place-features.js';

/** Longest span that is considered, in characters. */
export const LONGEST = 18;
/** Columns of the weight table: for a span's first character, its last, each one in it; for naming none. */
export const COLUMNS = 4;
/** Weights that belong to a span as a whole: its length, and what the grammar thinks of it. */
export const SPAN_WEIGHTS = 64;
const SCORE_WEIGHTS = 30;
const ORDER_WEIGHTS = 41;
const FAVOURITE_WEIGHT = 45;
const UNFAVOURED_WEIGHT = 46;
export const NONE_WEIGHT = 63;

export interface Weights {
  /** One row in each: the four columns as signed bytes, the first column lowest. */
  readonly rows: Int32Array;
  /** What one step of the table is worth. */
  readonly unit: number;
  readonly span: Float64Array;
}

export interface Span {
  readonly start: number;
  /** One past its last character. */
  readonly end: number;
}

/** Sums from which every span's score is two additions. */
export interface Sums {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly none: number;
}

export interface Extra {
  /** Where in `spanScores` the span stands. */
  readonly place: number;
  /** Its places in `weights.span`, besides that of its length. */
  readonly weights: readonly number[];
}

export const placeOf = (start: number, last: number): number => start * LONGEST + last - start;

/** What the spans found by the grammar have for being found. */
export function extrasOf(seen: Seen): readonly Extra[] {
  return seen.candidates.flatMap((candidate, at): Extra[] => {
    if (candidate.end - candidate.start > LONGEST) return [];
    const score = SCORE_WEIGHTS + Math.min(9, Math.max(0, Math.floor(candidate.score * 2)));
    const favoured = candidate === seen.favourite ? FAVOURITE_WEIGHT : UNFAVOURED_WEIGHT;
    return [
      {
        place: placeOf(candidate.start, candidate.end - 1),
        weights: [score, ORDER_WEIGHTS + Math.min(at, 2), favoured],
      },
    ];
  });
}

/** starts[i] + ends[j] is the score of the span i..j without its span weights. */
function sumsOf(seen: Seen, { rows, unit, span }: Weights): Sums {
  const starts = new Float64Array(seen.length);
  const ends = new Float64Array(seen.length);
  const { cells } = seen;
  let inside = 0;
  for (let at = 0, cell = 0; at < seen.length; at++) {
    let first = 0;
    let last = 0;
    let within = 0;
    for (const stop = cell + FEATURES; cell < stop; cell++) {
      const row = rows[cells[cell] ?? 0] ?? 0;
      first += (row << 24) >> 24;
      last += (row << 16) >> 24;
      within += (row << 8) >> 24;
    }
    starts[at] = first * unit - inside;
    inside += within * unit;
    ends[at] = last * unit + inside;
  }
  let none = 0;
  for (const row of seen.whole) none += (rows[row] ?? 0) >> 24;
  return { starts, ends, none: none * unit + (span[NONE_WEIGHT] ?? 0) };
}

/** How much likelier "no place" has to be than all places together before none is named: a place too many costs less than one too few. */
const NONE_OVER_SOME = 7;
/** Spans this far (in logs) below the best add nothing to the sum that matters. */
const NEGLIGIBLE = 4;

/** LONGEST scores for each start, the shortest span first; -Infinity for what is longer than the text. */
export function spanScores(seen: Seen, { starts, ends }: Sums, span: Float64Array): Float64Array {
  const scores = new Float64Array(seen.length * LONGEST);
  for (let start = 0, place = 0; start < seen.length; start++) {
    const base = starts[start] ?? 0;
    for (let more = 0; more < LONGEST; more++, place++) {
      const last = start + more;
      scores[place] = last < seen.length ? base + (ends[last] ?? 0) + (span[more] ?? 0) : -Infinity;
    }
  }
  for (const { place, weights } of extrasOf(seen)) {
    for (const weight of weights) scores[place] = (scores[place] ?? 0) + (span[weight] ?? 0);
  }
  return scores;
}

/** The likeliest span; null when naming no place is much likelier. */
export function bestSpan(seen: Seen, weights: Weights): Span | null {
  const sums = sumsOf(seen, weights);
  const scores = spanScores(seen, sums, weights.span);
  const best = highest(scores);
  const top = scores[best];
  if (top === undefined || sums.none - top > Math.log(NONE_OVER_SOME * oddsOverTop(scores, top))) return null;
  const start = Math.floor(best / LONGEST);
  return { start, end: start + (best % LONGEST) + 1 };
}

function highest(scores: Float64Array): number {
  let best = 0;
  let top = -Infinity;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? top;
    if (score > top) {
      top = score;
      best = at;
    }
  }
  return best;
}

/** The odds of all spans together, those of the best being 1. */
function oddsOverTop(scores: Float64Array, top: number): number {
  const least = top - NEGLIGIBLE;
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? least;
    if (score > least) sum += Math.exp(score - top);
  }
  return sum;
}

const FILE_BYTES = 4 * (ROWS + SPAN_WEIGHTS + 1);

/** The rows, the span weights as 32-bit floats, the unit; little-endian. */
export function encodeWeights({ rows, unit, span }: Weights): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  const view = new DataView(bytes.buffer);
  rows.forEach((row, at) => {
    view.setInt32(4 * at, row, true);
  });
  [...span, unit].forEach((weight, at) => {
    view.setFloat32(4 * (ROWS + at), weight, true);
  });
  return bytes;
}

/** Throws when the bytes are not of this version's size. */
export function decodeWeights(bytes: Uint8Array): Weights {
  if (bytes.length !== FILE_BYTES) throw new Error(`weights of places in ${bytes.length} bytes are of another version`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows = Int32Array.from({ length: ROWS }, (_, at) => view.getInt32(4 * at, true));
  const floats = Float64Array.from({ length: SPAN_WEIGHTS + 1 }, (_, at) => view.getFloat32(4 * (ROWS + at), true));
  return { rows, unit: floats[SPAN_WEIGHTS] ?? 0, span: floats.subarray(0, SPAN_WEIGHTS) };
}

/** Half a megabyte; built by scripts/build-places.mjs. */
export const weightsFile = (): string => join(packageRoot(), 'data', 'model', 'places.model');

let loaded: Weights | null = null;

/** Read from the disk at the first message. Throws when the file is missing or of another version. */
export function shippedWeights(): Weights {
  loaded ??= decodeWeights(readFileSync(weightsFile()));
  return loaded;
}
