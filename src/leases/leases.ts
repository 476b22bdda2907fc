/**
 * Leases of accounts. Each beat holds on to what this process has and takes its share of what is free. A process that cannot
 * reach the database acts for nobody once its leases may have run out, by a clock of its own that nobody sets.
 */
import type { Log } from '../log.js';
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import { accountName } from '../outbox/route.js';
import {
  fenced,
  forgetProcess,
  heldLeases,
  LeaseLostError,
  markProcess,
  releaseLease,
  renewLeases,
  takeLease,
  tellHealth,
  type Health,
  type HeldLease,
} from '../store/leases.js';
import type { Db, Store } from '../store/open.js';
import type { Holding } from './index.js';
import { share } from './share.js';

export interface LeaseLengths {
  /** An account is free this long after its holder was last heard of. */
  readonly leaseMs: number;
  readonly beatMs: number;
  /** The holder stops acting so long before others may begin. */
  readonly marginMs: number;
  /** A process not heard of for so long counts no more: longer than three beats, and over before its leases run out. */
  readonly livingMs: number;
}

export const LENGTHS: LeaseLengths = { leaseMs: 12_000, beatMs: 3_000, marginMs: 2_000, livingMs: 11_000 };

/** What nobody else took is not offered again before this: each change connects the account anew. */
const ALONE_KEPT_MS = 600_000;
/** Beats of a database that was gone and is back: whoever had an account before has time to be heard of again. */
const WAITS_AFTER_FAILING = 2;
/** What stood in the way of an account is looked at again after this. */
const FAILED_AGAIN_MS = 60_000;

export interface LeaseParts {
  readonly store: Store;
  /** A name that no other process has. */
  readonly holder: string;
  readonly accounts: readonly Source[];
  readonly log: Log;
  readonly lengths: LeaseLengths;
  /** Milliseconds that only ever grow and that nobody sets. */
  readonly elapsed: () => number;
  readonly healthOf: (account: Source) => Health;
  /** The account is this process's now. `since`: when its last holder was last heard of; null: there was none. */
  readonly taken: (account: Source, since: Instant | null) => Promise<void>;
  /** It is about to be given up, and nothing new is sent: resolves when what is being sent has come to its end. */
  readonly quiet: (account: Source) => Promise<void>;
  /** It no longer is, or will not be in a moment: resolves when nothing more is done for it. */
  readonly given: (account: Source) => Promise<void>;
}

interface Held {
  readonly fence: number;
  /** It was lost or is about to be given up. */
  leaving: boolean;
  /** Settled when the account has begun; its end waits for it. */
  begun: Promise<void>;
}

export class Leases implements Holding {
  readonly sole = false;
  readonly #held = new Map<string, Held>();
  /** Accounts that are being ended here: they are not taken again before. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #freeSince = new Map<string, number>();
  /** Until when an account that could not begin here is left to others, by its name. */
  readonly #failedUntil = new Map<string, number>();
  #seen: readonly HeldLease[] = [];
  #until = -Infinity;
  #tookAloneUntil = -Infinity;
  #beating: Promise<void> = Promise.resolve();
  #failing = false;
  /** So many beats more nothing is taken. */
  #waits = 0;
  #stopped = false;

  constructor(private readonly parts: LeaseParts) {}

  mine(account: Source): boolean {
    const held = this.#held.get(accountName(account));
    return held !== undefined && !held.leaving && this.parts.elapsed() < this.#until;
  }

  async fence(tx: Db, account: Source): Promise<void> {
    const name = accountName(account);
    const held = this.#held.get(name);
    if (held === undefined) throw new LeaseLostError(name);
    await fenced(tx, name, this.parts.holder, held.fence);
  }

  elsewhere(account: Source): Health | null {
    const seen = this.#seen.find(({ name }) => name === accountName(account));
    return seen === undefined || seen.expired || seen.holder === this.parts.holder
      ? null
      : { ok: seen.ok, reason: seen.health };
  }

  /** Renews, notices what was lost, takes and gives. Never rejects. */
  beat(): Promise<void> {
    this.#beating = this.#beating
      .then(() => (this.#stopped ? undefined : this.#beat()))
      .then(() => {
        if (this.#failing) this.parts.log.info('leases are renewed again');
        this.#failing = false;
      })
      .catch((error: unknown) => {
        if (!this.#failing) this.parts.log.error({ err: error }, 'leases could not be renewed; each beat tries again');
        this.#failing = true;
        this.#waits = WAITS_AFTER_FAILING;
      });
    return this.#beating;
  }

  /** Gives everything up in order: others take it at once. */
  async end(): Promise<void> {
    this.#stopped = true;
    await this.#beating;
    await Promise.all([...this.#held.keys()].map((name) => this.#giveUp(name)));
    await Promise.all(this.#ending.values());
    await forgetProcess(this.parts.store.db, this.parts.holder);
  }

  async #beat(): Promise<void> {
    const { store, holder, accounts, elapsed, lengths } = this.parts;
    const began = elapsed();
    const still = await renewLeases(store, holder, lengths.leaseMs);
    for (const [name, { fence }] of this.#held) if (still.get(name) !== fence) this.#lose(name);
    this.#until = began + lengths.leaseMs - lengths.marginMs;
    for (const name of still.keys()) await this.#letGo(name);
    const living = await markProcess(store, holder, lengths.livingMs);
    this.#seen = await heldLeases(store);
    if (this.#waits > 0) {
      this.#waits -= 1;
      return;
    }
    const mine = [...this.#held].filter(([, { leaving }]) => !leaving).map(([name]) => name);
    const wish = share({
      all: accounts.map(accountName),
      mine,
      free: this.#free(),
      ...this.#others(living, mine.length),
      lately: elapsed() < this.#tookAloneUntil,
    });
    for (const name of wish.give) void this.#giveUp(name);
    if (wish.alone.length > 0) this.#tookAloneUntil = elapsed() + ALONE_KEPT_MS;
    for (const name of [...wish.take, ...wish.alone]) await this.#take(name);
    await this.#tellHealth();
  }

  /** Taken by a commit of which nobody knew whether it was done, or given up while the database was gone: nobody acts for it. */
  async #letGo(name: string): Promise<void> {
    const { store, holder, log } = this.parts;
    if (this.#held.has(name)) return;
    log.warn({ account: name }, 'an account for which nothing is done here is given up');
    await releaseLease(store.db, name, holder);
  }

  /** What the others have; one that holds nothing yet is known by its mark alone. */
  #others(living: number, mine: number): { readonly others: number[]; readonly first: boolean } {
    const { holder: me } = this.parts;
    const counts = new Map<string, number>();
    for (const { holder, expired } of this.#seen)
      if (!expired && holder !== me) counts.set(holder, (counts.get(holder) ?? 0) + 1);
    const idle = Math.max(living - 1 - counts.size, 0);
    const first = [...counts].every(([holder, count]) => count !== mine || me < holder);
    return { others: [...counts.values(), ...Array.from({ length: idle }, () => 0)].slice(0, living - 1), first };
  }

  /** Accounts that nobody holds, with how long this process has seen them so. */
  #free(): { readonly name: string; readonly forMs: number }[] {
    const now = this.parts.elapsed();
    const taken = new Set(this.#seen.filter(({ expired }) => !expired).map(({ name }) => name));
    const free = this.parts.accounts
      .map(accountName)
      .filter((name) => !taken.has(name) && !this.#ending.has(name) && (this.#failedUntil.get(name) ?? 0) < now);
    for (const name of this.#freeSince.keys()) if (!free.includes(name)) this.#freeSince.delete(name);
    return free.map((name) => {
      const since = this.#freeSince.get(name) ?? now;
      this.#freeSince.set(name, since);
      return { name, forMs: now - since };
    });
  }

  async #take(name: string): Promise<void> {
    const { store, holder, log } = this.parts;
    const account = this.#account(name);
    if (account === undefined || this.#held.has(name)) return;
    const lease = await takeLease(store, name, holder, this.parts.lengths.leaseMs);
    if (lease === null) return;
    log.info({ account: name, fence: lease.fence }, 'this process speaks through the account now');
    const held: Held = { fence: lease.fence, leaving: false, begun: Promise.resolve() };
    this.#held.set(name, held);
    const since = lease.lastHeardOf === 0 ? null : lease.lastHeardOf;
    held.begun = this.parts.taken(account, since).catch((error: unknown) => {
      log.error({ account: name, err: error }, 'the account could not begin; it is given up');
      this.#failedUntil.set(name, this.parts.elapsed() + FAILED_AGAIN_MS);
      void this.#giveUp(name);
    });
  }

  #lose(name: string): void {
    if (this.#ending.has(name)) return;
    this.parts.log.warn({ account: name }, 'another process took the account over');
    void this.#end(name);
  }

  async #giveUp(name: string): Promise<void> {
    const { store, holder, log } = this.parts;
    const account = this.#account(name);
    const held = this.#held.get(name);
    if (account === undefined || held === undefined) return;
    held.leaving = true;
    await held.begun;
    await this.parts.quiet(account);
    await this.#end(name);
    log.info({ account: name }, 'the account is given up');
    await releaseLease(store.db, name, holder).catch((error: unknown) => {
      log.warn({ account: name, err: error }, 'others take it when its lease has run out');
    });
  }

  #end(name: string): Promise<void> {
    const account = this.#account(name);
    const held = this.#held.get(name);
    if (account === undefined || held === undefined) return Promise.resolve();
    held.leaving = true;
    const ending = held.begun
      .then(() => this.parts.given(account))
      .catch((error: unknown) => {
        this.parts.log.error({ account: name, err: error }, 'an account did not end in order');
      })
      .finally(() => {
        this.#held.delete(name);
        this.#ending.delete(name);
      });
    this.#ending.set(name, ending);
    return ending;
  }

  async #tellHealth(): Promise<void> {
    const { store, holder, healthOf } = this.parts;
    for (const name of this.#held.keys()) {
      const account = this.#account(name);
      const told = this.#seen.find((lease) => lease.name === name);
      if (account === undefined) continue;
      const health = healthOf(account);
      if (told?.ok !== health.ok || told.health !== health.reason) await tellHealth(store.db, name, holder, health);
    }
  }

  readonly #account = (name: string): Source | undefined =>
    this.parts.accounts.find((account) => accountName(account) === name);
}
