/** The hour of the night at which the town's corrections are learned from. */
import { dayTime, minuteOfDay } from '../clock/zone.js';
import type { Rules } from '../config/rules.js';
import type { Doing } from '../message/doing.js';
import type { Instant } from '../model/ids.js';
import { cancelDue, pendingDue, setDue } from '../store/due.js';
import type { Db } from '../store/open.js';
import type { Timer } from './timer.js';

const KIND = 'learning';
const REF = 'town';
const DAY_MS = 24 * 3_600_000;

/** A night that the machine slept through is made up for. */
export const learning: Timer = { kind: KIND, fire, late: fire };

/** Sees to it that the next night has its row, or none when learning is off. `soon`: it is due now. Called at start. */
export async function ensureLearning(db: Db, rules: Rules, now: Instant, soon: boolean): Promise<void> {
  if (rules.learning.nightly === null) return cancelDue(db, KIND, REF);
  if (soon) return setAt(db, now);
  const pending = await pendingDue(db, KIND, REF);
  if (pending === null || pending.at > now) await setAt(db, nextNight(rules.learning.nightly, rules, now));
}

const nextNight = (minutes: number, { zone }: Rules, now: Instant): Instant =>
  dayTime(now, zone, minuteOfDay(now, zone) < minutes ? 0 : 1, minutes);

const setAt = (db: Db, at: Instant): Promise<void> =>
  setDue(db, { kind: KIND, ref: REF, at, staleAt: at + DAY_MS, data: '{}' });

async function fire({ tx, rules, now, learn }: Doing): Promise<void> {
  const { nightly } = rules.learning;
  if (nightly === null) return;
  learn?.();
  await setAt(tx, nextNight(nightly, rules, now));
}
