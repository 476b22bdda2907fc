/** What came of the runs of one kind of fault, and the table of all of them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';
import { systemClock } from '../../src/clock/clock.js';
import { openStore, type Store } from '../../src/store/open.js';
import { moveAll } from '../../src/store/portable.js';
import { sqlite } from '../../src/store/sqlite.js';
import { violations, type Facts } from './invariants.js';
import type { Town } from './town.js';

export interface Tally {
  readonly kind: string;
  readonly runs: number;
  /** null: no program took anything in. */
  readonly counts: Counts | null;
  readonly violated: readonly string[];
  readonly seconds: number;
  /** What the faults hit, in words. */
  readonly note: string;
}

export interface Asked {
  readonly runs: number;
  readonly seed: number;
  /** Told of each run that is over. */
  readonly told: (line: string) => void;
}

export interface Counts {
  readonly accepted: number;
  readonly handled: number;
  readonly tickets: number;
  readonly sent: number;
  readonly unknown: number;
  readonly failed: number;
}

export async function counted({ db }: Store): Promise<Counts> {
  const messages = await db.selectFrom('messages').select('state').execute();
  const tickets = await db.selectFrom('tickets').select('number').execute();
  const texts = await db.selectFrom('outbox').select('state').execute();
  const inState = (...states: readonly string[]) => texts.filter(({ state }) => states.includes(state)).length;
  return {
    accepted: messages.length,
    handled: messages.filter(({ state }) => state === 'handled').length,
    tickets: tickets.length,
    sent: inState('accepted', 'delivered'),
    unknown: inState('unknown'),
    failed: inState('failed'),
  };
}

/** What an idle town must be like: all that was said is there, all that was shown is known. */
export const idleFacts = (town: Town): Facts => {
  const shown = town.shown();
  return { now: systemClock.now(), idle: true, must: town.said, said: town.said, shown: { all: shown, kept: shown } };
};

/**
 * Checks an idle town; of one that is not sound a copy stays in data/run/durability, and its lines name the run. A clock may
 * begin a text between the waiting and the look: wrong is what is still so when all is quiet again.
 */
export async function checkedIdle(town: Town, run: string): Promise<string[]> {
  const found = await town.ask((store) => violations(store, idleFacts(town)));
  if (found.length === 0) return [];
  await town.idle();
  return town.ask((store) => checked(store, idleFacts(town), run));
}

export async function checked(store: Store, facts: Facts, run: string): Promise<string[]> {
  const found = await violations(store, facts);
  if (found.length > 0) await keepCopy(store, run);
  return found.map((line) => `${run}: ${line}`);
}

/** Either store becomes a file that can be looked into. */
async function keepCopy(store: Store, run: string): Promise<void> {
  const folder = join(packageRoot(), 'data', 'run', 'durability');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${run.replaceAll(/\W+/g, '-')}-${String(systemClock.now())}.db`);
  const copy = await openStore(sqlite(file));
  try {
    await copy.transact((to) => moveAll(store.db, to, copy.dialect, () => undefined));
  } finally {
    await copy.close();
  }
}
