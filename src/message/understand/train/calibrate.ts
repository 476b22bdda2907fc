/** What held-out readings teach about trust: softmax temperatures and the thresholds of choose.ts. */
import { isOpener, type Act, type Urgency } from '../../../model/reading.js';
import type { Choices } from '../choose.js';

/** One held-out prediction: probabilities by label number and the right label's number. */
export interface Outcome {
  readonly probabilities: Float64Array;
  readonly truth: number;
}

function loss(outcomes: readonly Outcome[], temperature: number): number {
  let sum = 0;
  for (const { probabilities, truth } of outcomes) {
    let total = 0;
    for (const p of probabilities) total += Math.pow(Math.max(p, 1e-12), 1 / temperature);
    sum -= Math.log(Math.pow(Math.max(probabilities[truth] ?? 0, 1e-12), 1 / temperature) / total);
  }
  return sum;
}

/** The temperature, in steps of 0.05, with the least log loss on the outcomes. */
export function bestTemperature(outcomes: readonly Outcome[]): number {
  let best = 1;
  let least = Infinity;
  for (let step = 8; step <= 60; step++) {
    const found = loss(outcomes, step / 20);
    if (found >= least) continue;
    least = found;
    best = step / 20;
  }
  return best;
}

/** The same probabilities at another temperature. */
export function retempered(probabilities: Float64Array, temperature: number): Float64Array {
  const powers = probabilities.map((p) => Math.pow(Math.max(p, 1e-12), 1 / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

/** A held-out message as the thresholds see it. */
export interface Held {
  readonly act: Act;
  readonly urgency: Urgency | null;
  /** Probability that it opens a ticket, and that it is an emergency. */
  readonly opening: number;
  readonly emergency: number;
  /** Probability of urgent, as a share of urgent and normal together. */
  readonly urgent: number;
  readonly certain: boolean;
}

const GRID = Array.from({ length: 90 }, (_, at) => (at + 5) / 100);

/** The threshold with the best F1 of telling the wanted from the rest. */
function bestSplit(odds: readonly { readonly value: number; readonly wanted: boolean }[]): number {
  let best = 0.5;
  let highest = -1;
  for (const threshold of GRID.filter((t) => t >= 0.25 && t <= 0.6)) {
    let right = 0;
    let wrong = 0;
    for (const { value, wanted } of odds) {
      const taken = value >= threshold;
      if (taken && wanted) right++;
      else if (taken !== wanted) wrong++;
    }
    const f1 = (2 * right) / (2 * right + wrong);
    if (f1 <= highest) continue;
    highest = f1;
    best = threshold;
  }
  return best;
}

/** A missed emergency weighs as much as this many false ones, but at least `precision` of the alarms must be right. */
const MISSED = 50;

function bestAlarm(held: readonly Held[], precision: number): number {
  const real = held.filter((h) => h.urgency === 'emergency').length;
  let best = 0.95;
  let least = Infinity;
  for (const threshold of GRID) {
    const alarms = held.filter((h) => h.emergency >= threshold);
    const right = alarms.filter((h) => h.urgency === 'emergency').length;
    const cost = MISSED * (real - right) + (alarms.length - right);
    if (right < precision * alarms.length || cost >= least) continue;
    least = cost;
    best = threshold;
  }
  return best;
}

/** Residents told of a danger that isn't there lose trust; staff shown an urgent matter as an emergency lose little. */
const OPENER_PRECISION = 0.45;
const CHAT_PRECISION = 0.5;

export function bestChoices(held: readonly Held[]): Choices {
  const opener = bestSplit(held.map((h) => ({ value: h.certain ? 0 : h.opening, wanted: isOpener(h.act) })));
  const opens = (h: Held): boolean => !h.certain && h.opening >= opener;
  return {
    opener,
    emergency: bestAlarm(held.filter(opens), OPENER_PRECISION),
    urgent: bestSplit(
      held
        .filter((h) => h.urgency === 'normal' || h.urgency === 'urgent')
        .map((h) => ({ value: h.urgent, wanted: h.urgency === 'urgent' })),
    ),
    alarm: bestAlarm(
      held.filter((h) => !opens(h) && !h.certain && h.opening >= 0.15),
      CHAT_PRECISION,
    ),
  };
}
