/** The hour of the night at which old rows begin to be let go; each step is a clock of its own, so that a night cut short goes on. */
import { z } from 'zod';
import { dayTime, minuteOfDay } from '../clock/zone.js';
import type { Rules } from '../config/rules.js';
import type { Doing } from '../message/doing.js';
import type { Instant } from '../model/ids.js';
import { isOver, newNight, takeStep, type Night } from '../retention/index.js';
import { cancelDue, forgetSettled, pendingDue, setDue, type Due } from '../store/due.js';
import type { Db } from '../store/open.js';
import type { Timer } from './timer.js';

const KIND = 'retention';
const REF = 'town';
const DAY_MS = 24 * 3_600_000;
/** Between two steps: at 500 rows each that is two million rows an hour, and the database is free in between. */
const PAUSE_MS = 1000;

const dataSchema = z.object({
  night: z.object({ from: z.number(), at: z.number(), removed: z.record(z.string(), z.number()) }).optional(),
});

/** A night that the machine slept through is made up for. */
export const retention: Timer = { kind: KIND, fire, late: fire };

/** Sees to it that the next night has its row; one that was under way goes on. Called at start. */
export async function ensureRetention(db: Db, rules: Rules, now: Instant): Promise<void> {
  const { at, ...days } = rules.retention;
  if (Object.values(days).every((kept) => kept === 0)) return cancelDue(db, KIND, REF);
  const pending = await pendingDue(db, KIND, REF);
  const next = nextNight(at, rules, now);
  if (pending === null || (pending.at > now && pending.at !== next && nightOf(pending) === undefined))
    await setAt(db, next);
}

const nextNight = (minutes: number, { zone }: Rules, now: Instant): Instant =>
  dayTime(now, zone, minuteOfDay(now, zone) < minutes ? 0 : 1, minutes);

const nightOf = ({ data }: Due): Night | undefined => dataSchema.parse(JSON.parse(data)).night;

const setAt = (db: Db, at: Instant, night?: Night): Promise<void> =>
  setDue(db, { kind: KIND, ref: REF, at, staleAt: at + DAY_MS, data: JSON.stringify({ night }) });

async function fire({ tx, rules, now, log }: Doing, due: Due): Promise<void> {
  const night = await takeStep(tx, nightOf(due) ?? newNight(now), rules.retention);
  // A night has thousands of steps: their rows are of no use to anybody.
  await forgetSettled(tx, KIND, REF);
  if (!isOver(night)) return setAt(tx, now + PAUSE_MS, night);
  log?.info({ removed: night.removed, seconds: Math.round((now - night.from) / 1000) }, 'what was too old was let go');
  await setAt(tx, nextNight(rules.retention.at, rules, now));
}
