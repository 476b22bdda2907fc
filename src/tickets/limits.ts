/** How long each kind of matter may wait, from configuration; pure. */
import { addWorking, type Calendar, type ClockKind } from '../calendar/calendar.js';
import type { Instant } from '../model/ids.js';
import type { Category, Urgency } from '../model/reading.js';

/** One urgency's limits. Minutes are counted on `clock`. */
export interface Limit {
  readonly clock: ClockKind;
  /** Until somebody takes it; then it goes one tier up, and again after as long. */
  readonly firstResponseMinutes: number;
  readonly resolveMinutes: number;
}

export interface Limits {
  readonly byUrgency: Readonly<Record<Urgency, Limit>>;
  /** Overrides for a category, e.g. utilities.urgent. */
  readonly byCategory: Readonly<Record<Category, Partial<Readonly<Record<Urgency, Limit>>>>>;
}

export function limitFor(limits: Limits, matter: { category: Category; urgency: Urgency }): Limit {
  return limits.byCategory[matter.category]?.[matter.urgency] ?? limits.byUrgency[matter.urgency];
}

/** When the next rung is due, counted from `since`. */
export function responseDue(
  limits: Limits,
  calendar: Calendar,
  matter: { category: Category; urgency: Urgency },
  since: Instant,
): Instant {
  const limit = limitFor(limits, matter);
  return addWorking(since, limit.firstResponseMinutes * 60_000, limit.clock, calendar);
}

/** When it should be resolved, counted from `since`. */
export function resolutionDue(
  limits: Limits,
  calendar: Calendar,
  matter: { category: Category; urgency: Urgency },
  since: Instant,
): Instant {
  const limit = limitFor(limits, matter);
  return addWorking(since, limit.resolveMinutes * 60_000, limit.clock, calendar);
}
