/** A kind of due row and what happens when it fires: one file each, registered by one line in index.ts. */
import { z } from 'zod';
import type { Rules } from '../config/rules.js';
import { setDue, type Due } from '../store/due.js';
import type { Db } from '../store/open.js';
import type { Town } from '../roster/town.js';
import type { Instant } from '../model/ids.js';
import type { Doing } from '../message/doing.js';

/** Acts in one transaction with taking the row. Looks again at the state: what was due may no longer be. */
export type Fire = (doing: Doing, due: Due) => Promise<void>;

interface Kind {
  /** The `kind` of its due rows. */
  readonly kind: string;
  /** What is done instead when the row is past its limit (the machine slept); without it the row is only reported. */
  readonly late?: Fire;
}

export interface PromptTimer extends Kind {
  readonly fire: Fire;
}

/** One that has much to read: it reads before the transaction, and everything else goes on meanwhile. */
export interface LeisurelyTimer extends Kind {
  /** Reads as of one moment; gives what is done with it. */
  readonly ahead: (looking: Looking, due: Due) => Promise<Fire>;
}

export type Timer = PromptTimer | LeisurelyTimer;

export interface Looking {
  readonly db: Db;
  readonly town: Town;
  readonly rules: Rules;
  readonly now: Instant;
}

const dataSchema = z.object({ repeats: z.number().optional() });

/** How often a repeating clock has fired, this time included. */
export const timesFired = ({ data }: Due): number => (dataSchema.parse(JSON.parse(data)).repeats ?? 0) + 1;

/** Sets the row anew for `at`; `repeats` is how often it has fired by then, null: as often as before. */
export async function setAgain(
  { tx, rules }: Doing,
  { kind, ref, data }: Due,
  at: Instant,
  repeats: number | null,
): Promise<void> {
  const kept = repeats === null ? data : JSON.stringify({ repeats });
  await setDue(tx, { kind, ref, at, staleAt: at + rules.staleMs, data: kept });
}
