/** Moves a shipped classifier a little towards what a town teaches: never far, and as little as can be beside it. */
import { FEATURE_BITS, type Features } from '../features/sink.js';
import { softmax, type Classifier } from '../linear/model.js';
import { seeded, shuffle } from '../train/random.js';
import type { Lesson } from './lesson.js';

export interface Bounds {
  readonly passes: number;
  readonly rate: number;
  /** How strongly each lesson draws the weights it uses back to where they were shipped. */
  readonly pull: number;
  /** Weight of a piece of ordinary talk beside a lesson. */
  readonly hold: number;
  /** No weight moves further than this from where it was shipped, but for the rounding to eight bits. */
  readonly farthest: number;
  readonly seed: number;
}

/**
 * Chosen so that half a dozen like corrections turn a like message. Without any hold eight remarks on talk took a
 * sixth of its probability from "路灯坏了"; with more of it lessons no longer reached beyond their own words.
 */
export const BOUNDS: Bounds = { passes: 10, rate: 0.8, pull: 0.02, hold: 0.1, farthest: 0.5, seed: 11 };
/** The second try, when the first moved too much beside what it was taught. */
export const STEADIER: Bounds = { ...BOUNDS, hold: 0.3 };

/** Less than this makes no difference to any reading. */
const LEAST = 0.005;

/** A lesson that reads rightly with this probability needs no further step. */
const ENOUGH = 0.9;

/** A message with its features as rows of the movement, the scores that the shipped weights give it, and how it should read. */
interface Task {
  readonly rows: Int32Array;
  readonly values: Float32Array;
  readonly shipped: Float64Array;
  /** Probability wanted of each label. */
  readonly wanted: Float64Array;
  /** Number of the label that the town gave; null for ordinary talk, which should go on to read as it did. */
  readonly taught: number | null;
  readonly weight: number;
}

/** How far each weight of the touched features is from where it was shipped; rows × labels. */
interface Movement {
  readonly ids: readonly number[];
  readonly by: Float64Array;
}

/**
 * `ordinary`: talk that nobody corrected; it holds the weights that lessons share with it. Labels that the classifier
 * does not have teach nothing. The bias stays as it is: what a town says often must not become what everything is taken
 * for. The same classifier, lessons and talk give the same weights, bit for bit.
 */
export function adapt(
  shipped: Classifier,
  lessons: readonly Lesson[],
  ordinary: readonly Features[],
  bounds: Bounds = BOUNDS,
): Classifier {
  const known = lessons.filter(({ label }) => shipped.labels.includes(label));
  return moved(shipped, movementOf(shipped, known, ordinary, bounds));
}

function movementOf(
  shipped: Classifier,
  lessons: readonly Lesson[],
  ordinary: readonly Features[],
  bounds: Bounds,
): Movement {
  const ids = [...new Set(lessons.flatMap(({ features }) => [...features.ids]))].sort((a, b) => a - b);
  const rowOf = new Int32Array(1 << FEATURE_BITS).fill(-1);
  ids.forEach((id, row) => (rowOf[id] = row));
  const tasks = [
    ...lessons.map(({ features, label, weight }) =>
      taskOf(shipped, features, rowOf, { taught: shipped.labels.indexOf(label), weight }),
    ),
    ...ordinary.map((features) => taskOf(shipped, features, rowOf, { taught: null, weight: bounds.hold })),
  ];
  const by = new Float64Array(ids.length * shipped.labels.length);
  const order = Int32Array.from(tasks, (_, at) => at);
  const random = seeded(bounds.seed);
  for (let pass = 0; pass < bounds.passes; pass++) {
    const rate = bounds.rate / (1 + pass / 4);
    shuffle(order, random);
    for (const at of order) {
      const task = tasks[at];
      if (task !== undefined) learn(task, by, shipped, { ...bounds, rate });
    }
  }
  return { ids, by };
}

function taskOf(
  shipped: Classifier,
  features: Features,
  rowOf: Int32Array,
  { taught, weight }: Pick<Task, 'taught' | 'weight'>,
): Task {
  const size = shipped.labels.length;
  const scores = Float64Array.from(shipped.bias);
  features.ids.forEach((id, at) => {
    const row = shipped.rowOf[id] ?? -1;
    const value = features.values[at] ?? 0;
    if (row >= 0) for (let to = 0; to < size; to++) scores[to] = (scores[to] ?? 0) + value * weightAt(shipped, row, to);
  });
  const wanted =
    taught === null
      ? softmax(scores, shipped.temperature)
      : Float64Array.from(shipped.labels, (_, to) => (to === taught ? 1 : 0));
  const rows: number[] = [];
  const values: number[] = [];
  features.ids.forEach((id, at) => {
    const row = rowOf[id] ?? -1;
    if (row < 0) return;
    rows.push(row);
    values.push(features.values[at] ?? 0);
  });
  return { rows: Int32Array.from(rows), values: Float32Array.from(values), shipped: scores, wanted, taught, weight };
}

function learn(task: Task, by: Float64Array, shipped: Classifier, { rate, pull, farthest }: Bounds): void {
  const size = shipped.labels.length;
  const scores = Float64Array.from(task.shipped);
  task.rows.forEach((row, at) => {
    const value = task.values[at] ?? 0;
    for (let to = 0; to < size; to++) scores[to] = (scores[to] ?? 0) + value * (by[row * size + to] ?? 0);
  });
  const slopes = softmax(scores, shipped.temperature);
  if (task.taught !== null && (slopes[task.taught] ?? 0) >= ENOUGH) return;
  for (let to = 0; to < size; to++) slopes[to] = (slopes[to] ?? 0) - (task.wanted[to] ?? 0);
  const step = (rate * task.weight) / shipped.temperature;
  const kept = task.taught === null ? 1 : 1 - rate * pull;
  task.rows.forEach((row, at) => {
    const value = task.values[at] ?? 0;
    for (let to = 0; to < size; to++) {
      const next = (by[row * size + to] ?? 0) * kept - step * value * (slopes[to] ?? 0);
      by[row * size + to] = Math.max(-farthest, Math.min(farthest, next));
    }
  });
}

/** The classifier with the movement added; rows that did not move keep their bytes. */
function moved(shipped: Classifier, { ids, by }: Movement): Classifier {
  const size = shipped.labels.length;
  const rowOf = Int32Array.from(shipped.rowOf);
  const scales = [...shipped.scales];
  const added: number[] = [];
  const weights = Int8Array.from(shipped.weights);
  ids.forEach((id, at) => {
    const change = by.subarray(at * size, (at + 1) * size);
    if (largest(change) < LEAST) return;
    const row = rowOf[id] ?? -1;
    const values = Float64Array.from(change, (value, to) => value + weightAt(shipped, row, to));
    const scale = Math.fround(largest(values) / 127);
    const rounded = Array.from(values, (value) => (scale === 0 ? 0 : Math.round(value / scale)));
    if (row >= 0) {
      scales[row] = scale;
      weights.set(rounded, row * size);
    } else {
      rowOf[id] = scales.length;
      scales.push(scale);
      added.push(...rounded);
    }
  });
  const all = new Int8Array(weights.length + added.length);
  all.set(weights);
  all.set(added, weights.length);
  return { ...shipped, rowOf, scales: Float32Array.from(scales), weights: all };
}

/** A weight as it stands in a classifier; 0 where the feature has none. */
export const weightAt = (model: Classifier, row: number, label: number): number =>
  row < 0 ? 0 : (model.scales[row] ?? 0) * (model.weights[row * model.labels.length + label] ?? 0);

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
