/**
 * What starts, stops, pauses and resumes each of a ticket's clocks: one table, tested line by line.
 * Pure: the caller keeps the due rows.
 */
import { addWorking, workingBetween, type Calendar } from '../calendar/calendar.js';
import type { Instant } from '../model/ids.js';
import type { Ticket, TicketChange } from '../model/ticket.js';
import { limitFor, resolutionDue, responseDue, type Limits } from './limits.js';

/**
 * proposal: nobody opened or dropped it. acknowledge: the reporter's burst has settled. response: nobody took it (the ladder).
 * resolution: it should be done. hold: 挂账 ends. closing: resolved, and nobody objected.
 */
export const TICKET_CLOCKS = ['proposal', 'acknowledge', 'response', 'resolution', 'hold', 'closing'] as const;
export type TicketClock = (typeof TICKET_CLOCKS)[number];
export type Action = 'start' | 'stop' | 'keep' | 'pause' | 'resume';

type Row = Readonly<Record<TicketClock, Action>>;
const row = (
  proposal: Action,
  acknowledge: Action,
  response: Action,
  resolution: Action,
  hold: Action,
  closing: Action,
): Row => ({
  proposal,
  acknowledge,
  response,
  resolution,
  hold,
  closing,
});
const KEEP = row('keep', 'keep', 'keep', 'keep', 'keep', 'keep');
const STOP = row('stop', 'stop', 'stop', 'stop', 'stop', 'stop');

export const CLOCK_TABLE: Readonly<Record<TicketChange, Row>> = {
  //             proposal acknowledge response  resolution hold    closing
  proposed: row('start', 'keep', 'keep', 'keep', 'keep', 'keep'),
  opened: row('stop', 'start', 'start', 'start', 'keep', 'keep'),
  accepted: row('stop', 'keep', 'stop', 'resume', 'stop', 'keep'),
  assigned: row('stop', 'keep', 'start', 'resume', 'stop', 'keep'),
  started: row('stop', 'keep', 'stop', 'resume', 'stop', 'keep'),
  returned: row('keep', 'keep', 'start', 'resume', 'stop', 'keep'),
  escalated: row('stop', 'keep', 'start', 'resume', 'stop', 'keep'),
  held: row('stop', 'keep', 'stop', 'pause', 'start', 'keep'),
  resumed: row('keep', 'keep', 'start', 'resume', 'stop', 'keep'),
  corrected: row('keep', 'keep', 'start', 'start', 'keep', 'keep'),
  resolved: row('stop', 'stop', 'stop', 'stop', 'stop', 'start'),
  reopened: row('keep', 'keep', 'start', 'start', 'keep', 'stop'),
  closed: STOP,
  cancelled: STOP,
  merged: STOP,
  joined: KEEP,
  chased: KEEP,
  split: KEEP,
  rated: KEEP,
};

/** What the clocks need besides the ticket; all from configuration. */
export interface ClockRules {
  readonly limits: Limits;
  readonly calendar: Calendar;
  readonly burstMs: number;
  readonly proposalMinutes: number;
  readonly closeAfterMinutes: number;
}

export interface DueChange {
  readonly clock: TicketClock;
  /** null: the clock stops. */
  readonly at: Instant | null;
}

/** The due rows to set or drop after `change`, and the ticket with its resolution clock brought up to date. */
export function runClocks(
  ticket: Ticket,
  change: TicketChange,
  now: Instant,
  rules: ClockRules,
): { readonly ticket: Ticket; readonly due: readonly DueChange[] } {
  let next = ticket;
  const due: DueChange[] = [];
  for (const clock of TICKET_CLOCKS) {
    const action = actionFor(ticket, change, clock);
    if (action === 'keep') continue;
    if (clock === 'resolution') {
      next = resolution(next, action, now, rules);
      due.push({ clock, at: next.dueAt });
    } else {
      due.push({ clock, at: action === 'start' ? startAt(ticket, clock, now, rules) : null });
    }
  }
  return { ticket: next, due };
}

/** The table, and the places where the ticket itself decides. */
function actionFor(ticket: Ticket, change: TicketChange, clock: TicketClock): Action {
  const action = CLOCK_TABLE[change][clock];
  if (clock === 'resolution' && change === 'corrected' && ticket.dueAt === null) return 'keep';
  if (clock === 'response' && change === 'corrected' && ticket.status !== 'open') return 'keep';
  if (clock === 'response' && change === 'resumed' && ticket.assignee !== null) return 'keep';
  if (clock === 'resolution' && action === 'resume' && ticket.dueAt !== null) return 'keep';
  return action;
}

function startAt(ticket: Ticket, clock: TicketClock, now: Instant, rules: ClockRules): Instant | null {
  switch (clock) {
    case 'proposal':
      return addWorking(now, rules.proposalMinutes * 60_000, 'daily', rules.calendar);
    case 'acknowledge':
      return ticket.urgency === 'emergency' ? null : now + rules.burstMs;
    case 'response':
      return responseDue(rules.limits, rules.calendar, ticket, now);
    case 'hold':
      return ticket.heldUntil;
    case 'closing':
      return now + rules.closeAfterMinutes * 60_000;
    case 'resolution':
      return null;
  }
}

function resolution(ticket: Ticket, action: Action, now: Instant, { limits, calendar }: ClockRules): Ticket {
  const { clock } = limitFor(limits, ticket);
  if (action === 'pause') {
    const left = ticket.dueAt === null ? ticket.pausedRemainingMs : workingBetween(now, ticket.dueAt, clock, calendar);
    return { ...ticket, dueAt: null, pausedRemainingMs: left };
  }
  if (action === 'resume') {
    const due =
      ticket.pausedRemainingMs === null
        ? resolutionDue(limits, calendar, ticket, now)
        : addWorking(now, ticket.pausedRemainingMs, clock, calendar);
    return { ...ticket, dueAt: due, pausedRemainingMs: null };
  }
  if (action === 'start') {
    const since = ticket.reopened > 0 ? now : ticket.openedAt;
    return { ...ticket, dueAt: resolutionDue(limits, calendar, ticket, since), pausedRemainingMs: null };
  }
  return { ...ticket, dueAt: null, pausedRemainingMs: null };
}
