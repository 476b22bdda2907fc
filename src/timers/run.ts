/** Fires what is due: each row in one transaction with being taken; a stale one is reported, and does what its timer says of coming late. */
import type { Clock } from '../clock/clock.js';
import type { Log } from '../log.js';
import type { Doing } from '../message/doing.js';
import { dueAt, postponeDue, settleDue, type Due } from '../store/due.js';
import type { Store } from '../store/open.js';
import type { Timer } from './timer.js';

export interface TimerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: readonly Timer[];
  /** Runs one piece of work in a transaction and tells of what happened in it. */
  readonly inTransaction: (work: (doing: Doing) => Promise<void>) => Promise<void>;
}

const BATCH = 100;
/** A clock that failed is tried again after this long, until it is stale. */
const AGAIN_AFTER_MS = 60_000;

/** Resolves when nothing more is due at this moment. */
export async function runDue(parts: TimerParts): Promise<void> {
  for (;;) {
    const rows = await dueAt(parts.store.db, parts.clock.now(), BATCH);
    if (rows.length === 0) return;
    for (const row of rows) await fire(parts, row);
  }
}

async function fire(parts: TimerParts, due: Due): Promise<void> {
  const { clock, log, store, timers } = parts;
  const timer = timers.find((t) => t.kind === due.kind);
  const stale = clock.now() > due.staleAt;
  if (stale || !timer) {
    const why = timer ? 'stale' : 'unknown kind';
    log.warn({ due: due.id, kind: due.kind, ref: due.ref, why }, 'a clock was not fired at its time');
  }
  if (!timer || (stale && !timer.late)) {
    await settleDue(store.db, due.id, 'stale');
    return;
  }
  try {
    await parts.inTransaction(async (doing) => {
      if (!(await settleDue(doing.tx, due.id, 'done'))) return;
      await (stale ? timer.late?.(doing, due) : timer.fire(doing, due));
    });
  } catch (error) {
    log.error(
      { due: due.id, kind: due.kind, ref: due.ref, err: error },
      'a clock failed when it fired; it is tried again',
    );
    await postponeDue(store.db, due.id, clock.now() + AGAIN_AFTER_MS);
  }
}
