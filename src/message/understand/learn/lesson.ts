/** What a town teaches, as the classifiers take it: features with the label that people gave. */
import { OPENERS, type Act, type ReadInput } from '../../../model/reading.js';
import { certainAct } from '../certain.js';
import { featuresOf, type MessageFeatures } from '../features/index.js';
import type { Features } from '../features/sink.js';
import { talkOf, type Views } from '../judge.js';

/** The classifiers a town may move, in the order they are tried. */
export const FIELDS = ['category', 'urgency', 'act'] as const;
export type Field = (typeof FIELDS)[number];

/** A message as it was when it came, and what a person said it is. Telephone and identity numbers are masked. */
export interface TownExample {
  readonly field: Field;
  readonly label: string;
  /** 0..1: how surely the correction says so. */
  readonly weight: number;
  readonly input: ReadInput;
}

export interface Lesson {
  readonly features: Features;
  readonly label: string;
  readonly weight: number;
}

/** An opener is often read once more with nothing before it; other acts hang on what stands before them. */
const OPENER_ALONE = 0.5;
const OTHERS_ALONE = 0.15;

/** How an earlier message is taken that was never read. */
const unread = (): Act => 'chat';

/** The lessons of one example; none where the label rules leave no choice anyway. */
export function lessonsOf({ field, label, weight, input }: TownExample, views: Views): Lesson[] {
  if (field !== 'act') return [{ features: made(input, views).topic, label, weight }];
  if (certainAct(input, views.of(input.text), talkOf(input, views, unread)) !== null) return [];
  const alone = OPENERS.some((opener) => opener === label) ? OPENER_ALONE : OTHERS_ALONE;
  return [
    { features: made(input, views).act, label, weight },
    { features: made({ ...input, before: [], quote: null }, views).act, label, weight: weight * alone },
  ];
}

const made = (input: ReadInput, views: Views): MessageFeatures =>
  featuresOf(input, views.of(input.text), talkOf(input, views, unread), views.lexicon);
