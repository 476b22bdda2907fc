/** When a matter should have been resolved: its resolution clock walked again through its events. Pure. */
import { addWorking, workingBetween } from '../calendar/calendar.js';
import type { Instant } from '../model/ids.js';
import type { Category, Urgency } from '../model/reading.js';
import type { TicketChange } from '../model/ticket.js';
import { CLOCK_TABLE, type ClockRules } from '../tickets/clocks.js';
import { limitFor, resolutionDue } from '../tickets/limits.js';

export interface Matter {
  readonly category: Category;
  readonly urgency: Urgency;
  readonly openedAt: Instant;
}

interface Clock {
  /** Running towards this moment. */
  readonly due: Instant | null;
  /** Working milliseconds left while it is paused. */
  readonly left: number | null;
  /** What it ran towards when it last stopped. */
  readonly stoppedAt: Instant | null;
  readonly reopened: boolean;
}

/**
 * The limit's last moment: that of the running clock, or the one it had when it stopped; null while held or never started.
 * `events` are all of the ticket's, oldest first. Matters whose category was corrected are measured by the category they have now.
 */
export function resolutionLimit(
  matter: Matter,
  events: readonly { at: Instant; change: TicketChange }[],
  rules: ClockRules,
): Instant | null {
  const start: Clock = { due: null, left: null, stoppedAt: null, reopened: false };
  const end = events.reduce((clock, event) => tick(clock, event, matter, rules), start);
  return end.due ?? (end.left === null ? end.stoppedAt : null);
}

function tick(clock: Clock, event: { at: Instant; change: TicketChange }, matter: Matter, rules: ClockRules): Clock {
  const { limits, calendar } = rules;
  const action = CLOCK_TABLE[event.change].resolution;
  const reopened = clock.reopened || event.change === 'reopened';
  switch (action) {
    case 'keep':
      return { ...clock, reopened };
    case 'start':
      if (event.change === 'corrected' && clock.due === null) return clock;
      return {
        ...clock,
        due: resolutionDue(limits, calendar, matter, reopened ? event.at : matter.openedAt),
        left: null,
        reopened,
      };
    case 'resume':
      return clock.due === null ? { ...clock, due: resumed(clock, event.at, matter, rules), left: null } : clock;
    case 'pause':
      return clock.due === null
        ? clock
        : { ...clock, due: null, left: workingBetween(event.at, clock.due, limitFor(limits, matter).clock, calendar) };
    case 'stop':
      return { ...clock, due: null, left: null, stoppedAt: clock.due ?? clock.stoppedAt };
  }
}

function resumed(clock: Clock, at: Instant, matter: Matter, { limits, calendar }: ClockRules): Instant {
  return clock.left === null
    ? resolutionDue(limits, calendar, matter, at)
    : addWorking(at, clock.left, limitFor(limits, matter).clock, calendar);
}

/** Surely within the limit without asking the calendar: working time never passes faster than the clock on the wall. */
export const surelyInTime = (matter: Matter, at: Instant, rules: ClockRules): boolean =>
  at - matter.openedAt <= limitFor(rules.limits, matter).resolveMinutes * 60_000;
