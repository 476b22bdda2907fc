/** The outbox: one line of texts an account, taken in order of their lanes; each is booked before the risky act, and what came of it is kept. */
import type { Adapter, Echo } from '../../adapters/adapter.js';
import { asHolder, SOLE, type Holding } from '../leases/index.js';
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import {
  abandonSending,
  markDelivered,
  nextSendable,
  postpone,
  saidInRoomSince,
  sendable,
  settle,
  type OutboxRow,
} from '../store/outbox.js';
import { bookedSince } from '../store/outbox-accounts.js';
import { rowOfEcho, settleByEcho } from '../store/echoes.js';
import { LeaseLostError } from '../store/leases.js';
import { findTicket } from '../store/tickets.js';
import { roomByPlatformId } from '../store/rooms.js';
import { personBehind } from '../store/identities.js';
import { deliver, type DeliverParts } from './deliver.js';
import { gate, type GateState } from './gate.js';
import { DAY_MS, Pace } from './pace.js';
import { accountName, placeOf, routeWaiting } from './route.js';
import { whyStopped } from './stopped.js';

export interface OutboxParts extends Omit<DeliverParts, 'pace' | 'holding'> {
  /** Which accounts are this process's to speak through; missing: all. */
  readonly holding?: Holding;
  readonly adapters: readonly Adapter[];
  /** 0..1; seeded in replay. */
  readonly random: () => number;
}

export interface Outbox {
  /**
   * Sends what may go now; resolves when nothing more may. A call while it runs makes that run look once more. Accounts do
   * not wait for one another.
   */
  flush(): Promise<void>;
  /** The account is this process's from now on: its budgets go on where the last holder left them. */
  takeUp(account: Source): Promise<void>;
  /** Resolves when nothing of the account is being sent. */
  quiet(account: Source): Promise<void>;
  /** The next moment at which something may go; null when nothing waits. */
  nextMoment(): Promise<Instant | null>;
  /** An account saw its own text. */
  echoed(echo: Echo, at: Instant): Promise<void>;
}

type Parts = OutboxParts & Pick<DeliverParts, 'pace' | 'holding'>;

const BATCH = 50;
const HOUR_MS = 3600_000;
/** How often a text for a room whose new id waits for a person is looked at again. */
const UNCONFIRMED_MS = 5 * 60_000;
/** Longer than any send lasts: what came of it could not be kept. */
const STUCK_MS = 10 * 60_000;
/** An echo without a known id belongs to a text of the last hours. */
const ECHO_WITHIN_MS = 6 * HOUR_MS;

export function createOutbox(given: OutboxParts): Outbox {
  const parts: Parts = { ...given, pace: new Pace(), holding: given.holding ?? SOLE };
  let filling: Promise<void> | null = null;
  const lines = new Map<Adapter, Line>();
  const lineOf = (adapter: Adapter): Line => {
    const line = lines.get(adapter) ?? new Line(() => sendWhileHeld(parts, adapter));
    lines.set(adapter, line);
    return line;
  };
  /** Once; a store that could not be read is read again next time. */
  const filled = () =>
    (filling ??= fill(parts).catch((error: unknown) => {
      filling = null;
      throw error;
    }));
  const flush = async () => {
    await filled();
    const now = parts.clock.now();
    await abandonSending(parts.store.db, now, now - STUCK_MS);
    await route(parts);
    await Promise.all(
      parts.adapters.filter((adapter) => parts.holding.mine(adapter)).map((adapter) => lineOf(adapter).go()),
    );
  };
  return {
    flush,
    takeUp: async (account) => {
      parts.pace.forget(accountName(account));
      await fill(parts, accountName(account));
    },
    quiet: async (account) => {
      const own = [...lines].filter(([adapter]) => accountName(adapter) === accountName(account));
      await Promise.all(own.map(([, line]) => line.done()));
    },
    nextMoment: () => nextMoment(parts),
    echoed: (echo, at) => echoed(parts, echo, at),
  };
}

const route = ({ store, adapters, log, clock }: Parts): Promise<void> =>
  routeWaiting({ db: store.db, adapters, log, now: clock.now() });

/** One run at a time; asked again while it runs, it looks once more. */
class Line {
  #running: Promise<void> | null = null;
  #asked = false;
  constructor(private readonly work: () => Promise<void>) {}

  go(): Promise<void> {
    this.#asked = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when it does not run. */
  async done(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.work();
      }
    } finally {
      this.#running = null;
    }
  }
}

/** The budgets of an hour and a day go on where the last process left them. */
async function fill({ store, clock, pace }: Parts, only: string | null = null): Promise<void> {
  for (const { account, place, at } of await bookedSince(store.db, clock.now() - DAY_MS))
    if (only === null || account === only) pace.spoke(account, place, at);
}

async function nextMoment(parts: Parts): Promise<Instant | null> {
  const { store, adapters, clock, pace } = parts;
  const waiting = await nextSendable(store.db);
  const moments: Instant[] = [];
  for (const [account, next] of waiting) {
    if (account !== null && !adapters.some((a) => accountName(a) === account)) continue;
    if (account !== null && (await whyStopped(store.db, account)) !== null) continue;
    moments.push(Math.max(next, account === null ? 0 : pace.restsUntil(account, clock.now())));
  }
  return moments.length === 0 ? null : Math.min(...moments);
}

async function echoed({ store, clock }: Parts, echo: Echo, at: Instant): Promise<void> {
  if ('outboxId' in echo) return markDelivered(store.db, echo.outboxId);
  await store.transact(async (tx) => {
    const room = 'room' in echo.to ? await roomByPlatformId(tx, echo.source, echo.to.room) : null;
    const to = 'person' in echo.to ? { person: await personBehind(tx, echo.to.person) } : room && { room: room.id };
    if (to === null) return;
    const row = await rowOfEcho(tx, { ...echo, to }, clock.now() - ECHO_WITHIN_MS);
    if (row !== null) await settleByEcho(tx, row, echo.id, at);
  });
}

function restMs({ rules, random }: Parts): number {
  const [least, most] = rules.pacing.jitterSeconds;
  return Math.round((least + (most - least) * random()) * 1000);
}

/** Of an account that another process took over meanwhile nothing is said any more. */
async function sendWhileHeld(parts: Parts, adapter: Adapter): Promise<void> {
  try {
    await sendAll(parts, adapter);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    parts.log.info({ account: accountName(adapter) }, 'another process speaks through the account now');
  }
}

/** While the account rests only emergencies are looked at: looking at a long queue again and again would cost more than sending it. */
async function sendAll(parts: Parts, adapter: Adapter): Promise<void> {
  const { store, clock, pace, holding } = parts;
  const account = accountName(adapter);
  for (;;) {
    if (!holding.mine(adapter) || (await whyStopped(store.db, account)) !== null) return;
    const now = clock.now();
    const resting = pace.restsUntil(account, now) > now;
    const rows = await sendable(store.db, account, now, BATCH, resting ? 'emergency' : null);
    if (rows.length === 0) return;
    const goesOn = await some(parts, adapter, rows);
    if (!goesOn) return;
    await route(parts);
  }
}

/** After each text the queue is looked at again, so that an emergency never waits behind the rest. false: nothing can go out now. */
async function some(parts: Parts, adapter: Adapter, rows: readonly OutboxRow[]): Promise<boolean> {
  for (const row of rows) {
    const came = await one(parts, adapter, row);
    if (came === 'closed') return false;
    if (came === 'sent') return true;
  }
  return true;
}

/** sent: it went to the platform, which takes time. waits: not now. closed: nothing of the account can go out just now. */
async function one(parts: Parts, adapter: Adapter, row: OutboxRow): Promise<'sent' | 'waits' | 'closed'> {
  const { store, clock, rules, log, pace } = parts;
  const now = clock.now();
  const { to, unconfirmed } = await placeOf(store.db, row.to, adapter);
  if (unconfirmed) {
    await asHolder(parts, adapter, (db) => postpone(db, row.id, now + UNCONFIRMED_MS));
    return 'waits';
  }
  if (await outdated(parts, row)) {
    await asHolder(parts, adapter, (db) => settle(db, row.id, { state: 'dropped', at: now, error: 'no longer true' }));
    return 'waits';
  }
  const account = accountName(adapter);
  const place = 'room' in row.to ? row.to.room : row.to.person;
  const verdict = gate(row, await stateFor(parts, row, adapter, pace.of(account, place, now)), rules);
  if (!verdict.go) {
    log.debug({ outbox: row.id, why: verdict.why, until: verdict.until }, 'text waits');
    await asHolder(parts, adapter, (db) => postpone(db, row.id, verdict.until));
    return 'waits';
  }
  const came = await deliver(parts, adapter, to, row);
  if (came === 'sent' && adapter.capabilities.paced) {
    pace.spoke(account, place, clock.now());
    pace.rest(account, clock.now(), clock.now() + restMs(parts));
  }
  return came;
}

async function stateFor(
  { store, clock, town }: Parts,
  { to }: OutboxRow,
  adapter: Adapter,
  paced: ReturnType<Pace['of']>,
): Promise<GateState> {
  const now = clock.now();
  const kind = 'room' in to ? (town().rooms.get(to.room)?.kind ?? null) : null;
  const said = kind === 'residents' && 'room' in to ? await saidInRoomSince(store.db, to.room, now - HOUR_MS) : [];
  return { now, roomKind: kind, saidInRoom: said.map((s) => s.at), ...paced, paced: adapter.capabilities.paced };
}

/** A question whether it was solved is not asked of what was opened again or called off while it waited. */
async function outdated({ store }: Parts, { purpose, ticket: number }: OutboxRow): Promise<boolean> {
  if (purpose !== 'satisfaction' || number === null) return false;
  const ticket = await findTicket(store.db, number);
  return ticket !== null && ticket.status !== 'resolved' && ticket.status !== 'closed';
}
