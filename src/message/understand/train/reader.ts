/** Trains the built-in reader's three classifiers from samples of labelled talk. */
import { ACTS, OPENERS, URGENCIES, type Act, type Urgency } from '../../../model/reading.js';
import type { Choices } from '../choose.js';
import { Judge, Views, type Classifiers, type Judgement } from '../judge.js';
import type { Lexicon } from '../lexicon.js';
import { quantize, type Classifier } from '../linear/model.js';
import { bestChoices, bestTemperature, retempered, type Outcome } from './calibrate.js';
import { withActs, type Sample } from './corpus.js';
import {
  actExamples,
  categoryExamples,
  NO_URGENCY,
  ORDINARY_AUTHOR,
  prepare,
  urgencyExamples,
  type Prepared,
} from './examples.js';
import { TRAIN_DEFAULTS, trainSoftmax } from './softmax.js';

export interface ReaderTraining {
  readonly lexicon: Lexicon;
  readonly categories: readonly string[];
  readonly epochs: number;
  readonly seed: number;
  readonly progress?: (done: string) => void;
}

/** Each message stands twice among the act examples, with and without talk before it. */
const ACT_LEAST_SEEN = 3;

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
  const options = { ...TRAIN_DEFAULTS, epochs: training.epochs, seed: training.seed };
  const urgencies = [NO_URGENCY, ...URGENCIES];
  return {
    act: actClassifier(prepared, training),
    category: quantize(
      trainSoftmax(categoryExamples(prepared, views), { ...options, field: 'category', labels: training.categories }),
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

/**
 * Reads each author with classifiers learned from the others. The ordinary lines are always learned from and never
 * held out: nobody else wrote their like. `teach` makes the classifiers from the positions it is given.
 */
function readHeldOut(
  samples: readonly Sample[],
  at: readonly number[],
  lexicon: Lexicon,
  teach: (learned: readonly number[]) => Classifiers,
): HeldOut[] {
  const authors = new Set(
    at.map((position) => samples[position]?.author).filter((author) => author !== ORDINARY_AUTHOR),
  );
  return [...authors].flatMap((author) => {
    const own = (position: number): boolean => samples[position]?.author === author;
    const judge = new Judge(teach(at.filter((position) => !own(position))), lexicon);
    return readThrough(judge, samples, at.filter(own), []);
  });
}

/** How each sample would have been read by a reader that never saw its author. */
function heldOutActs(samples: readonly Sample[], at: readonly number[], training: ReaderTraining): Act[] {
  const gold = samples.map((sample) => sample.act);
  const held = readHeldOut(samples, at, training.lexicon, (learned) => {
    const act = actClassifier(prepare(samples, learned, gold, new Views(training.lexicon)), training);
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
      const certain = h.judgement.certain !== null;
      return [
        { act: sample.act, urgency: sample.urgency, opening, emergency: odd('emergency'), urgent: share, certain },
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
  training.progress?.('read every author once with what the others taught');
  const held = readHeldOut(samples, at, training.lexicon, (learned) =>
    trainClassifiers(samples, learned, acts, training),
  );
  training.progress?.('read every author again');
  const classifiers = trainClassifiers(samples, at, acts, training);
  training.progress?.('learned from everybody');
  return calibrate(samples, held, classifiers);
}
