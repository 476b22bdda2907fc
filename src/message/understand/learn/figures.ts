/** How well a reader does on the labelled talk that comes with the program and that nobody learns from. */
import { join } from 'node:path';
import { packageRoot } from '../../../config/paths.js';
import { isOpener, OPENERS, type Act } from '../../../model/reading.js';
import type { Choices } from '../choose.js';
import { Judge, type Classifiers } from '../judge.js';
import type { Lexicon } from '../lexicon.js';
import type { Classifier } from '../linear/model.js';
import { prf, ratio, scoreField } from '../evaluate/scores.js';
import { LinearReader } from '../reader.js';
import { withActs, type Sample } from '../train/corpus.js';

export const checkFolder = (): string => join(packageRoot(), 'data', 'check');

export interface Figures {
  /** Telling what raises a matter from what does not. */
  readonly openerF1: number;
  /** Of what raises a matter, the share taken for it. The F1 alone would reward a reader that grows deaf. */
  readonly openerRecall: number;
  /** Plain matters that the shipped reader learned from: how probably they are matters, on average. */
  readonly known: number;
  /** And how surely they have the right category and urgency: log odds, on average. */
  readonly knownCategory: number;
  readonly knownUrgency: number;
  readonly actMacroF1: number;
  /** Of the messages that raise a matter, each 0..1. */
  readonly category: number;
  readonly urgency: number;
  /** Emergencies read as such, and how many there are. */
  readonly emergencies: number;
  readonly emergenciesThere: number;
  /** How many messages raise a matter. */
  readonly matters: number;
}

interface Row {
  readonly sample: Sample;
  readonly act: Act;
  readonly category: string;
  readonly urgency: string;
}

/** Each message is read after the reader's own readings of what stands before it. */
function readAll(reader: LinearReader, samples: readonly Sample[]): Row[] {
  const acts: Act[] = [];
  return samples.map((sample, position) => {
    const labels = reader.labels(withActs(sample, acts));
    acts[position] = labels.act;
    return { sample, ...labels };
  });
}

/** How surely plain matters are read as labelled: moves long before any of them is read otherwise. */
function knownOf({ classifiers, lexicon }: Parts, matters: readonly Sample[]) {
  const { act, category, urgency } = classifiers;
  const judge = new Judge(classifiers, lexicon);
  const found = matters.map(({ input, category: right, urgency: pressing }) => {
    const judged = judge.judge(input);
    const share = (odds: Float64Array, { labels }: Classifier, label: string | null) =>
      odds[labels.indexOf(label ?? '')] ?? 0;
    return {
      known: OPENERS.reduce((sum, opener) => sum + share(judged.act, act, opener), 0),
      knownCategory: logOdds(share(judged.category, category, right)),
      knownUrgency: logOdds(share(judged.urgency, urgency, pressing)),
    };
  });
  const mean = (of: (each: (typeof found)[number]) => number) =>
    ratio(
      found.reduce((sum, each) => sum + of(each), 0),
      found.length,
    );
  return {
    known: mean((each) => each.known),
    knownCategory: mean((each) => each.knownCategory),
    knownUrgency: mean((each) => each.knownUrgency),
  };
}

const SUREST = 1e-9;
const logOdds = (p: number): number => Math.log(Math.max(p, SUREST) / Math.max(1 - p, SUREST));

/** What readers are put together from. */
export interface Parts {
  readonly classifiers: Classifiers;
  readonly choices: Choices;
  readonly lexicon: Lexicon;
}

/** `samples`: labelled talk that was not learned from; `matters`: messages that raise one and were. */
export function figuresOf(parts: Parts, samples: readonly Sample[], matters: readonly Sample[]): Figures {
  const { classifiers, choices, lexicon } = parts;
  const rows = readAll(new LinearReader(classifiers, choices, lexicon), samples);
  const gold = rows.filter(({ sample }) => isOpener(sample.act));
  const taken = rows.filter(({ act }) => isOpener(act));
  const both = gold.filter(({ act }) => isOpener(act));
  const pressing = gold.filter(({ sample }) => sample.urgency === 'emergency');
  const share = (right: (row: Row) => boolean): number => ratio(gold.filter(right).length, gold.length);
  return {
    openerF1: prf(both.length, taken.length, gold.length).f1,
    openerRecall: ratio(both.length, gold.length),
    ...knownOf(parts, matters),
    actMacroF1: scoreField(rows.map(({ sample, act }) => ({ gold: sample.act, predicted: act }))).macroF1,
    category: share(({ sample, category }) => sample.category === category),
    urgency: share(({ sample, urgency }) => sample.urgency === urgency),
    emergencies: pressing.filter(({ act, urgency }) => isOpener(act) && urgency === 'emergency').length,
    emergenciesThere: pressing.length,
    matters: gold.length,
  };
}

/** What may be lost without anybody noticing; of matters seen, categories and urgencies always one message, however few there are. */
const TOLERANCE = 0.005;
const ROUNDING = 1e-9;
/** Eight corrections of one habit took 0.06 from the categories' 8.5, fifteen of everything at once 0.23. */
const LESS_SURE = 0.1;

/** The names of the figures that got worse by more than may be; an emergency less is always too many. */
export function worse(before: Figures, after: Figures): (keyof Figures)[] {
  const one = Math.max(TOLERANCE, before.matters === 0 ? 0 : 1 / before.matters + ROUNDING);
  const allowed = {
    openerF1: TOLERANCE,
    openerRecall: one,
    known: TOLERANCE,
    knownCategory: LESS_SURE,
    knownUrgency: LESS_SURE,
    actMacroF1: TOLERANCE,
    category: one,
    urgency: one,
    emergencies: 0,
    emergenciesThere: 0,
    matters: 0,
  } satisfies Record<keyof Figures, number>;
  return FIGURES.filter((name) => after[name] < before[name] - allowed[name]);
}

const FIGURES = [
  'openerF1',
  'openerRecall',
  'known',
  'knownCategory',
  'knownUrgency',
  'actMacroF1',
  'category',
  'urgency',
  'emergencies',
] as const satisfies readonly (keyof Figures)[];
