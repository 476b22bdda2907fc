/** Turns a message in its talk into hashed features; the same code serves training and reading. */
import type { ReadInput } from '../../../model/reading.js';
import { isOpener } from '../../../model/reading.js';
import { topicOf, type Lexicon } from '../lexicon.js';
import { contextNames, standingOf, type Standing, type Talk } from './context.js';
import { Sink, type Features } from './sink.js';
import { addCharacters, addWords, type TextView } from './text.js';

export interface MessageFeatures {
  /** For the act: text, context and how the two go together. */
  readonly act: Features;
  /** For category and urgency: what is said, and what the speaker said just before about it. */
  readonly topic: Features;
}

const FULL_CONTEXT_MS = 600_000;

function surfaceNames(input: ReadInput, view: TextView): string[] {
  const { plain, form } = view;
  const hour = /T(\d\d)/.exec(input.at)?.[1] ?? '';
  const night = hour >= '22' || (hour !== '' && hour < '06') ? 'night' : 'day';
  const names = [
    `kind|${form.kind}`,
    `len|${String(form.lengthClass)}`,
    `len|${String(form.lengthClass)}|${input.role}`,
  ];
  names.push(`role|${input.role}`, `asks|${form.asks ? '1' : '0'}|${input.role}`, night);
  if (input.images > 0) names.push('image', `image|${form.kind}`, `image|${input.role}`);
  if (/!!|!!/u.test(plain)) names.push('!!');
  if (/[??]{2}/u.test(plain)) names.push('??');
  if (/^@/.test(plain)) names.push('@');
  if (/1[3-9]\d[- ]?\d{4}[- ]?\d{4}/.test(plain)) names.push('phone');
  if (/\d{1,3}[-—–]\d{3,4}(?!\d)|\d+[号幢栋](楼)?\d*(单元)?/u.test(plain))
    names.push('door', `door|${String(form.lengthClass)}`);
  if (/https?:|www\.|\.example|加v|加微信|扫码/u.test(plain)) names.push('link');
  if (/^[【《]/u.test(plain)) names.push('bracket', `bracket|${input.role}`);
  for (const face of new Set(view.faces)) names.push(`face|${face}`);
  if (view.faces.length > 0) names.push(`faces|${form.kind}`);
  names.push(`first|${view.words[0] ?? ''}|${input.role}`, `last|${view.plain.slice(-2)}`);
  return names;
}

function cueNames(view: TextView, lexicon: Lexicon): string[] {
  const names = new Set<string>();
  const byLabel = new Map<string, number>();
  const kinds = new Set<string>();
  for (const { group, hits } of view.cues) {
    const cue = lexicon.groups[group];
    if (cue === undefined) continue;
    names.add(`cue|${cue.kind}|${cue.name}`);
    const label = `${cue.kind}|${topicOf(cue)}`;
    byLabel.set(label, (byLabel.get(label) ?? 0) + hits);
    kinds.add(cue.kind);
  }
  for (const [label, hits] of byLabel) {
    names.add(`lab|${label}`);
    if (hits > 1) names.add(`lab2|${label}`);
    if (hits > 2) names.add(`lab3|${label}`);
  }
  names.add(`kinds|${[...kinds].sort().join(',')}`);
  return [...names];
}

/** Weights of the feature blocks against each other, chosen on held-out authors. */
export interface BlockWeights {
  readonly characters: number;
  readonly words: number;
  readonly surface: number;
  readonly cues: number;
  /** Cues in the features of category and urgency. */
  readonly topicCues: number;
  readonly context: number;
  readonly state: number;
}
export const BLOCK_WEIGHTS: BlockWeights = {
  characters: 1.2,
  words: 1.2,
  surface: 0.3,
  cues: 0.2,
  topicCues: 0.06,
  context: 0.6,
  state: 0.5,
};

function actFeatures(
  input: ReadInput,
  view: TextView,
  talk: Talk,
  standing: Standing,
  cues: readonly string[],
): Features {
  const w = BLOCK_WEIGHTS;
  const sink = new Sink();
  addCharacters(sink, view.shape, 4, w.characters);
  addWords(sink, view.words, 'w', w.words, true);
  for (const name of surfaceNames(input, view)) sink.add(name, w.surface);
  const state = `${standing.matter}|${input.role[0] ?? ''}`;
  for (const name of cues) {
    sink.add(name, w.cues);
    sink.add(`${state}|${name}`, w.cues);
  }
  for (const name of contextNames(input, view, talk, standing)) sink.add(name, w.context);
  addWords(sink, view.words, state, w.state, false);
  return sink.features();
}

function topicFeatures(
  input: ReadInput,
  view: TextView,
  talk: Talk,
  cues: readonly string[],
  lexicon: Lexicon,
): Features {
  const w = BLOCK_WEIGHTS;
  const sink = new Sink();
  addCharacters(sink, view.shape, 3, w.characters);
  addWords(sink, view.words, 'w', w.words, true);
  for (const name of cues) sink.add(name, w.topicCues);
  sink.add(`asks|${view.form.asks ? '1' : '0'}|${input.role}`, w.surface);
  sink.add(`len|${String(view.form.lengthClass)}`, w.surface);
  if (input.images > 0) sink.add('image', w.surface);
  const burst = talk.earlier.find((e) => e.same && !isOpener(e.act) && (e.agoMs ?? FULL_CONTEXT_MS) < FULL_CONTEXT_MS);
  for (const view2 of [burst?.view, talk.quoted?.view]) {
    if (view2 === undefined) continue;
    addWords(sink, view2.words, 'near', 0.5, false);
    for (const name of cueNames(view2, lexicon)) sink.add(`near|${name}`, w.surface);
  }
  return sink.features();
}

/** `role` and `act` of what stands before are taken as given; see reader.ts for how missing acts are filled. */
export function featuresOf(input: ReadInput, view: TextView, talk: Talk, lexicon: Lexicon): MessageFeatures {
  const standing = standingOf(view, talk);
  const cues = cueNames(view, lexicon);
  return {
    act: actFeatures(input, view, talk, standing, cues),
    topic: topicFeatures(input, view, talk, cues, lexicon),
  };
}
