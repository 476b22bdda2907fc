// A small neural net of the text alone: the sum of 48-wide embeddings of its n-grams, ReLU, softmax; AdaGrad.
import { pack } from '../../dist/src/message/understand/train/packed.js';
import { seeded, shuffle } from '../../dist/src/message/understand/train/random.js';
import { textFeatures } from '../../dist/src/message/understand/train/text.js';
import { NGRAMS, examplesOf, labelsOf } from './linear.mjs';

const WIDTH = 48;
const LEAST_SEEN = 2;
const ROUNDS = 8;
const RATE = 0.1;
const EMBEDDING_SPREAD = 0.3;

const spread = (length, by, random) => Float32Array.from({ length }, () => (random() * 2 - 1) * by);

class Net {
  constructor(columns, labels, random) {
    this.labels = labels;
    this.embeddings = spread(columns * WIDTH, EMBEDDING_SPREAD, random);
    this.output = spread(labels * (WIDTH + 1), 1 / Math.sqrt(WIDTH), random);
    this.embeddingSquares = new Float32Array(this.embeddings.length);
    this.outputSquares = new Float32Array(this.output.length);
    this.hidden = new Float64Array(WIDTH);
    this.hiddenSlopes = new Float64Array(WIDTH);
    this.scores = new Float64Array(labels);
  }

  /** Leaves the hidden layer and the probabilities of one text. */
  forward(columns, values, from, to) {
    const { hidden, scores, embeddings, output } = this;
    hidden.fill(0);
    for (let on = from; on < to; on++) {
      const start = columns[on] * WIDTH;
      for (let unit = 0; unit < WIDTH; unit++) hidden[unit] += values[on] * embeddings[start + unit];
    }
    for (let unit = 0; unit < WIDTH; unit++) hidden[unit] = Math.max(0, hidden[unit]);
    for (let label = 0; label < this.labels; label++) {
      const start = label * (WIDTH + 1);
      scores[label] = output[start + WIDTH];
      for (let unit = 0; unit < WIDTH; unit++) scores[label] += hidden[unit] * output[start + unit];
    }
    const highest = Math.max(...scores);
    let sum = 0;
    for (let label = 0; label < this.labels; label++) sum += scores[label] = Math.exp(scores[label] - highest);
    for (let label = 0; label < this.labels; label++) scores[label] /= sum;
  }

  /** After `forward`: one step against the loss of `truth`. */
  backward(columns, values, from, to, truth) {
    const { hidden, hiddenSlopes, scores, output } = this;
    hiddenSlopes.fill(0);
    for (let label = 0; label < this.labels; label++) {
      const slope = scores[label] - (label === truth ? 1 : 0);
      const start = label * (WIDTH + 1);
      for (let unit = 0; unit < WIDTH; unit++) {
        if (hidden[unit] === 0) continue;
        hiddenSlopes[unit] += slope * output[start + unit];
        step(output, this.outputSquares, start + unit, slope * hidden[unit]);
      }
      step(output, this.outputSquares, start + WIDTH, slope);
    }
    for (let on = from; on < to; on++) {
      const start = columns[on] * WIDTH;
      for (let unit = 0; unit < WIDTH; unit++)
        if (hiddenSlopes[unit] !== 0)
          step(this.embeddings, this.embeddingSquares, start + unit, hiddenSlopes[unit] * values[on]);
    }
  }
}

function step(weights, squares, at, slope) {
  squares[at] += slope * slope;
  weights[at] -= (RATE * slope) / (Math.sqrt(squares[at]) + 1e-4);
}

/** One text by the columns that are known. */
function columnsOf(text, columnOf) {
  const { ids, values } = textFeatures(text);
  const known = [...ids.keys()].filter((at) => columnOf.has(ids[at]));
  return { columns: known.map((at) => columnOf.get(ids[at])), values: known.map((at) => values[at]) };
}

export const neural = {
  name: 'small neural net',
  reads: NGRAMS,
  async train(rows, { seed }) {
    const labels = labelsOf(rows);
    const { ids, starts, rows: columns, values } = pack(examplesOf(rows), LEAST_SEEN);
    const columnOf = new Map(ids.map((id, column) => [id, column]));
    const random = seeded(seed);
    const net = new Net(ids.length, labels.length, random);
    const truths = rows.map(({ label }) => labels.indexOf(label));
    const order = Int32Array.from(rows, (_, at) => at);
    for (let round = 0; round < ROUNDS; round++) {
      shuffle(order, random);
      for (const at of order) {
        net.forward(columns, values, starts[at], starts[at + 1]);
        net.backward(columns, values, starts[at], starts[at + 1], truths[at]);
      }
    }
    const predict = (text) => {
      const own = columnsOf(text, columnOf);
      net.forward(own.columns, own.values, 0, own.columns.length);
      return labels[net.scores.indexOf(Math.max(...net.scores))];
    };
    return { predict, bytes: (net.embeddings.length + net.output.length) * 4 };
  },
};
