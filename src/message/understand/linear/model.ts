/** Linear softmax classifiers over hashed features, with the weights of each feature kept in eight bits. */
import { FEATURE_BITS, type Features } from '../features/sink.js';

export interface Classifier {
  readonly field: string;
  readonly labels: readonly string[];
  /** Scores are divided by it before the softmax, so that probabilities mean what they say. */
  readonly temperature: number;
  /** Row number of each feature id, -1 when the feature has no weights. */
  readonly rowOf: Int32Array;
  /** Per row: what one step of its weights is worth. */
  readonly scales: Float32Array;
  /** rows × labels. */
  readonly weights: Int8Array;
  readonly bias: Float32Array;
}

/** Probabilities by label number; they sum to 1. */
export function probabilities(model: Classifier, features: Features): Float64Array {
  const size = model.labels.length;
  const scores = Float64Array.from(model.bias);
  for (let at = 0; at < features.ids.length; at++) {
    const row = model.rowOf[features.ids[at] ?? 0] ?? -1;
    if (row < 0) continue;
    const factor = (features.values[at] ?? 0) * (model.scales[row] ?? 0);
    const start = row * size;
    for (let label = 0; label < size; label++)
      scores[label] = (scores[label] ?? 0) + factor * (model.weights[start + label] ?? 0);
  }
  return softmax(scores, model.temperature);
}

export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Weights as the trainer leaves them: row-major, one row for each id of `ids` (ascending). */
export interface Trained {
  readonly field: string;
  readonly labels: readonly string[];
  readonly temperature: number;
  readonly ids: readonly number[];
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Rounds each row to eight bits and drops rows that never move a score by more than `least`. */
export function quantize(trained: Trained, least = 0.01): Classifier {
  const size = trained.labels.length;
  const rowOf = new Int32Array(1 << FEATURE_BITS).fill(-1);
  const scales: number[] = [];
  const weights: number[] = [];
  trained.ids.forEach((id, row) => {
    const values = trained.weights.subarray(row * size, (row + 1) * size);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < least) return;
    const scale = Math.fround(largest / 127);
    rowOf[id] = scales.length;
    scales.push(scale);
    for (const value of values) weights.push(Math.round(value / scale));
  });
  return {
    field: trained.field,
    labels: trained.labels,
    temperature: trained.temperature,
    rowOf,
    scales: Float32Array.from(scales),
    weights: Int8Array.from(weights),
    bias: trained.bias,
  };
}
