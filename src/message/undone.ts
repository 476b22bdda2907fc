/** What a server that crashed took back with it is found undone here, and put in line again before anything that came after it. */
import type { Holding } from '../leases/index.js';
import type { IncomingMessage, Source } from '../model/event.js';
import { unhandled, unhandledAmong, type KeptMessage } from '../store/messages.js';
import type { Store } from '../store/open.js';
import type { Doing } from './doing.js';
import type { PlaceQueues } from './queues.js';

export interface UndoneParts {
  readonly store: Store;
  readonly accounts: readonly Source[];
  readonly holding: Holding;
  readonly queues: PlaceQueues;
}

const TOGETHER = 500;

/** Everything of an account that was accepted and is not handled, in its order. */
export async function unhandledOf({ db }: Pick<Store, 'db'>, account: Source): Promise<KeptMessage[]> {
  const all: KeptMessage[] = [];
  for (;;) {
    const some = await unhandled(db, TOGETHER, { account, after: all.at(-1)?.seq ?? -1 });
    all.push(...some);
    if (some.length < TOGETHER) return all;
  }
}

/** One whose commit nobody knew of, by now or when it was refused, is found kept and not handled: it was never put in line. */
export async function withLost(
  { tx }: Doing,
  messages: readonly IncomingMessage[],
  accepted: readonly (KeptMessage | null)[],
): Promise<(KeptMessage | null)[]> {
  const known = messages.filter((_, at) => accepted[at] === null).map(({ id }) => id);
  if (known.length === 0) return [...accepted];
  const lost = await unhandledAmong(tx, known);
  return accepted.map((kept, at) => kept ?? lost.find(({ id }) => id === messages[at]?.id) ?? null);
}

/** Handling does not wait for the disk: as long as the server stood, what was handled was so for good. */
export class Undone {
  #losses: number;
  #times = 0;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: UndoneParts) {
    this.#losses = parts.store.dialect.losses();
  }

  get times(): number {
    return this.#times;
  }

  /**
   * Asked before anything is kept, handled or fired. Gives how often all was put in line anew by now: whoever began to handle
   * a message before the last time leaves it, since it stands in line again. Rejects while the database cannot be reached.
   */
  look(): Promise<number> {
    const turn = this.#looking.then(() => this.#look());
    this.#looking = turn.catch(() => undefined);
    return turn;
  }

  async #look(): Promise<number> {
    const { store, accounts, holding, queues } = this.parts;
    const losses = store.dialect.losses();
    if (losses === this.#losses) return this.#times;
    const left: KeptMessage[] = [];
    for (const account of accounts)
      if (holding.elsewhere(account) === null) left.push(...(await unhandledOf(store, account)));
    queues.anew(left);
    this.#losses = losses;
    this.#times += 1;
    return this.#times;
  }
}
