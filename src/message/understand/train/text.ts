/** A classifier of single texts for any field and any labels: characters and words, nothing of the talk around. */
import { Sink, type Features } from '../features/sink.js';
import { addCharacters, addWords } from '../features/text.js';
import { probabilities, quantize, type Classifier } from '../linear/model.js';
import { normalize, readable } from '../normalize.js';
import { tokens } from '../words.js';
import { TRAIN_DEFAULTS, trainSoftmax, type Example } from './softmax.js';

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

export function textFeatures(text: string): Features {
  const { plain, shape } = normalize(readable(text).slice(0, 2000));
  const sink = new Sink();
  addCharacters(sink, shape, 3, 1);
  addWords(sink, tokens(plain), 'w', 1, true);
  return sink.features();
}

/** Rows beyond which fewer rounds do as well and keep the time within bounds. */
const MANY_ROWS = 8_000;

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

  /** The same rows in the same order give the same model. `progress` hears each finished round. */
  train(progress: (round: number, rounds: number) => void): Classifier {
    const epochs = this.examples.length > MANY_ROWS ? 6 : 10;
    const options = {
      ...TRAIN_DEFAULTS,
      field: this.field,
      labels: [...this.labels].sort(),
      epochs,
      leastSeen: this.examples.length < 500 ? 1 : 2,
      progress: (epoch: number) => {
        progress(epoch, epochs);
      },
    };
    return quantize(trainSoftmax(this.examples, options));
  }
}

/** The likeliest label of a text. */
export function classifyText(model: Classifier, text: string): string {
  const found = probabilities(model, textFeatures(text));
  return model.labels[found.indexOf(Math.max(...found))] ?? '';
}
