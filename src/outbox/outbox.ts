/** The outbox: takes queued texts in order of their lanes, books each before the risky act, and keeps what came of it. */
import type { Adapter } from '../../adapters/adapter.js';
import type { Instant } from '../model/ids.js';
import { nextSendable, postpone, saidInRoomSince, sendable, settle, type OutboxRow } from '../store/outbox.js';
import { findTicket } from '../store/tickets.js';
import { routeOfPerson, routeOfRoom, type Route } from '../store/rooms.js';
import { deliver, type DeliverParts } from './deliver.js';
import { gate, type GateState } from './gate.js';
import { Pace } from './pace.js';

export interface OutboxParts extends DeliverParts {
  readonly adapters: readonly Adapter[];
  /** 0..1; seeded in replay. */
  readonly random: () => number;
}

export interface Outbox {
  /** Sends what may go now; resolves when nothing more may. A call while it runs makes that run look once more. */
  flush(): Promise<void>;
  /** The next moment at which something may go; null when nothing waits. */
  nextMoment(): Promise<Instant | null>;
}

const BATCH = 50;
const HOUR_MS = 3600_000;
/** How often a text for a room whose new id waits for a person is looked at again. */
const UNCONFIRMED_MS = 5 * 60_000;

export function createOutbox(parts: OutboxParts): Outbox {
  const pace = new Pace();
  let running: Promise<void> | null = null;
  let asked = false;
  const run = async (): Promise<void> => {
    try {
      while (asked) {
        asked = false;
        await sendAll(parts, pace);
      }
    } finally {
      running = null;
    }
  };
  return {
    flush: () => {
      asked = true;
      running ??= run();
      return running;
    },
    nextMoment: async () => {
      const next = await nextSendable(parts.store.db);
      return next === null ? null : Math.max(next, restOver(parts, pace));
    },
  };
}

/** When the first account may speak again; an account that just spoke rests a few seconds, whatever waits for it. */
const restOver = ({ adapters, clock }: OutboxParts, pace: Pace): Instant =>
  adapters.length === 0 ? 0 : Math.min(...adapters.map((a) => pace.restsUntil(accountOf(a), clock.now())));

const accountOf = ({ platform, account }: Adapter): string => `${platform}/${account}`;

function restMs({ rules, random }: OutboxParts): number {
  const [least, most] = rules.pacing.jitterSeconds;
  return Math.round((least + (most - least) * random()) * 1000);
}

/** While every account rests only emergencies are looked at: looking at a long queue again and again would cost more than sending it. */
async function sendAll(parts: OutboxParts, pace: Pace): Promise<void> {
  for (;;) {
    const now = parts.clock.now();
    const resting = restOver(parts, pace) > now;
    const rows = await sendable(parts.store.db, now, BATCH, resting ? 'emergency' : null);
    if (rows.length === 0) return;
    for (const row of rows) if (await one(parts, pace, row)) break;
  }
}

/** true: a text went to its account, which takes time; the queue is looked at again, so that an emergency never waits behind the rest. */
async function one(parts: OutboxParts, pace: Pace, row: OutboxRow): Promise<boolean> {
  const { store, clock, rules, log } = parts;
  const now = clock.now();
  const route =
    'room' in row.to ? await routeOfRoom(store.db, row.to.room) : await routeOfPerson(store.db, row.to.person);
  const adapter = adapterFor(parts.adapters, route);
  if (!adapter) {
    log.warn({ outbox: row.id, to: row.to }, 'no account speaks where a text is addressed');
    await settle(store.db, row.id, { state: 'failed', at: now, error: 'no account speaks there' });
    return false;
  }
  if (route?.unconfirmed === true && 'room' in row.to) {
    await postpone(store.db, row.id, now + UNCONFIRMED_MS);
    return false;
  }
  if (await outdated(parts, row)) {
    await settle(store.db, row.id, { state: 'dropped', at: now, error: 'no longer true' });
    return false;
  }
  const account = accountOf(adapter);
  const place = 'room' in row.to ? row.to.room : row.to.person;
  const verdict = gate(row, await stateFor(parts, row, adapter, pace.of(account, place, now)), rules);
  if (!verdict.go) {
    log.debug({ outbox: row.id, why: verdict.why, until: verdict.until }, 'text waits');
    await postpone(store.db, row.id, verdict.until);
    return false;
  }
  if (!(await deliver(parts, adapter, route, row))) return false;
  if (adapter.capabilities.paced) pace.record(account, place, clock.now(), restMs(parts));
  return true;
}

async function stateFor(
  { store, clock, town }: OutboxParts,
  { to }: OutboxRow,
  adapter: Adapter,
  paced: ReturnType<Pace['of']>,
): Promise<GateState> {
  const now = clock.now();
  const kind = 'room' in to ? (town().rooms.get(to.room)?.kind ?? null) : null;
  const said = kind === 'residents' && 'room' in to ? await saidInRoomSince(store.db, to.room, now - HOUR_MS) : [];
  return {
    now,
    roomKind: kind,
    saidInRoom: said.map((s) => s.at),
    ...paced,
    paced: adapter.capabilities.paced,
    restsUntil: paced.restsUntil,
  };
}

const adapterFor = (adapters: readonly Adapter[], route: Route | null): Adapter | null =>
  (route === null ? adapters[0] : adapters.find((a) => a.platform === route.platform && a.account === route.account)) ??
  null;

/** A question whether it was solved is not asked of what was opened again or called off while it waited. */
async function outdated({ store }: OutboxParts, { purpose, ticket: number }: OutboxRow): Promise<boolean> {
  if (purpose !== 'satisfaction' || number === null) return false;
  const ticket = await findTicket(store.db, number);
  return ticket !== null && ticket.status !== 'resolved' && ticket.status !== 'closed';
}
