/** The outbox: takes queued texts in order of their lanes, books each before the risky act, and keeps what came of it. */
import type { Adapter, SendResult } from '../../adapters/adapter.js';
import type { Log } from '../log.js';
import type { Clock } from '../clock/clock.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Happening } from '../message/doing.js';
import type { Words } from '../message/reply/words.js';
import type { Rules } from '../config/rules.js';
import type { Town } from '../roster/town.js';
import {
  bookAttempt,
  postpone,
  queuedInRoom,
  saidInRoomSince,
  sendable,
  settle,
  type OutboxRow,
} from '../store/outbox.js';
import type { Store } from '../store/open.js';
import { routeOfPerson, routeOfRoom, type Route } from '../store/town.js';
import { gate, type GateState } from './gate.js';
import { mergedAck } from './merge.js';

export interface OutboxParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly words: Words;
  readonly town: () => Town;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
  /** 0..1; seeded in replay. */
  readonly random: () => number;
  readonly publish: (what: Happening) => void;
}

export interface Outbox {
  /** Sends what may go now; resolves when nothing more may. Calls while it runs join that run. */
  flush(): Promise<void>;
}

const BATCH = 50;
const HOUR_MS = 3600_000;

/** What an account has sent lately; bounded by pruning what is older than a day. */
class Pace {
  readonly #sent = new Map<string, Instant[]>();
  readonly #rooms = new Map<string, Instant>();

  record(account: string, room: string, at: Instant): void {
    const list = (this.#sent.get(account) ?? []).filter((t) => t > at - 24 * HOUR_MS);
    this.#sent.set(account, [...list, at]);
    this.#rooms.delete(room);
    this.#rooms.set(room, at);
    const oldest = this.#rooms.keys().next();
    if (this.#rooms.size > 20_000 && !oldest.done) this.#rooms.delete(oldest.value);
  }

  of(
    account: string,
    room: string,
    now: Instant,
  ): Pick<GateState, 'lastInRoom' | 'lastOnAccount' | 'accountHour' | 'accountDay'> {
    const list = this.#sent.get(account) ?? [];
    return {
      lastInRoom: this.#rooms.get(room) ?? null,
      lastOnAccount: list.at(-1) ?? null,
      accountHour: list.filter((t) => t > now - HOUR_MS && t <= now).length,
      accountDay: list.length,
    };
  }
}

export function createOutbox(parts: OutboxParts): Outbox {
  const pace = new Pace();
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    for (;;) {
      const rows = await sendable(parts.store.db, parts.clock.now(), BATCH);
      if (rows.length === 0) return;
      for (const row of rows) await one(parts, pace, row);
    }
  };
  return {
    flush: () => {
      running ??= run().finally(() => (running = null));
      return running;
    },
  };
}

async function one(parts: OutboxParts, pace: Pace, row: OutboxRow): Promise<void> {
  const { store, clock, rules, log } = parts;
  const now = clock.now();
  const route =
    'room' in row.to ? await routeOfRoom(store.db, row.to.room) : await routeOfPerson(store.db, row.to.person);
  const adapter = adapterFor(parts.adapters, route);
  if (!adapter) return settle(store.db, row.id, { state: 'failed', at: now, error: 'no account speaks there' });
  const account = `${adapter.platform}/${adapter.account}`;
  const place = 'room' in row.to ? row.to.room : row.to.person;
  const kind = 'room' in row.to ? (parts.town().rooms.get(row.to.room)?.kind ?? null) : null;
  const said =
    kind === 'residents' && 'room' in row.to ? await saidInRoomSince(store.db, row.to.room, now - HOUR_MS) : [];
  const verdict = gate(
    row,
    {
      now,
      roomKind: kind,
      saidInRoom: said.map((s) => s.at).filter((at) => at <= now),
      ...pace.of(account, place, now),
      paced: adapter.capabilities.paced,
      random: parts.random(),
    },
    rules,
  );
  if (!verdict.go) {
    log.debug({ outbox: row.id, why: verdict.why, until: verdict.until }, 'text waits');
    return postpone(store.db, row.id, verdict.until);
  }
  await deliver(parts, adapter, route, row);
  pace.record(account, place, clock.now());
}

const adapterFor = (adapters: readonly Adapter[], route: Route | null): Adapter | null =>
  (route === null ? adapters[0] : adapters.find((a) => a.platform === route.platform && a.account === route.account)) ??
  null;

async function deliver(parts: OutboxParts, adapter: Adapter, route: Route | null, queued: OutboxRow): Promise<void> {
  const { store, clock } = parts;
  const row = await withWaitingAcks(parts, queued);
  if (!(await bookAttempt(store.db, row.id, clock.now()))) return;
  const platformRoom: RoomId | null = 'room' in row.to ? (route?.platformRoom ?? row.to.room) : null;
  const staff = parts.town().staff;
  const result = await adapter.send({
    to: platformRoom !== null ? { room: platformRoom } : row.to,
    text: row.text,
    mentions: row.mentions.map((id) => ({ id, name: staff.get(id)?.name ?? '' })),
    replyTo: row.replyTo,
    outboxId: row.id,
  });
  await keep(parts, row, result);
}

/** Acknowledgements that piled up behind the room's cap go as one. */
async function withWaitingAcks({ store, words, clock }: OutboxParts, row: OutboxRow): Promise<OutboxRow> {
  if (row.purpose !== 'ack' || row.lane === 'emergency' || !('room' in row.to)) return row;
  const now = clock.now();
  const waiting = (await queuedInRoom(store.db, row.to.room, 'ack')).filter(
    (r) => r.lane !== 'emergency' && r.notBefore <= now,
  );
  const merged = await mergedAck(store.db, row, waiting, words);
  if (merged === null) return row;
  await store.transact(async (tx) => {
    for (const other of waiting) {
      if (other.id !== row.id)
        await settle(tx, other.id, { state: 'dropped', at: now, error: `said together with ${String(row.id)}` });
    }
  });
  return merged;
}

async function keep(
  { store, clock, rules, log, publish }: OutboxParts,
  row: OutboxRow,
  result: SendResult,
): Promise<void> {
  const now = clock.now();
  if (result.state === 'accepted') {
    await settle(store.db, row.id, { state: 'accepted', at: now, platformMessage: result.id });
    publish({ type: 'sent', at: now, row, id: result.id });
    return;
  }
  if (result.state === 'unknown') {
    log.warn({ outbox: row.id, reason: result.reason }, 'whether a text went out is unknown');
    return settle(store.db, row.id, { state: 'unknown', at: now, error: result.reason });
  }
  const again = result.retryAfterMs !== null && row.attempts + 1 < rules.pacing.attempts;
  log.warn({ outbox: row.id, reason: result.reason, again }, 'a text was refused');
  if (again) return postpone(store.db, row.id, now + Math.max(result.retryAfterMs ?? 0, 1000));
  await settle(store.db, row.id, { state: 'failed', at: now, error: result.reason });
}
