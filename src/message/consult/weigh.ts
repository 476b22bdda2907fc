/** Holds what a language model said against the embedded reading. Pure; the policy stands above each step. */
import {
  isJoiner,
  isOpener,
  type Act,
  type Alternative,
  type Opener,
  type Reading,
  type Urgency,
} from '../../model/reading.js';
import { openingShare } from '../decide/evidence.js';
import type { Sureness, Told } from './told.js';

/** How one message reads: in its talk, and by itself where that may tell something else. */
export interface Readings {
  readonly reading: Reading;
  readonly alone: Reading | null;
}

/** Where the weighing happens. */
export interface Scales {
  /** From which probability a matter is opened, and from which it is proposed. */
  readonly openAbove: number;
  readonly proposeAbove: number;
  /** Whether anything was raised here that a message could belong to. */
  readonly mattersKnown: boolean;
}

/** A model's word is no probability: these let a sure one act, and an unsure one ask staff. */
const PROBABILITY: Readonly<Record<Sureness, number>> = { high: 0.9, medium: 0.7, low: 0.4 };
/** From this probability on the embedded reader is sure that a matter is raised. */
const SURELY_RAISED = 0.8;
const ALTERNATIVES = 3;

/**
 * An emergency of the embedded reader stands. A model may open and raise. What the embedded reader surely takes for a matter
 * a model may add to another one, but not silence: then it is proposed, and staff decide. Facts stay the embedded reader's.
 */
export function weigh(own: Readings, told: Told, scales: Scales): Readings {
  const { reading, alone } = own;
  if (reading.urgency === 'emergency' || alone?.urgency === 'emergency') return own;
  if (isOpener(told.act)) return { reading: asTold(reading, told), alone: null };
  if (isJoiner(told.act) && scales.mattersKnown) return { reading: asTold(reading, told), alone };
  const raised = [reading, alone].find((one) => one !== null && openingShare(one) >= SURELY_RAISED);
  return { reading: raised ? doubted(raised, scales) : asTold(reading, told), alone: null };
}

function asTold(reading: Reading, told: Told): Reading {
  const { act } = told;
  const opens = isOpener(act);
  const odds = PROBABILITY[told.sureness];
  const confidence = act === reading.act ? Math.max(odds, reading.confidence) : odds;
  return {
    ...reading,
    act,
    category: opens ? (told.category ?? reading.category ?? 'other') : null,
    urgency: opens ? urgencyOf(reading.urgency, told.urgency) : null,
    location: opens || isJoiner(act) ? (told.location ?? reading.location) : null,
    confidence,
    alternatives: alternativesOf(reading, act, 1 - confidence),
  };
}

const urgencyOf = (own: Urgency | null, told: Urgency | null): Urgency => told ?? own ?? 'normal';

/** What the embedded reader thought, as far as the model's word leaves room for it. */
function alternativesOf(reading: Reading, act: Act, room: number): Alternative[] {
  const others = [{ act: reading.act, confidence: reading.confidence }, ...reading.alternatives].filter(
    (other) => other.act !== act,
  );
  const sum = others.reduce((total, { confidence }) => total + confidence, 0);
  const share = sum > room ? room / sum : 1;
  return others
    .map((other) => ({ act: other.act, confidence: Math.round(other.confidence * share * 10_000) / 10_000 }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, ALTERNATIVES);
}

/** Likely enough to be proposed, not to be opened. */
function doubted(reading: Reading, { openAbove, proposeAbove }: Scales): Reading {
  const act: Opener = isOpener(reading.act)
    ? reading.act
    : (reading.alternatives.map((other) => other.act).find(isOpener) ?? 'report');
  return {
    ...reading,
    act,
    category: reading.category ?? 'other',
    urgency: reading.urgency ?? 'normal',
    confidence: (openAbove + proposeAbove) / 2,
    alternatives: [],
  };
}
