/** What a bot stands on: the town as last read, transactions on it, and those who watch what happens in them. */
import type { BotParts } from './bot.js';
import type { Adapter } from '../adapters/adapter.js';
import { SOLE } from './leases/index.js';
import type { Log } from './log.js';
import { Familiar } from './message/accept/familiar.js';
import type { Doing, Happening } from './message/doing.js';
import { booking } from './message/say.js';
import type { AccountState } from './model/account.js';
import type { Source } from './model/event.js';
import type { Town } from './roster/town.js';
import type { Store, Tx } from './store/open.js';
import { loadTown } from './store/town.js';
import { townChanged, townVersion } from './store/town-version.js';

/** Which accounts the work is done for: it is kept only while this process speaks through them. */
export type For = readonly Source[];

export interface Ground {
  readonly town: () => Town;
  /** Runs work in one transaction and tells of what happened in it after it is durable. */
  readonly inTransaction: <T>(work: (doing: Doing) => Promise<T>, accounts?: For) => Promise<T>;
  /** For what is found undone and done again after a power cut. */
  readonly repeatably: <T>(work: (doing: Doing) => Promise<T>, accounts?: For) => Promise<T>;
  /** The same for what is decided by one room alone, which nobody else decides by at the same time. */
  readonly beside: <T>(work: (doing: Doing) => Promise<T>, accounts?: For) => Promise<T>;
  /** For what only adds. */
  readonly adding: <T>(work: (doing: Doing) => Promise<T>, accounts?: For) => Promise<T>;
  /** Called after each happening is durable. Returns how to stop listening. */
  readonly listen: (listener: (what: Happening) => void) => () => void;
  readonly publish: (what: Happening) => void;
  readonly familiar: Familiar;
}

/** The town was changed by another process since it was read. */
const OLD = Symbol('old');

export async function groundOf(parts: BotParts): Promise<Ground> {
  const { store, log } = parts;
  const { publish, listen } = watchers(log);
  const familiar = new Familiar();
  const place = await Townhall.open(parts, familiar);
  // What was committed stands: whoever waits for it must not be told that it failed.
  const readTownNowOrNext = () =>
    place.read().catch((error: unknown) => {
      log.error({ err: error }, 'the changed town could not be read; it is read before whatever comes next');
    });
  const within = async <T>(
    transact: Store['transact'],
    work: (doing: Doing) => Promise<T>,
    accounts: For,
  ): Promise<T> => {
    for (;;) {
      const town = await place.now();
      // Of that town: it may be read again while this waits or is repeated.
      const { version } = place;
      const came = await transact((tx) => attempt(parts, { tx, town, version, accounts }, work));
      if (came === OLD) {
        await place.read();
        continue;
      }
      if (came.townChanged) await readTownNowOrNext();
      if (came.learn) parts.learn?.(parts.clock.now());
      came.happened.forEach(publish);
      return came.done;
    }
  };
  return {
    town: () => place.town,
    inTransaction: (work, accounts = []) => within((done) => store.transact(done), work, accounts),
    repeatably: (work, accounts = []) => within((done) => store.transactRepeatable(done), work, accounts),
    beside: (work, accounts = []) => within((done) => store.transactBeside(done), work, accounts),
    adding: (work, accounts = []) => within((done) => store.transactAdding(done), work, accounts),
    listen,
    publish,
    familiar,
  };
}

/** The town as last read. */
class Townhall {
  #outdated = false;
  private constructor(
    private readonly parts: BotParts,
    private readonly familiar: Familiar,
    public town: Town,
    public version: number,
  ) {}

  static async open(parts: BotParts, familiar: Familiar): Promise<Townhall> {
    const version = await versionOf(parts);
    return new Townhall(parts, familiar, await loadTown(parts.store.db, parts.rules.zone), version);
  }

  async now(): Promise<Town> {
    if (this.#outdated) await this.read();
    return this.town;
  }

  /** The version is read first: a change between the two is noticed next time. */
  async read(): Promise<void> {
    this.familiar.forget();
    this.#outdated = true;
    const version = await versionOf(this.parts);
    this.town = await loadTown(this.parts.store.db, this.parts.rules.zone);
    this.version = version;
    this.#outdated = false;
  }
}

const versionOf = ({ store, holding = SOLE }: BotParts): Promise<number> =>
  holding.sole ? Promise.resolve(0) : townVersion(store.db);

interface Attempt {
  readonly tx: Tx;
  readonly town: Town;
  readonly version: number;
  readonly accounts: For;
}

interface Came<T> {
  readonly done: T;
  readonly happened: readonly Happening[];
  readonly townChanged: boolean;
  readonly learn: boolean;
}

/** May be run again from its beginning where another process came between: nothing of it is told before its commit. */
async function attempt<T>(
  parts: BotParts,
  { tx, town, version, accounts }: Attempt,
  work: (doing: Doing) => Promise<T>,
): Promise<Came<T> | typeof OLD> {
  const { holding = SOLE } = parts;
  if (!holding.sole) {
    const [current] = await Promise.all([townVersion(tx), ...accounts.map((account) => holding.fence(tx, account))]);
    if (current !== version) return OLD;
  }
  const happened: Happening[] = [];
  const noted = { townChanged: false, learn: false };
  const done = await work(
    doingIn(parts, tx, town, {
      happened: (what) => happened.push(what),
      townChanged: () => (noted.townChanged = true),
      learn: () => (noted.learn = true),
    }),
  );
  if (noted.townChanged && !holding.sole) await townChanged(tx);
  return { done, happened, ...noted };
}

/** Those who are told of what happened; one that fails hinders no other. */
function watchers(log: Log): Pick<Ground, 'publish' | 'listen'> {
  const listeners = new Set<(what: Happening) => void>();
  return {
    publish: (what) => {
      for (const listener of listeners) {
        try {
          listener(what);
        } catch (error) {
          log.error({ err: error }, 'a listener failed');
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Notes = Pick<Doing, 'happened' | 'townChanged' | 'learn'>;

const NOBODY = { ok: false, reason: 'no process speaks through it' };

function stateOf({ holding = SOLE }: BotParts, adapter: Adapter): AccountState {
  const { platform, account, capabilities } = adapter;
  const { echoes, paced } = capabilities;
  const source = { platform, account };
  const health = holding.mine(source) ? adapter.health() : (holding.elsewhere(source) ?? NOBODY);
  return { source, ...health, echoes, paced };
}

const doingIn = (parts: BotParts, tx: Tx, town: Town, notes: Notes): Doing => {
  const { clock, rules, words, reader, log, adapters } = parts;
  const now = clock.now();
  const accounts = () => adapters.map((adapter) => stateOf(parts, adapter));
  return { tx, now, town, rules, words, reader, accounts, log, say: booking({ tx, now, town, log }), ...notes };
};
