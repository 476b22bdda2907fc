/** From probabilities to one reading; the thresholds come with the model, chosen on authors it had not learned from. */
import { z } from 'zod';
import { ACTS, OPENERS, isOpener, type Act, type Alternative, type Urgency } from '../../model/reading.js';

export const choicesSchema = z.object({
  /** A message opens a ticket when the openers together are at least this probable. */
  opener: z.number().min(0).max(1),
  /** An opener is an emergency from this probability on. */
  emergency: z.number().min(0).max(1),
  /** An opener that is no emergency is urgent from this share of urgent against normal on. */
  urgent: z.number().min(0).max(1),
  /** What seemed to raise nothing is taken as an emergency from this probability on. */
  alarm: z.number().min(0).max(1),
});
export type Choices = z.output<typeof choicesSchema>;

/** Even a certain emergency word raises nothing when the act leaves no room for an opener at all. */
const LEAST_OPENER = 0.15;
const ALTERNATIVES = 3;
/** Rules are written for what leaves no choice; a little doubt stays. */
const CERTAIN = 0.99;

export interface ActChoice {
  readonly act: Act;
  readonly confidence: number;
  readonly alternatives: readonly Alternative[];
}

/** Urgency probabilities by name; `none`: opens nothing. They sum to 1. */
export type UrgencyOdds = Readonly<Record<Urgency | 'none', number>>;

const best = (acts: readonly Act[], odds: ReadonlyMap<Act, number>): Act =>
  acts.reduce((a, b) => ((odds.get(b) ?? 0) > (odds.get(a) ?? 0) ? b : a));

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** `odds`: probability of every act. */
export function chooseAct(
  odds: ReadonlyMap<Act, number>,
  certain: Act | null,
  emergency: number,
  choices: Choices,
): ActChoice {
  const opening = OPENERS.reduce((sum, act) => sum + (odds.get(act) ?? 0), 0);
  const alarmed = emergency >= choices.alarm && opening >= LEAST_OPENER;
  const opens = opening >= choices.opener || alarmed;
  const likely = best(
    ACTS.filter((act) => isOpener(act) === opens),
    odds,
  );
  const act = certain ?? likely;
  const share = (other: Act): number =>
    certain === null ? (odds.get(other) ?? 0) : (1 - CERTAIN) * (odds.get(other) ?? 0);
  const alternatives = ACTS.filter((other) => other !== act)
    .map((other) => ({ act: other, confidence: round(share(other)) }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, ALTERNATIVES);
  return { act, confidence: round(certain === null ? share(act) : CERTAIN), alternatives };
}

/** Missing an emergency costs far more than a false one, so its threshold is its own. */
export function chooseUrgency(odds: UrgencyOdds, choices: Choices): Urgency {
  if (odds.emergency >= choices.emergency) return 'emergency';
  return odds.urgent >= choices.urgent * (odds.urgent + odds.normal) ? 'urgent' : 'normal';
}
