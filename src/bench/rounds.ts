/** One short sample says little where other programs share the machine: things that are compared are measured in turn, a few times. */

export const ROUNDS = 3;

/** The one in the middle by this figure; of an even number the one before the middle. Throws when there is none. */
export function middle<T>(all: readonly T[], figure: (one: T) => number): T {
  const found = [...all].sort((a, b) => figure(a) - figure(b))[Math.ceil(all.length / 2) - 1];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}
