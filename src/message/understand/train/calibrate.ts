/** What held-out readings teach about trust: softmax temperatures and the thresholds of choose.ts. */
import { isOpener, type Act, type Urgency } from '../../../model/reading.js';
import { pressing, type Choices } from '../choose.js';

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
  /** An ordinary private message, taken as they come. */
  readonly private: boolean;
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

/** A missed emergency costs as much as this many false ones, */
const MISSED = 50;
/** as long as there are no more false ones than this in a hundred messages: who is alarmed all day stops looking. */
const MOST_FALSE = 0.02;
const ALARM_GRID = Array.from({ length: 200 }, (_, at) => (at + 1) / 250);

function bestAlarm(held: readonly Held[]): number {
  const scored = held.map((h) => ({ score: h.certain ? 0 : pressing(h.emergency, h.opening), ...h }));
  const real = scored.filter((h) => h.urgency === 'emergency').length;
  let best = 0.8;
  let least = Infinity;
  for (const threshold of ALARM_GRID) {
    const alarms = scored.filter((h) => h.score >= threshold);
    const right = alarms.filter((h) => h.urgency === 'emergency').length;
    const wrong = alarms.length - right;
    const cost = MISSED * (real - right) + wrong;
    if (wrong > MOST_FALSE * held.length || cost >= least) continue;
    least = cost;
    best = threshold;
  }
  return best;
}

/** Ordinary private messages taken for matters, as a share of them: the aim is 0.015, and strangers write less like the authors. */
const PRIVATE_OPENED = 0.008;

/** More is never asked of a lone message: the matters lost beyond it are more than the private messages spared. */
const MOST_ASKED = 0.6;

/** The least threshold at which hardly any of these open something. */
function leastFalse(messages: readonly Held[]): number {
  const most = PRIVATE_OPENED * messages.length;
  const opened = (t: number): number => messages.filter((h) => !h.certain && h.opening >= t).length;
  return GRID.find((t) => t >= MOST_ASKED || opened(t) <= most) ?? MOST_ASKED;
}

export function bestChoices(held: readonly Held[]): Choices {
  const opener = bestSplit(held.map((h) => ({ value: h.certain ? 0 : h.opening, wanted: isOpener(h.act) })));
  return {
    opener,
    openerAlone: Math.max(opener, leastFalse(held.filter((h) => h.private))),
    emergency: bestAlarm(held),
    urgent: bestSplit(
      held
        .filter((h) => h.urgency === 'normal' || h.urgency === 'urgent')
        .map((h) => ({ value: h.urgent, wanted: h.urgency === 'urgent' })),
    ),
  };
}
