/** A kind of due row and what happens when it fires: one file each, registered by one line in index.ts. */
import { z } from 'zod';
import { setDue, type Due } from '../store/due.js';
import type { Instant } from '../model/ids.js';
import type { Doing } from '../message/doing.js';

export interface Timer {
  /** The `kind` of its due rows. */
  readonly kind: string;
  /** Acts in one transaction with taking the row. Looks again at the state: what was due may no longer be. */
  fire(doing: Doing, due: Due): Promise<void>;
  /** What is done instead when the row is past its limit (the machine slept); without it the row is only reported. */
  late?(doing: Doing, due: Due): Promise<void>;
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
