/** What the held-out readings reach, written beside the model: the figures of data/corpus/README.md come from here. */
import { ACTS, isOpener, type Act } from '../../../model/reading.js';
import { chooseAct, chooseUrgency, openingOf } from '../choose.js';
import { prf, ratio, scoreField, type FieldScore, type Prf } from '../evaluate/scores.js';
import { retempered } from './calibrate.js';
import type { Sample } from './corpus.js';
import type { BuiltReader, HeldOut } from './reader.js';

interface Row {
  readonly sample: Sample;
  readonly act: Act;
  readonly confidence: number;
  readonly category: string;
  readonly urgency: string;
}

function rowOf(sample: Sample, { judgement }: HeldOut, { classifiers, choices }: BuiltReader): Row {
  const acts = retempered(judgement.act, classifiers.act.temperature);
  const urgencies = retempered(judgement.urgency, classifiers.urgency.temperature);
  const odds = new Map(ACTS.map((act) => [act, acts[classifiers.act.labels.indexOf(act)] ?? 0]));
  const odd = (name: string): number => urgencies[classifiers.urgency.labels.indexOf(name)] ?? 0;
  const alone = sample.before.length === 0 && sample.quoted === null;
  const { certain } = judgement;
  const { act, confidence } = chooseAct({ odds, certain, emergency: odd('emergency'), alone }, choices);
  const found = { none: odd('none'), normal: odd('normal'), urgent: odd('urgent'), emergency: odd('emergency') };
  return {
    sample,
    act,
    confidence,
    category: classifiers.category.labels[judgement.category.indexOf(Math.max(...judgement.category))] ?? 'other',
    urgency: chooseUrgency(found, openingOf(odds), choices),
  };
}

/** How often readings of this much confidence are right. */
export interface Reliability {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly confidence: number;
  readonly right: number;
}

const BINS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0001];

function reliability(rows: readonly Row[]): Reliability[] {
  return BINS.slice(1).map((to, at) => {
    const from = BINS[at] ?? 0;
    const inside = rows.filter(({ confidence }) => confidence >= from && confidence < to);
    return {
      from,
      to: Math.min(1, to),
      count: inside.length,
      confidence: ratio(
        inside.reduce((sum, { confidence }) => sum + confidence, 0),
        inside.length,
      ),
      right: ratio(inside.filter(({ act, sample }) => act === sample.act).length, inside.length),
    };
  });
}

export interface Figures {
  readonly messages: number;
  readonly act: FieldScore;
  readonly opener: Prf;
  /** Of all that raise a matter, as if each had been seen to. */
  readonly category: FieldScore;
  readonly urgency: FieldScore;
  readonly emergencies: {
    readonly there: number;
    readonly recalled: number;
    /** False ones in a hundred messages. */
    readonly falseInHundred: number;
  };
  readonly reliability: readonly Reliability[];
}

function figuresOf(rows: readonly Row[]): Figures {
  const matters = rows.filter(({ sample }) => isOpener(sample.act));
  const opened = rows.filter(({ act }) => isOpener(act));
  const alarms = opened.filter(({ urgency }) => urgency === 'emergency');
  const there = rows.filter(({ sample }) => sample.urgency === 'emergency').length;
  const right = alarms.filter(({ sample }) => sample.urgency === 'emergency').length;
  return {
    messages: rows.length,
    act: scoreField(rows.map(({ sample, act }) => ({ gold: sample.act, predicted: act }))),
    opener: prf(opened.filter(({ sample }) => isOpener(sample.act)).length, opened.length, matters.length),
    category: scoreField(matters.map(({ sample, category }) => ({ gold: sample.category, predicted: category }))),
    urgency: scoreField(matters.map(({ sample, urgency }) => ({ gold: sample.urgency, predicted: urgency }))),
    emergencies: {
      there,
      recalled: ratio(right, there),
      falseInHundred: 100 * ratio(alarms.length - right, rows.length),
    },
    reliability: reliability(rows),
  };
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;

/** As one JSON text: all authors together, and the act, opener and category figures of each. */
export function heldOutFigures(samples: readonly Sample[], built: BuiltReader): string {
  const rows = built.held.flatMap((held) => {
    const sample = samples[held.position];
    return sample === undefined ? [] : [rowOf(sample, held, built)];
  });
  const authors = [...new Set(rows.map(({ sample }) => sample.author))].sort().map((author) => {
    const { messages, act, opener, category } = figuresOf(rows.filter(({ sample }) => sample.author === author));
    return [author, { messages, act: act.accuracy, opener, category: category.accuracy }] as const;
  });
  return JSON.stringify({ all: figuresOf(rows), authors: Object.fromEntries(authors) }, rounded, 1);
}
