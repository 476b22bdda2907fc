// natural's naive Bayes on jieba words. Its one file is imported: the whole package costs 120 MB and reads ./.env.
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { tokens } from '../../dist/src/message/understand/index.js';

/** Its default of 1 gives rare labels nearly everything: 0.16 of acts right. */
const SMOOTHING = 0.01;

/** The same features as natural makes, looked up instead of searched for: learning takes seconds in place of half a minute. */
class Quick extends BayesClassifier {
  textToFeatures(words) {
    this.names ??= Object.keys(this.features);
    const own = new Set(words);
    return this.names.map((name) => (own.has(name) ? 1 : 0));
  }
}

/** `timed`: natural as it is, for figures of time; else the quick one, which reads alike. */
export const bayes = {
  name: 'natural Bayes',
  reads: 'jieba words',
  async train(rows, { timed }) {
    const classifier = timed ? new BayesClassifier(undefined, SMOOTHING) : new Quick(undefined, SMOOTHING);
    for (const { text, label } of rows) classifier.addDocument(tokens(text), label);
    classifier.train();
    return {
      predict: (text) => classifier.classify(tokens(text)),
      bytes: Buffer.byteLength(JSON.stringify(classifier)),
    };
  },
};
