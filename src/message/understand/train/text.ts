/** A classifier of single texts for any field and any labels: characters and words, nothing of the talk around. */
import { Sink, type Features } from '../features/sink.js';
import { addCharacters, addWords } from '../features/text.js';
import { probabilities, quantize, type Classifier } from '../linear/model.js';
import { normalize, readable } from '../normalize.js';
import { tokens } from '../words.js';
import type { Example } from './packed.js';
import { SVM_DEFAULTS, trainSvm } from './svm.js';

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Long letters and one-line messages weigh alike: a repeated feature counts by its logarithm, and each text has this length. */
const LENGTH = 2;

function weighed({ ids }: Features): Features {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const values = Float32Array.from(counts.values(), (count) => 1 + Math.log(count));
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { ids: Int32Array.from(counts.keys()), values: values.map((value) => (LENGTH * value) / norm) };
}

export function textFeatures(text: string): Features {
  const { plain, shape } = normalize(readable(text).slice(0, 2000));
  const sink = new Sink();
  addCharacters(sink, shape, 3, 1);
  addWords(sink, tokens(plain), 'w', 1, true);
  return weighed(sink.features());
}

const COST = 1;
/** Weights are small, since a long text has many features: rows are kept down to this largest weight. */
const LEAST_WEIGHT = 0.002;
/** Rows beyond which features of one example only are left out, to keep the model small. */
const FEW_ROWS = 500;

/** Collects rows one by one, so that only features are kept in memory, then trains on all of them. */
export class TextTrainer {
  private readonly examples: Example[] = [];
  private readonly labels = new Set<string>();

  constructor(private readonly field: string) {}

  add(row: LabelledText): void {
    this.labels.add(row.label);
    this.examples.push({ features: textFeatures(row.text), label: row.label, weight: 1 });
  }

  get rows(): number {
    return this.examples.length;
  }

  get labelCount(): number {
    return this.labels.size;
  }

  /** The same rows in the same order give the same model. `progress` hears each finished label. */
  train(progress: (label: number, labels: number) => void): Classifier {
    const labels = [...this.labels].sort();
    const options = {
      ...SVM_DEFAULTS,
      field: this.field,
      labels,
      cost: COST,
      leastSeen: this.examples.length < FEW_ROWS ? 1 : 2,
      progress: (label: number) => {
        progress(label, labels.length);
      },
    };
    return quantize(trainSvm(this.examples, options), LEAST_WEIGHT);
  }
}

/** The likeliest label of a text. */
export function classifyText(model: Classifier, text: string): string {
  const found = probabilities(model, textFeatures(text));
  return model.labels[found.indexOf(Math.max(...found))] ?? '';
}
