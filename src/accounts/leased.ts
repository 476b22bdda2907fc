/** How accounts begin and end where several processes share a database: each as it is leased, taken up where its last holder left it. */
import { randomUUID } from 'node:crypto';
import type { Adapter } from '../../adapters/adapter.js';
import type { Bot } from '../bot.js';
import type { ShiftedClock } from '../clock/clock.js';
import { Leases, LENGTHS, type LeaseLengths } from '../leases/leases.js';
import type { Log } from '../log.js';
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import { accountName } from '../outbox/route.js';
import { databaseNow } from '../store/leases.js';
import type { Store } from '../store/open.js';
import { reconnected, type Reconnected } from './alive.js';
import { keepAwake } from './awake.js';
import type { Connected } from './connect.js';

export interface LeasedParts {
  readonly store: Store;
  /** Put to the database's time again and again, so that all processes have one. */
  readonly clock: ShiftedClock;
  /** Every configured account, whoever holds it; one that has ended here is replaced by a new one. */
  readonly adapters: Adapter[];
  /** The same account anew, not begun. */
  readonly anew: (account: Source) => Promise<Adapter>;
  readonly bot: () => Bot;
  readonly log: Log;
  /** Told where people find an account that has a page. */
  readonly opened: (address: string) => void;
  /** A demo has a time of its own. */
  readonly demo: boolean;
  /** Missing: the usual ones. */
  readonly lengths?: LeaseLengths;
}

/** A clock that is nearer to the database's than this is left alone. */
const NEAR_MS = 100;

export class LeasedAccounts {
  readonly leases: Leases;
  readonly #back = new Map<string, Reconnected>();
  /** Settled when the account may begin here again. */
  readonly #ended = new Map<string, Promise<void>>();
  readonly #lengths: LeaseLengths;
  #timeless = false;

  constructor(private readonly parts: LeasedParts) {
    const { store, adapters, log, lengths = LENGTHS } = parts;
    this.#lengths = lengths;
    this.leases = new Leases({
      store,
      holder: randomUUID(),
      accounts: adapters,
      log,
      lengths,
      elapsed: () => performance.now(),
      healthOf: (account) => this.#adapter(account).health(),
      taken: (account, since) => this.#take(account, since),
      quiet: (account) => parts.bot().sent(account),
      given: (account) => this.#give(account),
    });
  }

  async connect(): Promise<Connected> {
    const { log } = this.parts;
    await this.leases.beat();
    const stopWaking = keepAwake(this.parts.bot(), () => this.#eachSecond(), log);
    const beating = setInterval(() => void this.#beat(), this.#lengths.beatMs);
    return {
      disconnect: async () => {
        await Promise.all([stopWaking(), ...this.parts.adapters.map((adapter) => adapter.stop())]);
      },
      release: async () => {
        clearInterval(beating);
        await this.leases.end();
      },
    };
  }

  async #beat(): Promise<void> {
    await this.leases.beat();
    if (!this.parts.demo) await this.#setClock();
  }

  readonly #setClock = async (): Promise<void> => {
    const { store, clock, log } = this.parts;
    try {
      const asked = performance.now();
      const there = await databaseNow(store);
      const now = there + (performance.now() - asked) / 2;
      if (Math.abs(clock.now() - now) > NEAR_MS) clock.set(Math.round(now));
      this.#timeless = false;
    } catch (error) {
      if (!this.#timeless) log.warn({ err: error }, 'the database does not tell the time; the clock goes on as it was');
      this.#timeless = true;
    }
  };

  #eachSecond(): void {
    for (const back of this.#back.values()) void back.look();
  }

  async #take(account: Source, since: Instant | null): Promise<void> {
    const { bot, clock, adapters, opened, log, store } = this.parts;
    await this.#ended.get(accountName(account));
    const index = adapters.findIndex((adapter) => accountName(adapter) === accountName(account));
    if (this.#ended.delete(accountName(account))) adapters[index] = await this.parts.anew(account);
    await bot().recover(account);
    const adapter = this.#adapter(account);
    if (adapter.capabilities.hears && since !== null && clock.now() - since > this.#lengths.leaseMs)
      await bot().receive({
        type: 'down',
        source: sourceOf(account),
        at: since,
        reason: 'no process spoke through it',
      });
    await adapter.start(bot());
    if (adapter.address !== undefined && adapter.address !== null) opened(adapter.address);
    if (adapter.capabilities.hears)
      this.#back.set(
        accountName(account),
        await reconnected({ store, clock, log, receive: (event) => bot().receive(event) }, adapter),
      );
  }

  async #give(account: Source): Promise<void> {
    this.#back.delete(accountName(account));
    const ending = this.#adapter(account).stop();
    this.#ended.set(
      accountName(account),
      ending.catch(() => undefined),
    );
    await ending;
  }

  #adapter(account: Source): Adapter {
    const found = this.parts.adapters.find((adapter) => accountName(adapter) === accountName(account));
    if (found === undefined) throw new Error(`no account ${accountName(account)}`);
    return found;
  }
}

const sourceOf = ({ platform, account }: Source): Source => ({ platform, account });
