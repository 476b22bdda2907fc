/** The corpus as the bench uses it: what is learned, what is held out, which messages are timed. */
import { join } from 'node:path';
import { packageRoot } from '../../config/paths.js';
import type { ReadInput } from '../../model/reading.js';
import { loadCorpus, withActs, type Sample } from '../../message/understand/train/corpus.js';
import { foldsOf } from '../../message/understand/train/folds.js';
import type { LabelledText } from './peer.js';

export const corpus = (): Sample[] => loadCorpus(join(packageRoot(), 'data', 'corpus'));

export interface Split {
  /** Positions of samples. */
  readonly learned: readonly number[];
  readonly held: readonly number[];
}

/** `most` of them, evenly from everywhere; all when there are no more or `most` is null. */
export function evenly<T>(items: readonly T[], most: number | null): T[] {
  if (most === null || items.length <= most) return [...items];
  const step = (at: number): number => Math.floor((at * most) / items.length);
  return items.filter((_, at) => step(at) !== step(at - 1));
}

const HELD_PER_LEARNED = 4;
const MOST_HELD = 1500;

/** The first fold is held out: its authors taught none of what reads it. */
export function splitOf(samples: readonly Sample[], learn: number | null): Split {
  const all = samples.map((_, position) => position);
  const held = foldsOf(samples, all)[0] ?? [];
  const own = new Set(held);
  const rest = all.filter((position) => !own.has(position));
  if (learn === null) return { learned: rest, held };
  return { learned: evenly(rest, learn), held: evenly(held, Math.ceil(learn / HELD_PER_LEARNED)) };
}

/** Pictures alone have nothing to learn from, and nothing to ask a reader of texts. */
export const withText = (samples: readonly Sample[], at: readonly number[]): Sample[] =>
  at.flatMap((position) => samples[position] ?? []).filter(({ input }) => input.text.trim() !== '');

/** The held-out messages by which readers are judged: as many as keep the slowest of them within the time of a bench. */
export const judgedBy = (samples: readonly Sample[], { held }: Split): Sample[] =>
  evenly(withText(samples, held), MOST_HELD);

export const labelled = ({ input, act }: Sample): LabelledText => ({ text: input.text, label: act });

const CHARACTERS = 40;
const CONTEXT = 8;

export const lengthOf = (text: string): number => [...text].length;

/** The `most` messages nearest to 40 characters that have eight before them, in the corpus's order, with their acts known. */
export function timedMessages(samples: readonly Sample[], most: number): ReadInput[] {
  const acts = samples.map(({ act }) => act);
  const off = ({ input }: Sample): number => Math.abs(lengthOf(input.text) - CHARACTERS);
  const full = samples.flatMap((sample, position) =>
    sample.input.before.length === CONTEXT ? [{ sample, position }] : [],
  );
  return full
    .sort((a, b) => off(a.sample) - off(b.sample) || a.position - b.position)
    .slice(0, most)
    .sort((a, b) => a.position - b.position)
    .map(({ sample }) => withActs(sample, acts));
}

/** The inputs over and over. Throws when there are none. */
export function turn(inputs: readonly ReadInput[], at: number): ReadInput {
  const input = inputs[at % inputs.length];
  if (input === undefined) throw new Error('the corpus has no message with eight before it');
  return input;
}

/** Rare ideographs, in no dictionary of words: one more of them makes any text a new one. */
const FIRST_MARK = 0x3400;
const MARKS = 6500;

const markedText = (text: string, number: number): string => text + String.fromCodePoint(FIRST_MARK + (number % MARKS));

/** The same message as one never seen, in talk never seen. */
export function marked(input: ReadInput, number: number): ReadInput {
  return {
    ...input,
    text: markedText(input.text, number),
    before: input.before.map((earlier) => ({ ...earlier, text: markedText(earlier.text, number) })),
  };
}

/** With nothing known of how the messages before it were read. */
export const withoutActs = (input: ReadInput): ReadInput => ({
  ...input,
  before: input.before.map(({ text, role, sameSpeaker }) => ({ text, role, sameSpeaker })),
});
