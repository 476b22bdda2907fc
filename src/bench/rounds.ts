/** One short sample says little where other programs share the machine: things that are compared are measured in turn, a few times. */

import type { Wrong } from './scene.js';

export const ROUNDS = 3;

/** The one in the middle by this figure; of an even number the one before the middle. Throws when there is none. */
export function middle<T>(all: readonly T[], figure: (one: T) => number): T {
  const found = [...all].sort((a, b) => figure(a) - figure(b))[Math.ceil(all.length / 2) - 1];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/** What was logged in any of them. */
export const wrongOf = (rounds: readonly Wrong[]): Wrong => ({
  errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
  first: rounds.find(({ first }) => first !== null)?.first ?? null,
});
