// Linear classifiers of the text alone, on its hashed n-grams, by the project's own two trainers.
import { encodeClassifier } from '../../dist/src/message/understand/linear/file.js';
import { quantize } from '../../dist/src/message/understand/linear/model.js';
import { TRAIN_DEFAULTS, trainSoftmax } from '../../dist/src/message/understand/train/softmax.js';
import { SVM_DEFAULTS, trainSvm } from '../../dist/src/message/understand/train/svm.js';
import { classifyText, textFeatures } from '../../dist/src/message/understand/train/text.js';

export const NGRAMS = 'characters 1-3, words, pairs of words';
const LEAST_WEIGHT = 0.002;

export const labelsOf = (rows) => [...new Set(rows.map(({ label }) => label))].sort();

export const examplesOf = (rows) => rows.map(({ text, label }) => ({ features: textFeatures(text), label, weight: 1 }));

const linear = (name, trainer) => ({
  name,
  reads: NGRAMS,
  async train(rows, { seed }) {
    const model = quantize(trainer(examplesOf(rows), { field: 'label', labels: labelsOf(rows), seed }), LEAST_WEIGHT);
    return { predict: (text) => classifyText(model, text), bytes: encodeClassifier(model).length };
  },
});

export const softmax = linear('linear softmax', (examples, options) =>
  trainSoftmax(examples, { ...TRAIN_DEFAULTS, ...options, epochs: 10 }),
);
export const svm = linear('linear SVM', (examples, options) =>
  trainSvm(examples, { ...SVM_DEFAULTS, ...options, cost: 1 }),
);
