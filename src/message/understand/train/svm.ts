/**
 * Trains one linear classifier as support vector machines, one label against the rest, by dual coordinate descent
 * (squared hinge loss). Told topics apart better than the softmax did, and faster; the softmax is better at acts.
 */
import type { Trained } from '../linear/model.js';
import { pack, type Example, type Packed } from './packed.js';
import { seeded, shuffle } from './random.js';

export interface SvmOptions {
  readonly field: string;
  readonly labels: readonly string[];
  /** How much a wrong example costs against the size of the weights. */
  readonly cost: number;
  readonly rounds: number;
  readonly leastSeen: number;
  readonly seed: number;
  /** Hears each finished label. */
  readonly progress?: (label: number) => void;
}

export const SVM_DEFAULTS = { cost: 0.2, rounds: 12, leastSeen: 2, seed: 7 } as const;

/** A round in which no example was further than this from its place ends the training of a label. */
const SETTLED = 0.02;
/** Margins are about 1; as softmax scores this makes their probabilities about right before the temperature is set. */
const SCORE_SCALE = 4;

/** Rare features say more: each row's values are scaled by how rare it is (1 for one seen everywhere, 2 at most). */
function rarity({ seen }: Packed, examples: number): Float64Array {
  const most = Math.log(1 + examples);
  return Float64Array.from(seen, (count) => (2 * Math.log(1 + examples / count)) / most);
}

/** Entries of one example summed by row, so that a feature that stands twice counts as one larger value. */
interface Scaled {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
  /** Squared length of each example, the constant 1 of the bias included. */
  readonly squares: Float64Array;
}

function scaled(data: Packed, scales: Float64Array): Scaled {
  const count = data.starts.length - 1;
  const starts = new Int32Array(count + 1);
  const rows = new Int32Array(data.rows.length);
  const values = new Float64Array(data.rows.length);
  const squares = new Float64Array(count);
  const place = new Int32Array(data.ids.length).fill(-1);
  let end = 0;
  for (let example = 0; example < count; example++) {
    const first = end;
    for (let at = data.starts[example] ?? 0; at < (data.starts[example + 1] ?? 0); at++) {
      const row = data.rows[at] ?? 0;
      const value = (data.values[at] ?? 0) * (scales[row] ?? 0);
      const known = place[row] ?? -1;
      if (known >= first) values[known] = (values[known] ?? 0) + value;
      else {
        place[row] = end;
        rows[end] = row;
        values[end++] = value;
      }
    }
    starts[example + 1] = end;
    let square = 1;
    for (let at = first; at < end; at++) square += (values[at] ?? 0) ** 2;
    squares[example] = square;
  }
  return { starts, rows, values, squares };
}

interface Plane {
  readonly weights: Float64Array;
  bias: number;
}

/** One step on one example; how far it was from its place. */
function place(
  plane: Plane,
  data: Scaled,
  example: number,
  side: number,
  softness: number,
  alphas: Float64Array,
): number {
  const from = data.starts[example] ?? 0;
  const end = data.starts[example + 1] ?? 0;
  let score = plane.bias;
  for (let at = from; at < end; at++) score += (plane.weights[data.rows[at] ?? 0] ?? 0) * (data.values[at] ?? 0);
  const old = alphas[example] ?? 0;
  const slope = side * score - 1 + softness * old;
  const off = old === 0 ? Math.min(slope, 0) : slope;
  if (off === 0) return 0;
  const next = Math.max(old - slope / ((data.squares[example] ?? 0) + softness), 0);
  alphas[example] = next;
  const move = (next - old) * side;
  for (let at = from; at < end; at++) {
    const row = data.rows[at] ?? 0;
    plane.weights[row] = (plane.weights[row] ?? 0) + move * (data.values[at] ?? 0);
  }
  plane.bias += move;
  return Math.abs(off);
}

function separate(data: Scaled, sides: Int8Array, softness: Float64Array, rows: number, options: SvmOptions): Plane {
  const plane: Plane = { weights: new Float64Array(rows), bias: 0 };
  const alphas = new Float64Array(sides.length);
  const order = Int32Array.from(sides, (_, at) => at);
  const random = seeded(options.seed);
  for (let round = 0; round < options.rounds; round++) {
    shuffle(order, random);
    let furthest = 0;
    for (const example of order)
      furthest = Math.max(furthest, place(plane, data, example, sides[example] ?? 1, softness[example] ?? 1, alphas));
    if (furthest < SETTLED) break;
  }
  return plane;
}

/** The same examples, options and seed give the same weights, bit for bit. */
export function trainSvm(examples: readonly Example[], options: SvmOptions): Trained {
  const packed = pack(examples, options.leastSeen);
  const scales = rarity(packed, examples.length);
  const data = scaled(packed, scales);
  const size = options.labels.length;
  const rows = packed.ids.length;
  const weights = new Float32Array(rows * size);
  const bias = new Float32Array(size);
  const softness = Float64Array.from(examples, ({ weight }) => 0.5 / (options.cost * Math.max(weight, 1e-6)));
  options.labels.forEach((label, at) => {
    const sides = Int8Array.from(examples, (example) => (example.label === label ? 1 : -1));
    const plane = separate(data, sides, softness, rows, options);
    for (let row = 0; row < rows; row++)
      weights[row * size + at] = SCORE_SCALE * (plane.weights[row] ?? 0) * (scales[row] ?? 0);
    bias[at] = SCORE_SCALE * plane.bias;
    options.progress?.(at + 1);
  });
  return { field: options.field, labels: options.labels, temperature: 1, ids: packed.ids, weights, bias };
}
