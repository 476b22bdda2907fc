/** From probabilities to one reading; the thresholds come with the model, chosen on authors it had not learned from. */
import { z } from 'zod';
import { ACTS, OPENERS, isOpener, type Act, type Alternative, type Urgency } from '../../model/reading.js';

export const choicesSchema = z.object({
  /** A message opens a ticket when the openers together are at least this probable. */
  opener: z.number().min(0).max(1),
  /** The same where nothing stands before it: private messages look like matters there. */
  openerAlone: z.number().min(0).max(1),
  /** A message is an emergency, whatever else it seems to be, when `pressing` is at least this. */
  emergency: z.number().min(0).max(1),
  /** An opener that is no emergency is urgent from this share of urgent against normal on. */
  urgent: z.number().min(0).max(1),
});
export type Choices = z.output<typeof choicesSchema>;

/**
 * How much a message presses, 0 to 1: the probability of an emergency, less so the surer it is that nothing is raised.
 * Ranks held-out messages better than either probability alone.
 */
export const pressing = (emergency: number, opening: number): number => emergency * Math.sqrt(opening);

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

/** Probability that a message raises a matter, whichever opener it is. */
export const openingOf = (odds: ReadonlyMap<Act, number>): number =>
  OPENERS.reduce((sum, act) => sum + (odds.get(act) ?? 0), 0);

/** What an act is chosen from. */
export interface ActOdds {
  readonly odds: ReadonlyMap<Act, number>;
  readonly certain: Act | null;
  /** Probability of an emergency. */
  readonly emergency: number;
  /** Nothing stands before the message, and it quotes nothing. */
  readonly alone: boolean;
}

export function chooseAct({ odds, certain, emergency, alone }: ActOdds, choices: Choices): ActChoice {
  const opening = openingOf(odds);
  const opens =
    opening >= (alone ? choices.openerAlone : choices.opener) || pressing(emergency, opening) >= choices.emergency;
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

/** How urgent a matter is that is surely one with the probability `opening`. */
export function chooseUrgency(odds: UrgencyOdds, opening: number, choices: Choices): Urgency {
  if (pressing(odds.emergency, opening) >= choices.emergency) return 'emergency';
  return odds.urgent >= choices.urgent * (odds.urgent + odds.normal) ? 'urgent' : 'normal';
}
