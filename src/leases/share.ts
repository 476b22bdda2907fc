/** Which accounts a process takes and gives, so that the living ones share them evenly and none is left alone. */

/** Whoever has fewer has had time to take it: longer than a beat. */
const LEFT_OVER_MS = 4_000;
/** Somebody with fewer accounts has had time to take it, and did not. */
const LEFT_ALONE_MS = 10_000;

export interface Shared {
  readonly all: readonly string[];
  readonly mine: readonly string[];
  readonly free: readonly { readonly name: string; readonly forMs: number }[];
  /** How many accounts each other living process has. */
  readonly others: readonly number[];
  /** Of those that have as many as this process, it is the one to give. */
  readonly first: boolean;
  /** This process took lately what others had left alone: they can't have it. */
  readonly lately: boolean;
}

export interface Wish {
  readonly take: readonly string[];
  /** Beyond its share, because nobody else takes it. */
  readonly alone: readonly string[];
  readonly give: readonly string[];
}

/** One account is given at a time: each has to be connected anew by whoever takes it. */
export function share({ all, mine, free, others, first, lately }: Shared): Wish {
  const living = others.length + 1;
  const most = Math.ceil(all.length / living);
  const atOnce = Math.floor(all.length / living) - mine.length;
  const uneven = free.length === 0 && first && mine.length > Math.min(mine.length, ...others) + 1;
  const fullest = mine.length >= Math.max(0, ...others);
  if (!lately && (mine.length > most || (uneven && fullest))) return { take: [], alone: [], give: mine.slice(-1) };
  const take = free.filter(({ forMs }, at) => at < atOnce || (at < most - mine.length && forMs >= LEFT_OVER_MS));
  const alone = free.filter((one) => !take.includes(one) && forLong(one));
  return { take: take.map(({ name }) => name), alone: alone.slice(0, 1).map(({ name }) => name), give: [] };
}

const forLong = ({ forMs }: Shared['free'][number]): boolean => forMs >= LEFT_ALONE_MS;
