/** What a clause is about, as weighed terms. Pure. */
import type { Parsed } from './parse.js';
import { vocabulary } from './vocabulary.js';
import { wordWeight } from './weight.js';

export interface Term {
  readonly text: string;
  readonly weight: number;
  /** Null: a word of no known kind. */
  readonly kind: string | null;
}

const ACTION_WEIGHT = 0.5;
/** Things that say what is done, by whom or when, and not what it is about. */
const NO_TOPIC: readonly string[] = ['action', 'negation', 'way', 'day'];

/** A question is compared with every entry, and every entry with many questions: weighed once. */
const weighed = new WeakMap<Parsed, readonly Term[]>();

/** Neutral things are left out: they tell nothing. */
export function terms(parsed: Parsed): readonly Term[] {
  const known = weighed.get(parsed);
  if (known) return known;
  const made = weigh(parsed);
  weighed.set(parsed, made);
  return made;
}

function weigh(parsed: Parsed): Term[] {
  const things = [...parsed.things].flatMap(([kind, names]) =>
    [...names]
      .filter((text) => !isNeutral(kind, text, parsed))
      .map((text): Term => ({ text, kind, weight: kind === 'action' ? ACTION_WEIGHT : 1 })),
  );
  return [...things, ...parsed.words.map((text): Term => ({ text, kind: null, weight: wordWeight(text) }))];
}

/** May be missing on either side: 办 anywhere, 领 beside an allowance. */
export function isNeutral(kind: string, name: string, beside: Parsed): boolean {
  const { kinds } = vocabulary();
  if (kinds.get(kind)?.neutral.includes(name)) return true;
  return kind === 'action' && [...beside.things.keys()].some((k) => kinds.get(k)?.goesWith.includes(name));
}

export const isTopic = ({ kind, text }: Term): boolean =>
  kind === null ? text.length > 1 && !/\d/.test(text) : !NO_TOPIC.includes(kind);

/** What it is about; people alone don't say it: 新生儿怎么办 needs to be told of what. */
export const hasTopic = (parsed: Parsed): boolean =>
  terms(parsed).some((term) => isTopic(term) && term.kind !== 'who' && term.weight >= TELLING);

/** It names a known thing, and needs nothing from what is said around it. */
export const namesTopic = (parsed: Parsed): boolean =>
  terms(parsed).some((term) => term.kind !== null && term.kind !== 'who' && term.kind !== 'holiday' && isTopic(term));

/** Lighter words are those of any talk. */
const TELLING = 0.6;

export const has = (parsed: Parsed, kind: string, name: string): boolean => parsed.things.get(kind)?.has(name) ?? false;
