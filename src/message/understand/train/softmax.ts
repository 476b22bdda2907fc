/** Trains one linear softmax classifier: AdaGrad, L2, weights averaged over the last half of the steps. */
import type { Trained } from '../linear/model.js';
import { pack, type Example, type Packed } from './packed.js';
import { seeded, shuffle } from './random.js';

export interface TrainOptions {
  readonly field: string;
  readonly labels: readonly string[];
  readonly epochs: number;
  readonly rate: number;
  readonly l2: number;
  /** Features seen in fewer examples are left out. */
  readonly leastSeen: number;
  readonly seed: number;
  readonly progress?: (epoch: number) => void;
}

export const TRAIN_DEFAULTS = { epochs: 12, rate: 0.1, l2: 2e-5, leastSeen: 2, seed: 7 } as const;

/** Working arrays of one training run; `sum` gathers weights × the steps they stood for, for the average. */
class Run {
  readonly weights: Float32Array;
  readonly squares: Float32Array;
  readonly sum: Float32Array;
  readonly since: Int32Array;
  readonly bias: Float32Array;
  readonly biasSquares: Float32Array;
  readonly scores: Float64Array;
  /** Labels whose slope is worth a step, the first `movedCount` of them. */
  readonly moved: Int32Array;
  movedCount = 0;
  steps = 0;

  constructor(
    readonly rows: number,
    readonly size: number,
  ) {
    this.weights = new Float32Array(rows * size);
    this.squares = new Float32Array(rows * size);
    this.sum = new Float32Array(rows * size);
    this.since = new Int32Array(rows);
    this.bias = new Float32Array(size);
    this.biasSquares = new Float32Array(size);
    this.scores = new Float64Array(size);
    this.moved = new Int32Array(size);
  }

  /** Brings a row's running sum up to now, before its weights change. */
  settle(row: number): void {
    const passed = this.steps - (this.since[row] ?? 0);
    this.since[row] = this.steps;
    if (passed === 0) return;
    const end = (row + 1) * this.size;
    for (let at = row * this.size; at < end; at++)
      this.sum[at] = (this.sum[at] ?? 0) + passed * (this.weights[at] ?? 0);
  }

  /** From here on the average counts. */
  restartAverage(): void {
    this.sum.fill(0);
    this.since.fill(0);
    this.steps = 0;
  }

  average(): Float32Array {
    for (let row = 0; row < this.rows; row++) this.settle(row);
    return this.sum.map((value) => value / Math.max(1, this.steps));
  }
}

/** A label nearly certain to be wrong (or right) isn't worth a step; with many labels that is nearly all of them. */
const LEAST_SLOPE = 5e-4;

/** Leaves in `run.scores` probability minus truth: the slope of the loss by score. */
function slopes(run: Run, data: Packed, example: number, truth: number): void {
  const { scores, size, weights } = run;
  scores.set(run.bias);
  const end = data.starts[example + 1] ?? 0;
  for (let at = data.starts[example] ?? 0; at < end; at++) {
    const value = data.values[at] ?? 0;
    const start = (data.rows[at] ?? 0) * size;
    for (let label = 0; label < size; label++)
      scores[label] = (scores[label] ?? 0) + value * (weights[start + label] ?? 0);
  }
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (let label = 0; label < size; label++) sum += scores[label] = Math.exp((scores[label] ?? 0) - highest);
  run.movedCount = 0;
  for (let label = 0; label < size; label++) {
    const slope = (scores[label] ?? 0) / sum - (label === truth ? 1 : 0);
    scores[label] = slope;
    if (Math.abs(slope) > LEAST_SLOPE) run.moved[run.movedCount++] = label;
  }
}

function learn(run: Run, data: Packed, example: number, weight: number, options: TrainOptions): void {
  const { scores, size, weights, squares, bias, biasSquares, moved } = run;
  const end = data.starts[example + 1] ?? 0;
  for (let at = data.starts[example] ?? 0; at < end; at++) {
    const value = data.values[at] ?? 0;
    const row = data.rows[at] ?? 0;
    run.settle(row);
    for (let each = 0; each < run.movedCount; each++) {
      const label = moved[each] ?? 0;
      const to = row * size + label;
      const old = weights[to] ?? 0;
      const slope = weight * value * (scores[label] ?? 0) + options.l2 * old;
      const square = (squares[to] ?? 0) + slope * slope;
      squares[to] = square;
      weights[to] = old - (options.rate * slope) / (Math.sqrt(square) + 1e-3);
    }
  }
  for (let label = 0; label < size; label++) {
    const slope = weight * (scores[label] ?? 0);
    const square = (biasSquares[label] ?? 0) + slope * slope;
    biasSquares[label] = square;
    bias[label] = (bias[label] ?? 0) - (0.1 * slope) / (Math.sqrt(square) + 1e-3);
  }
  run.steps++;
}

/** The same examples, options and seed give the same weights, bit for bit. */
export function trainSoftmax(examples: readonly Example[], options: TrainOptions): Trained {
  const data = pack(examples, options.leastSeen);
  const { ids } = data;
  const truths = examples.map(({ label }) => options.labels.indexOf(label));
  const run = new Run(ids.length, options.labels.length);
  const order = Int32Array.from(examples, (_, at) => at);
  const random = seeded(options.seed);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    if (epoch === Math.floor(options.epochs / 2)) run.restartAverage();
    shuffle(order, random);
    for (const example of order) {
      slopes(run, data, example, truths[example] ?? -1);
      learn(run, data, example, examples[example]?.weight ?? 0, options);
    }
    options.progress?.(epoch + 1);
  }
  const { field, labels } = options;
  return { field, labels, temperature: 1, ids, weights: run.average(), bias: run.bias };
}
