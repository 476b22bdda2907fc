/** Learns the weights of places from labelled messages: the gold span, or none, against all other spans (maximum likelihood, AdaGrad). */
import {
  COLUMNS,
  NONE_WEIGHT,
  LONGEST,
  SPAN_WEIGHTS,
  extrasOf,
  placeOf,
  spanScores,
  type Sums,
  type Weights,
} from './place-model.js';
import { FEATURES, ROWS, see, type Occasion, type Seen } from './place-features.js';
import { fold } from './width.js';

export interface PlacedMessage {
  readonly text: string;
  readonly occasion: Occasion;
  /** The literal span that says where, or null. */
  readonly location: string | null;
  /** How far the label is to be believed, 0 to 1. */
  readonly trust: number;
}

interface Example {
  readonly seen: Seen;
  /** Where in `spanScores` the gold span stands; null: none. */
  readonly gold: number | null;
  readonly trust: number;
}

const EPOCHS = 8;
const RATE = 0.05;
/** Share of the features left out at each look, so that no single one is relied on. */
const LEFT_OUT = 0.3;
/** What one message alone has taught is forgotten. */
const LEAST_MESSAGES = 2;
const DECAY = 1e-6;
/** Steps below this change nothing that lasts. */
const FAINT = 1e-4;
/** Sums of squares that AdaGrad begins with: the larger, the slower. */
const FIRST_SUMS = { character: 1e-2, whole: 1e-1, span: 1e-1 };
const INT8_MOST = 127;

/** The same random numbers in every run: two trainings give the same bytes. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function exampleOf(message: PlacedMessage): Example | null {
  const seen = see(fold(message.text), message.occasion);
  if (seen.length === 0) return null;
  if (message.location === null) return { seen, gold: null, trust: message.trust };
  const span = message.location.trim();
  const start = message.text.indexOf(span);
  if (start < 0 || span.length === 0 || span.length > LONGEST) return null;
  return { seen, gold: placeOf(start, start + span.length - 1), trust: message.trust };
}

/** How many messages, at most two, have shown each row. */
function rowCounts(examples: readonly Example[]): Uint8Array {
  const counts = new Uint8Array(ROWS);
  const lastSeen = new Int32Array(ROWS).fill(-1);
  examples.forEach(({ seen }, at) => {
    for (const row of seen.cells) {
      if (lastSeen[row] !== at) counts[row] = Math.min((counts[row] ?? 0) + 1, LEAST_MESSAGES);
      lastSeen[row] = at;
    }
  });
  return counts;
}

/** Rows past the end of the table weigh nothing: features left out point there. */
const NOWHERE = ROWS;

class Learner {
  readonly table = new Float64Array((ROWS + 1) * COLUMNS);
  readonly span = new Float64Array(SPAN_WEIGHTS);
  private readonly tableSteps = Float64Array.from({ length: (ROWS + 1) * COLUMNS }, (_, at) =>
    at % COLUMNS === 3 ? FIRST_SUMS.whole : FIRST_SUMS.character,
  );
  private readonly spanSteps = new Float64Array(SPAN_WEIGHTS).fill(FIRST_SUMS.span);

  constructor(
    private readonly random: () => number,
    private readonly counts: Uint8Array,
  ) {}

  learn({ seen, gold, trust }: Example): void {
    const kept = this.thinned(seen);
    const sums = this.sums(kept);
    const scores = spanScores(kept, sums, this.span);
    const shares = sharesOf(scores, sums.none);
    const none = (gold === null ? 1 : 0) - shares.none;
    if (gold !== null) shares.spans[gold] = (shares.spans[gold] ?? 0) - 1;
    this.stepSpans(kept, shares.spans, none, trust);
    this.stepCharacters(kept, shares.spans, trust);
    for (const row of kept.whole) this.stepTable(row * COLUMNS + 3, none * trust);
  }

  private sums(seen: Seen): Sums {
    const starts = new Float64Array(seen.length);
    const ends = new Float64Array(seen.length);
    let inside = 0;
    for (let at = 0; at < seen.length; at++) {
      const column = (which: number): number => {
        let sum = 0;
        for (let cell = at * FEATURES; cell < (at + 1) * FEATURES; cell++)
          sum += this.table[(seen.cells[cell] ?? NOWHERE) * COLUMNS + which] ?? 0;
        return sum;
      };
      starts[at] = column(0) - inside;
      inside += column(2);
      ends[at] = column(1) + inside;
    }
    const none = seen.whole.reduce(
      (sum, row) => sum + (this.table[row * COLUMNS + 3] ?? 0),
      this.span[NONE_WEIGHT] ?? 0,
    );
    return { starts, ends, none };
  }

  private thinned(seen: Seen): Seen {
    const known = (row: number): boolean => (this.counts[row] ?? 0) >= LEAST_MESSAGES;
    return {
      ...seen,
      cells: seen.cells.map((row) => (known(row) && this.random() >= LEFT_OUT ? row : NOWHERE)),
      whole: seen.whole.filter(() => this.random() >= LEFT_OUT),
    };
  }

  /** `errors`: share minus truth of each span. */
  private stepSpans(seen: Seen, errors: Float64Array, none: number, trust: number): void {
    const gradient = new Float64Array(SPAN_WEIGHTS);
    errors.forEach((error, place) => {
      gradient[place % LONGEST] = (gradient[place % LONGEST] ?? 0) - error;
    });
    for (const { place, weights } of extrasOf(seen)) {
      for (const weight of weights) gradient[weight] = (gradient[weight] ?? 0) - (errors[place] ?? 0);
    }
    gradient[NONE_WEIGHT] = none;
    gradient.forEach((slope, at) => {
      if (slope !== 0) this.span[at] = (this.span[at] ?? 0) + stepOf(this.spanSteps, at, slope * trust);
    });
  }

  private stepCharacters(seen: Seen, errors: Float64Array, trust: number): void {
    const { starts, ends, inside } = slopesOf(seen.length, errors);
    for (let at = 0; at < seen.length; at++) {
      const slopes = [(starts[at] ?? 0) * trust, (ends[at] ?? 0) * trust, (inside[at] ?? 0) * trust];
      if (slopes.every((slope) => Math.abs(slope) < FAINT)) continue;
      for (let cell = at * FEATURES; cell < (at + 1) * FEATURES; cell++) {
        const row = seen.cells[cell] ?? NOWHERE;
        if (row === NOWHERE) continue;
        for (let column = 0; column < slopes.length; column++)
          this.stepTable(row * COLUMNS + column, slopes[column] ?? 0);
      }
    }
  }

  private stepTable(at: number, slope: number): void {
    const weight = this.table[at] ?? 0;
    this.table[at] = weight + stepOf(this.tableSteps, at, slope - DECAY * weight);
  }
}

function stepOf(steps: Float64Array, at: number, slope: number): number {
  const sum = (steps[at] ?? 0) + slope * slope;
  steps[at] = sum;
  return (RATE * slope) / Math.sqrt(sum);
}

/** The likelihood of each span and of none, given the scores. */
function sharesOf(scores: Float64Array, none: number): { readonly spans: Float64Array; readonly none: number } {
  const top = scores.reduce((most, score) => Math.max(most, score), none);
  const spans = scores.map((score) => Math.exp(score - top));
  const alone = Math.exp(none - top);
  const total = spans.reduce((sum, share) => sum + share, alone);
  return { spans: spans.map((share) => share / total), none: alone / total };
}

/** What the spans' errors say of each character as a first, a last, and one within. */
function slopesOf(length: number, errors: Float64Array) {
  const starts = new Float64Array(length);
  const ends = new Float64Array(length);
  const inside = new Float64Array(length);
  for (let start = 0; start < length; start++) {
    for (let last = start; last < Math.min(length, start + LONGEST); last++) {
      const error = errors[placeOf(start, last)] ?? 0;
      starts[start] = (starts[start] ?? 0) - error;
      ends[last] = (ends[last] ?? 0) - error;
    }
  }
  let open = 0;
  for (let at = 0; at < length; at++) {
    open += starts[at] ?? 0;
    inside[at] = open;
    open -= ends[at] ?? 0;
  }
  return { starts, ends, inside };
}

function shuffle(examples: Example[], random: () => number): void {
  for (let at = examples.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [examples[at], examples[other]];
    if (a !== undefined && b !== undefined) [examples[at], examples[other]] = [b, a];
  }
}

/** The mean of the weights of the later half of the rounds, Messages whose span is not in their text are left out. */
export function learnPlaces(messages: readonly PlacedMessage[]): Weights {
  const examples = messages.flatMap((message) => exampleOf(message) ?? []);
  const random = randomFrom(7920);
  const learner = new Learner(random, rowCounts(examples));
  const table = new Float64Array(ROWS * COLUMNS);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(examples, random);
    for (const example of examples) learner.learn(example);
    if (epoch >= EPOCHS / 2)
      for (let at = 0; at < table.length; at++) table[at] = (table[at] ?? 0) + (learner.table[at] ?? 0) / (EPOCHS / 2);
  }
  return { ...packed(table), span: learner.span };
}

function packed(table: Float64Array): { rows: Int32Array; unit: number } {
  const unit = table.reduce((top, weight) => Math.max(top, Math.abs(weight)), 0) / INT8_MOST;
  const byte = (at: number): number => Math.round((table[at] ?? 0) / unit) & 0xff;
  const rows = Int32Array.from({ length: ROWS }, (_, row) => {
    const at = row * COLUMNS;
    return byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
  });
  return { rows, unit };
}
