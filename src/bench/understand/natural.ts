/** natural's naive Bayes. Its one file is imported: the whole package costs 120 MB and reads ./.env. */
import type BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { tokens } from '../../message/understand/words.js';
import type { Peer, ReadText } from './peer.js';

const SMOOTHING = 0.01;

const bayes = async () => (await import('natural/lib/natural/classifiers/bayes_classifier.js')).default;

const reading =
  (classifier: BayesClassifier): ReadText =>
  (text) =>
    classifier.classify(tokens(text));

export const natural: Peer = {
  async learn(rows) {
    const classifier = new (await bayes())(undefined, SMOOTHING);
    for (const { text, label } of rows) classifier.addDocument(tokens(text), label);
    classifier.train();
    return { read: reading(classifier), saved: JSON.stringify(classifier) };
  },
  async restore(saved) {
    return reading((await bayes()).restore(JSON.parse(saved)));
  },
};
