/** Compares what the bot sent with what a platform was shown: the same texts at the same places in the same order. Pure. */

export interface Placed {
  /** A room's name, or "@" and a person's. */
  readonly place: string;
  readonly text: string;
}

const at = (all: readonly Placed[], place: string): string[] =>
  all.filter((each) => each.place === place).map(({ text }) => text);

const list = (texts: readonly string[]): string => texts.map((text) => `  ${JSON.stringify(text)}`).join('\n');

/** One entry a place where they differ. A platform may show more around a text: names of who is mentioned. */
export function differences(sent: readonly Placed[], shown: readonly Placed[]): string[] {
  const places = [...new Set([...sent, ...shown].map(({ place }) => place))];
  return places.flatMap((place) => {
    const [meant, seen] = [at(sent, place), at(shown, place)];
    const same = meant.length === seen.length && meant.every((text, i) => seen[i]?.includes(text));
    return same ? [] : [`${place} was sent\n${list(meant)}\nand was shown\n${list(seen)}`];
  });
}
