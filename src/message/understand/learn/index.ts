/** A night of learning: a few bounded steps from the shipped model, kept only where no figure is worse for them. Pure but for the model's folder. */
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';
import { ACTS, isOpener } from '../../../model/reading.js';
import type { Features } from '../features/sink.js';
import { Views } from '../judge.js';
import type { LinearReader } from '../reader.js';
import { loadCorpus, type Sample } from '../train/corpus.js';
import { adapt, BOUNDS, STEADIER, type Bounds } from './adapt.js';
import { checkFolder, figuresOf, worse, type Figures } from './figures.js';
import { hashOfExamples, keepModel, type Moved } from './keep.js';
import { FIELDS, lessonsOf, type Field, type TownExample } from './lesson.js';
import { loadShipped, readerWith, type Shipped } from './shipped.js';

/** Fewer corrections of a kind are no habit of the town's, and leave nothing to try it on. */
export const LEAST_EXAMPLES = 5;
/** Every so many messages of the corpus one stands for ordinary talk. */
const ORDINARY_EVERY = 30;
/** Of the matters that the corpus raises in a single line every so many should go on to be seen. */
const MATTERS_EVERY = 3;

export interface Night {
  /** Oldest first. */
  readonly examples: readonly TownExample[];
  /** ISO 8601 with offset. */
  readonly at: string;
  /** Where the town's model is kept. */
  readonly folder: string;
}

/** Why a classifier stayed as it was: too few corrections, worse on the town's newest ones, or figures of the check set that fell. */
export type Verdict = 'kept' | 'too-few' | 'not-in-town' | readonly (keyof Figures)[];

export interface Learned {
  readonly examples: Readonly<Record<Field, number>>;
  readonly verdicts: Readonly<Record<Field, Verdict>>;
  readonly before: Figures;
  readonly after: Figures;
  /** A new model was written. */
  readonly written: boolean;
}

export const countOf = (examples: readonly TownExample[]): Record<Field, number> => {
  const of = (field: Field): number => examples.filter((e) => e.field === field).length;
  return { category: of('category'), urgency: of('urgency'), act: of('act') };
};

/**
 * Makes, tries and keeps a town's model. Some seconds of work; the same examples and shipped model give the same bytes.
 * `given`: for whoever has several nights worked through in one process.
 */
export function learn(night: Night, given: Given = whatIsGiven()): Learned {
  const { shipped, before } = given;
  const trying = groundOf(given, night.examples);
  const verdicts: Record<Field, Verdict> = { category: 'too-few', urgency: 'too-few', act: 'too-few' };
  let moved: Moved = {};
  let after = before;
  for (const field of FIELDS) {
    const tried = tryField(trying, field, moved, before);
    verdicts[field] = tried.verdict;
    if (tried.verdict !== 'kept') continue;
    moved = tried.moved;
    after = tried.figures;
  }
  const examples = countOf(night.examples);
  const written = Object.keys(moved).length > 0;
  const taught = hashOfExamples(night.examples);
  if (written)
    keepModel(night.folder, moved, { madeAt: night.at, examples, taught, shipped: shipped.hash, before, after });
  return { examples, verdicts, before, after, written };
}

/** What comes with the program: the same on every night of every town. */
export interface Given {
  readonly shipped: Shipped;
  readonly views: Views;
  readonly everyday: readonly Sample[];
  readonly figures: (moved: Moved) => Figures;
  /** The shipped reader's. */
  readonly before: Figures;
}

export function whatIsGiven(): Given {
  const shipped = loadShipped();
  const check = loadCorpus(checkFolder());
  const corpus = loadCorpus(join(packageRoot(), 'data', 'corpus'));
  const matters = corpus
    .filter(({ act, input }) => isOpener(act) && input.before.length === 0)
    .filter((_, at) => at % MATTERS_EVERY === 0);
  const figures = (moved: Moved) =>
    figuresOf({ ...shipped, classifiers: { ...shipped.classifiers, ...moved } }, check, matters);
  const everyday = corpus.filter((_, at) => at % ORDINARY_EVERY === 0);
  return { shipped, views: new Views(shipped.lexicon), everyday, figures, before: figures({}) };
}

/** What every try stands on. */
interface Ground {
  readonly examples: readonly TownExample[];
  readonly figures: (moved: Moved) => Figures;
  /** How many of the examples a reader reads as the town does. */
  readonly rightly: (moved: Moved, examples: readonly TownExample[]) => number;
  readonly ordinary: (field: Field) => readonly Features[];
  readonly move: (
    field: Field,
    examples: readonly TownExample[],
    ordinary: readonly Features[],
    bounds: Bounds,
  ) => Moved;
}

function groundOf({ shipped, views, everyday, figures }: Given, examples: readonly TownExample[]): Ground {
  return {
    examples,
    figures,
    rightly: (moved, some) => {
      const reader = readerWith(shipped, moved);
      return some.filter((example) => readsAs(reader, example)).length;
    },
    ordinary: (field) =>
      everyday.flatMap(({ input, act }) =>
        lessonsOf({ field, label: act, weight: 1, input }, views)
          .slice(0, 1)
          .map(({ features }) => features),
      ),
    move: (field, some, ordinary, bounds) => {
      const lessons = some.flatMap((example) => lessonsOf(example, views));
      return { [field]: adapt(shipped.classifiers[field], lessons, ordinary, bounds) };
    },
  };
}

type Tried =
  | { readonly verdict: 'kept'; readonly moved: Moved; readonly figures: Figures }
  | { readonly verdict: Exclude<Verdict, 'kept'> };

/** First the trial: what the older four fifths teach must read the newest fifth no worse. Then the whole, on the check set. */
function tryField(ground: Ground, field: Field, others: Moved, before: Figures): Tried {
  const examples = ground.examples.filter((example) => example.field === field);
  if (examples.length < LEAST_EXAMPLES) return { verdict: 'too-few' };
  const older = examples.length - Math.ceil(examples.length / 5);
  const newest = examples.slice(older);
  const ordinary = ground.ordinary(field);
  let verdict: Exclude<Verdict, 'kept'> = 'not-in-town';
  for (const bounds of [BOUNDS, STEADIER]) {
    const trial = ground.move(field, examples.slice(0, older), ordinary, bounds);
    if (ground.rightly(trial, newest) < ground.rightly({}, newest)) continue;
    const moved = { ...others, ...ground.move(field, examples, ordinary, bounds) };
    const figures = ground.figures(moved);
    const fallen = worse(before, figures);
    if (fallen.length === 0) return { verdict: 'kept', moved, figures };
    verdict = fallen;
  }
  return { verdict };
}

function readsAs(reader: LinearReader, { field, label, input }: TownExample): boolean {
  if (field !== 'act') return reader.ifOpener(input)[field] === label;
  const { act } = reader.read(input);
  const wanted = ACTS.find((known) => known === label);
  // That a matter was none, or was one, is what people say; which kind of talk or opener it is they don't.
  if (wanted === 'chat' || (wanted !== undefined && isOpener(wanted))) return isOpener(act) === isOpener(wanted);
  return act === label;
}
