/** Fires what is due: each row in one transaction with being taken; a stale one is reported, and does what its timer says of coming late. */
import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock/clock.js';
import type { Rules } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Doing } from '../message/doing.js';
import type { Town } from '../roster/town.js';
import { claimDue, dueAt, postponeDue, settleDue, stillPending, type Due, type Pace } from '../store/due.js';
import type { Store } from '../store/open.js';
import { inParts } from '../store/parts.js';
import type { Fire, LeisurelyTimer, Timer } from './timer.js';

export interface TimerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: readonly Timer[];
  readonly rules: Rules;
  readonly town: () => Town;
  /** Runs one piece of work in a transaction and tells of what happened in it. */
  readonly inTransaction: <T>(work: (doing: Doing) => Promise<T>) => Promise<T>;
}

const BATCH = 500;
/** A commit costs the same for one as for some; more would keep what comes in waiting. */
const TOGETHER = 4;
/** A clock that failed is tried again after this long, until it is stale. */
const AGAIN_AFTER_MS = 60_000;

interface Ringing {
  readonly due: Due;
  readonly stale: boolean;
  readonly fire: Fire;
  /** What was read ahead was read of this town; null: nothing was. */
  readonly of: Town | null;
}

/** Resolves when nothing more of this pace is due at this moment, but for what another process is firing; or when it is to end. */
export async function runDue(parts: TimerParts, pace: Pace, ending?: AbortSignal): Promise<void> {
  const { shared } = parts.store.dialect;
  for (;;) {
    const rows = await dueAt(parts.store.db, parts.clock.now(), BATCH, pace);
    let taken = 0;
    const groups = inParts(rows, TOGETHER);
    for (const together of pace === 'leisurely' && shared ? rotated(groups) : groups) {
      if (ending?.aborted === true) return;
      const left = shared ? await pendingOf(parts, together) : together;
      taken += together.length - left.length + (await some(parts, left, ending));
      // What the platforms sent meanwhile is kept before the next.
      await nextTurn();
    }
    if (taken === 0) return;
  }
}

/** The same from any of them on: each process begins somewhere else, so that not all of them read ahead for the same rows. */
function rotated<T>(all: readonly T[]): T[] {
  const first = all.length > 0 ? randomInt(all.length) : 0;
  return [...all.slice(first), ...all.slice(0, first)];
}

async function pendingOf({ store }: TimerParts, rows: readonly Due[]): Promise<Due[]> {
  const pending = await stillPending(
    store.db,
    rows.map(({ id }) => id),
  );
  return rows.filter(({ id }) => pending.has(id));
}

/** How many are out of the way. */
async function some(parts: TimerParts, rows: readonly Due[], ending?: AbortSignal): Promise<number> {
  const ringing: Ringing[] = [];
  for (const due of rows) {
    if (ending?.aborted === true) return 0;
    const found = await lookAt(parts, due);
    if (found !== null) ringing.push(found);
  }
  return rows.length - ringing.length + (await fireAll(parts, ringing));
}

/** One that fails is put off, and the others are fired without it. */
async function fireAll(parts: TimerParts, ringing: readonly Ringing[]): Promise<number> {
  const { store } = parts;
  let failed = 0;
  for (let left = ringing; left.length > 0; failed += 1) {
    const now: { firing: Ringing | null } = { firing: null };
    try {
      return failed + (await fire(parts, left, (one) => (now.firing = one)));
    } catch (error) {
      const { firing } = now;
      if (firing === null || store.dialect.gone(error)) throw error;
      await putOff(parts, firing.due, error);
      left = left.filter((one) => one !== firing);
    }
  }
  return failed;
}

/** null: it does nothing any more, or not now. */
async function lookAt(parts: TimerParts, due: Due): Promise<Ringing | null> {
  const { clock, log, store, timers } = parts;
  const timer = timers.find((t) => t.kind === due.kind);
  const stale = clock.now() > due.staleAt;
  if (stale || !timer) {
    const why = timer ? 'stale' : 'unknown kind';
    log.warn({ due: due.id, kind: due.kind, ref: due.ref, why }, 'a clock was not fired at its time');
  }
  if (timer && !stale)
    return 'fire' in timer ? { due, stale, fire: timer.fire, of: null } : readAhead(parts, timer, due);
  if (timer?.late) return { due, stale, fire: timer.late, of: null };
  await settleDue(store.db, due.id, 'stale');
  return null;
}

/** null: it failed and is put off. */
async function readAhead(parts: TimerParts, timer: LeisurelyTimer, due: Due): Promise<Ringing | null> {
  const { store, clock, rules } = parts;
  const town = parts.town();
  try {
    const fire = await store.snapshot((db) => timer.ahead({ db, town, rules, now: clock.now() }, due));
    return { due, stale: false, fire, of: town };
  } catch (error) {
    if (store.dialect.gone(error)) throw error;
    await putOff(parts, due, error);
    return null;
  }
}

/** All of them in one transaction or none; gives how many were still to be fired: one may call off the next. */
const fire = (
  { store, inTransaction }: TimerParts,
  ringing: readonly Ringing[],
  firing: (one: Ringing) => void,
): Promise<number> =>
  inTransaction(async (doing) => {
    const ids = ringing.map(({ due }) => due.id);
    const free = new Set(store.dialect.shared ? await claimDue(doing.tx, ids) : ids);
    for (const one of ringing) {
      const { due, stale, of } = one;
      // The town has changed since: it stays pending and is read again.
      if (of !== null && of !== doing.town) continue;
      if (!free.has(due.id) || !(await settleDue(doing.tx, due.id, 'done'))) continue;
      firing(one);
      await one.fire(doing, due);
      doing.happened({ type: 'fired', kind: due.kind, dueAt: due.at, at: doing.now, stale });
    }
    return free.size;
  });

async function putOff({ store, clock, log }: TimerParts, { id, kind, ref }: Due, error: unknown): Promise<void> {
  log.error({ due: id, kind, ref, err: error }, 'a clock failed when it fired; it is tried again');
  await postponeDue(store.db, id, clock.now() + AGAIN_AFTER_MS);
}
