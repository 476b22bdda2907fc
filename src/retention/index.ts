/** retention: what is let go when it has grown old, table by table, in steps so small that nobody waits for them. */
import type { Rules } from '../config/rules.js';
import type { Instant } from '../model/ids.js';
import type { Db } from '../store/open.js';
import {
  purgeAsks,
  purgeClocks,
  purgeCodes,
  purgeDigests,
  purgeMessages,
  purgeOutages,
  purgeTexts,
  type PurgeStep,
} from '../store/retention.js';

interface Purge {
  readonly name: string;
  /** For how many days its rows are kept; 0: for ever. */
  readonly days: (retention: Rules['retention']) => number;
  readonly step: PurgeStep;
}

/** In this order each night. */
export const PURGES: readonly Purge[] = [
  { name: 'messages', days: (kept) => kept.messagesDays, step: purgeMessages },
  { name: 'texts', days: (kept) => kept.textsDays, step: purgeTexts },
  { name: 'clocks', days: (kept) => kept.clocksDays, step: purgeClocks },
  { name: 'asks', days: (kept) => kept.clocksDays, step: purgeAsks },
  { name: 'codes', days: (kept) => kept.clocksDays, step: purgeCodes },
  { name: 'digests', days: (kept) => kept.figuresDays, step: purgeDigests },
  { name: 'outages', days: (kept) => kept.figuresDays, step: purgeOutages },
];

/** How far a night has come. */
export interface Night {
  /** Its first moment: ages are counted from it, however long the night lasts. */
  readonly from: Instant;
  /** Index of the purge that is at work. */
  readonly at: number;
  /** Rows let go so far, by purge. */
  readonly removed: Readonly<Record<string, number>>;
}

export const newNight = (now: Instant): Night => ({ from: now, at: 0, removed: {} });
export const isOver = ({ at }: Night): boolean => at >= PURGES.length;

const DAY_MS = 24 * 3_600_000;

/** One step of the night, or over the rest of the list when nothing more is kept for a time only. */
export async function takeStep(db: Db, night: Night, retention: Rules['retention']): Promise<Night> {
  const purge = PURGES[night.at];
  if (purge === undefined) return night;
  const days = purge.days(retention);
  if (days === 0) return takeStep(db, { ...night, at: night.at + 1 }, retention);
  const { removed, more } = await purge.step(db, night.from - days * DAY_MS);
  const sum = (night.removed[purge.name] ?? 0) + removed;
  return { ...night, at: more ? night.at : night.at + 1, removed: { ...night.removed, [purge.name]: sum } };
}
