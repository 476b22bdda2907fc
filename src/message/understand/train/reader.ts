/** Trains the built-in reader's three classifiers from samples of labelled talk. */
import { ACTS, OPENERS, URGENCIES, type Act, type Urgency } from '../../../model/reading.js';
import type { Choices } from '../choose.js';
import { Judge, Views, type Classifiers, type Judgement } from '../judge.js';
import type { Lexicon } from '../lexicon.js';
import { quantize, type Classifier } from '../linear/model.js';
import { bestChoices, bestTemperature, retempered, type Outcome } from './calibrate.js';
import { withActs, type Sample } from './corpus.js';
import { actExamples, categoryExamples, NO_URGENCY, prepare, urgencyExamples, type Prepared } from './examples.js';
import { FOLDS, foldsOf, PRIVATE_AUTHOR } from './folds.js';
import { TRAIN_DEFAULTS, trainSoftmax } from './softmax.js';
import { SVM_DEFAULTS, trainSvm } from './svm.js';

export interface ReaderTraining {
  readonly lexicon: Lexicon;
  readonly categories: readonly string[];
  readonly epochs: number;
  readonly seed: number;
  readonly progress?: (done: string) => void;
}

/** The first reading only has to err about as often as the last one will. */
const ROUGH_FOLDS = 3;
const ROUGH_EPOCHS = 3;

/** Each message may stand twice among the act examples, with and without talk before it. */
const ACT_LEAST_SEEN = 4;
const TOPIC_LEAST_SEEN = 3;

function actClassifier(prepared: readonly Prepared[], training: ReaderTraining): Classifier {
  const { epochs, seed } = training;
  const options = { ...TRAIN_DEFAULTS, field: 'act', labels: ACTS, epochs, seed, leastSeen: ACT_LEAST_SEEN };
  return quantize(trainSoftmax(actExamples(prepared), options));
}

/** `at`: positions of the samples to learn from; `acts`: how each sample of the whole list is taken to have been read. */
export function trainClassifiers(
  samples: readonly Sample[],
  at: readonly number[],
  acts: readonly Act[],
  training: ReaderTraining,
): Classifiers {
  const views = new Views(training.lexicon);
  const prepared = prepare(samples, at, acts, views);
  const options = { ...TRAIN_DEFAULTS, leastSeen: TOPIC_LEAST_SEEN, epochs: training.epochs, seed: training.seed };
  const urgencies = [NO_URGENCY, ...URGENCIES];
  return {
    act: actClassifier(prepared, training),
    category: quantize(
      trainSvm(categoryExamples(prepared, views), {
        ...SVM_DEFAULTS,
        leastSeen: TOPIC_LEAST_SEEN,
        field: 'category',
        labels: training.categories,
      }),
    ),
    urgency: quantize(trainSoftmax(urgencyExamples(prepared), { ...options, field: 'urgency', labels: urgencies })),
  };
}

/** What a judge made of the sample at `position`. */
export interface HeldOut {
  readonly position: number;
  readonly judgement: Judgement;
}

const likeliestAct = ({ certain, act }: Judgement): Act => certain ?? ACTS[act.indexOf(Math.max(...act))] ?? 'chat';

/** Reads the samples in order, each after the judge's own readings of what stands before; fills `acts` at their positions. */
export function readThrough(
  judge: Judge,
  samples: readonly Sample[],
  at: readonly number[],
  acts: (Act | undefined)[],
): HeldOut[] {
  return at.flatMap((position) => {
    const sample = samples[position];
    if (sample === undefined) return [];
    const judgement = judge.judge(withActs(sample, acts));
    acts[position] = likeliestAct(judgement);
    return [{ position, judgement }];
  });
}

/** Reads each fold with classifiers learned from the others; `teach` makes them from the positions it is given. */
function readHeldOut(
  samples: readonly Sample[],
  at: readonly number[],
  lexicon: Lexicon,
  folds: number,
  teach: (learned: readonly number[]) => Classifiers,
): HeldOut[] {
  return foldsOf(samples, at, folds).flatMap((own) => {
    const held = new Set(own);
    const judge = new Judge(teach(at.filter((position) => !held.has(position))), lexicon);
    return readThrough(judge, samples, own, []);
  });
}

/** How each sample would have been read by a reader that never saw its author. */
function heldOutActs(samples: readonly Sample[], at: readonly number[], training: ReaderTraining): Act[] {
  const gold = samples.map((sample) => sample.act);
  const rough = { ...training, epochs: ROUGH_EPOCHS };
  const held = readHeldOut(samples, at, training.lexicon, ROUGH_FOLDS, (learned) => {
    const act = actClassifier(prepare(samples, learned, gold, new Views(training.lexicon)), rough);
    return { act, category: act, urgency: act };
  });
  const acts = [...gold];
  for (const { position, judgement } of held) acts[position] = likeliestAct(judgement);
  return acts;
}

const outcomesOf = (held: readonly HeldOut[], pick: (h: HeldOut) => readonly [Float64Array, number]): Outcome[] =>
  held.map(pick).flatMap(([probabilities, truth]) => (truth < 0 ? [] : [{ probabilities, truth }]));

/** Temperatures and thresholds from held-out readings. */
function calibrate(samples: readonly Sample[], held: readonly HeldOut[], classifiers: Classifiers): BuiltReader {
  const sampleAt = (h: HeldOut): Sample | undefined => samples[h.position];
  const doubtful = held.filter((h) => h.judgement.certain === null);
  const labelled = (field: 'act' | 'category' | 'urgency', label: (s: Sample) => string | null) =>
    bestTemperature(
      outcomesOf(doubtful, (h) => {
        const sample = sampleAt(h);
        const right = sample === undefined ? null : label(sample);
        return [h.judgement[field], right === null ? -1 : classifiers[field].labels.indexOf(right)];
      }),
    );
  const act = { ...classifiers.act, temperature: labelled('act', (s) => s.act) };
  const category = { ...classifiers.category, temperature: labelled('category', (s) => s.category) };
  const urgency = { ...classifiers.urgency, temperature: labelled('urgency', (s) => s.urgency ?? NO_URGENCY) };
  const choices = bestChoices(
    held.flatMap((h) => {
      const sample = sampleAt(h);
      if (sample === undefined) return [];
      const odds = retempered(h.judgement.act, act.temperature);
      const opening = OPENERS.reduce((sum, opener) => sum + (odds[ACTS.indexOf(opener)] ?? 0), 0);
      const urgencies = retempered(h.judgement.urgency, urgency.temperature);
      const odd = (name: Urgency): number => urgencies[urgency.labels.indexOf(name)] ?? 0;
      const share = odd('urgent') / (odd('urgent') + odd('normal'));
      return [
        {
          act: sample.act,
          urgency: sample.urgency,
          opening,
          emergency: odd('emergency'),
          urgent: share,
          certain: h.judgement.certain !== null,
          private: sample.author === PRIVATE_AUTHOR,
        },
      ];
    }),
  );
  return { classifiers: { act, category, urgency }, choices, held };
}

export interface BuiltReader {
  readonly classifiers: Classifiers;
  readonly choices: Choices;
  /** The held-out readings behind temperatures and thresholds, before either is applied. */
  readonly held: readonly HeldOut[];
}

/**
 * The whole training. First every author is read by what the others taught: the acts that stand before a message in
 * training must be as faulty as they will be in use. Then once more, to set temperatures and thresholds on talk that
 * was not learned. Last the classifiers themselves, from everything at `at`.
 */
export function buildReader(samples: readonly Sample[], at: readonly number[], training: ReaderTraining): BuiltReader {
  const acts = heldOutActs(samples, at, training);
  training.progress?.('read every author once with what others taught');
  const held = readHeldOut(samples, at, training.lexicon, FOLDS, (learned) =>
    trainClassifiers(samples, learned, acts, training),
  );
  training.progress?.('read every author again');
  const classifiers = trainClassifiers(samples, at, acts, training);
  training.progress?.('learned from everybody');
  return calibrate(samples, held, classifiers);
}
