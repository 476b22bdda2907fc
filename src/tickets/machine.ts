/**
 * The state machine of a ticket. Pure: a ticket, a change and the moment give the next ticket, or the reason why not.
 * The table says from where each change may be made; `step` says what it does.
 */
import type { Instant, MessageId, PersonId, TicketNumber } from '../model/ids.js';
import type { Act, Category, Urgency } from '../model/reading.js';
import { UNSETTLED, type Assignee, type Status, type Ticket, type TicketChange } from '../model/ticket.js';
import { levelRank, type Level } from '../model/town.js';

export type Change =
  | { readonly kind: 'open' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'accept'; readonly by: PersonId }
  | { readonly kind: 'assign'; readonly to: Assignee; readonly by: PersonId }
  | { readonly kind: 'start'; readonly by: PersonId }
  | { readonly kind: 'return' }
  | { readonly kind: 'escalate'; readonly to: Level; readonly reason: string; readonly by: PersonId | null }
  | { readonly kind: 'hold'; readonly until: Instant }
  | { readonly kind: 'resume' }
  | { readonly kind: 'resolve'; readonly by: PersonId | null }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'close' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'merge'; readonly into: TicketNumber }
  | {
      readonly kind: 'join';
      readonly message: MessageId;
      readonly act: Act;
      readonly reporter: Reporter | null;
      readonly facts: Facts;
    }
  | { readonly kind: 'leave'; readonly message: MessageId }
  | { readonly kind: 'chase' }
  | { readonly kind: 'correct'; readonly category: Category | null; readonly urgency: Urgency | null }
  | { readonly kind: 'rate'; readonly score: number };

/** Who raised it too. `newHousehold`: nobody of that household was among the reporters. */
export interface Reporter {
  readonly person: PersonId;
  readonly newHousehold: boolean;
}

/** What a joining message adds to a ticket that lacked it. */
export interface Facts {
  readonly location: string | null;
  readonly phones: readonly string[];
  readonly people: string | null;
  readonly time: string | null;
}
export const NO_FACTS: Facts = { location: null, phones: [], people: null, time: null };

export interface Refused {
  readonly refused: 'status';
  readonly status: Status;
  readonly change: Change['kind'];
}

const ACTIVE: readonly Status[] = ['open', 'accepted', 'in_progress'];

/** From which statuses a change may be made. */
export const ALLOWED: Readonly<Record<Change['kind'], readonly Status[]>> = {
  open: ['proposed'],
  drop: ['proposed'],
  accept: ['proposed', ...UNSETTLED],
  assign: ['proposed', ...UNSETTLED],
  start: ['proposed', ...UNSETTLED],
  return: UNSETTLED,
  escalate: ['proposed', ...UNSETTLED],
  hold: ['proposed', ...UNSETTLED],
  resume: ['on_hold'],
  resolve: ['proposed', ...UNSETTLED, 'resolved'],
  reopen: ['resolved', 'closed'],
  close: ['resolved'],
  cancel: ['proposed', ...UNSETTLED],
  merge: ['proposed', ...UNSETTLED, 'resolved'],
  join: ['proposed', ...UNSETTLED, 'resolved', 'closed'],
  leave: ['proposed', ...UNSETTLED, 'resolved', 'closed'],
  chase: ['proposed', ...UNSETTLED],
  correct: ['proposed', ...UNSETTLED, 'resolved', 'closed'],
  rate: ['resolved', 'closed'],
};

/** The name under which a change is told and kept. */
export const EVENT_OF: Readonly<Record<Change['kind'], TicketChange>> = {
  open: 'opened',
  drop: 'cancelled',
  accept: 'accepted',
  assign: 'assigned',
  start: 'started',
  return: 'returned',
  escalate: 'escalated',
  hold: 'held',
  resume: 'resumed',
  resolve: 'resolved',
  reopen: 'reopened',
  close: 'closed',
  cancel: 'cancelled',
  merge: 'merged',
  join: 'joined',
  leave: 'split',
  chase: 'chased',
  correct: 'corrected',
  rate: 'rated',
};

/** Applies one change, or says from which status it can't be made. */
export function step(ticket: Ticket, change: Change, now: Instant): Ticket | Refused {
  if (!allowed(change).includes(ticket.status))
    return { refused: 'status', status: ticket.status, change: change.kind };
  const next = apply(ticket, change, now);
  return next.status === 'on_hold' ? next : { ...next, heldUntil: null };
}

/** The ladder climbs by itself only while somebody is waited for: not before it is a ticket, and not while it is held. */
const allowed = (change: Change): readonly Status[] =>
  change.kind === 'escalate' && change.by === null ? ACTIVE : ALLOWED[change.kind];

export const isRefused = (result: Ticket | Refused): result is Refused => 'refused' in result;

/** +1 when the ticket came among the unsettled ones, -1 when it left them: the digest's sums are made of these. */
export function openDelta(before: Status | null, after: Status): -1 | 0 | 1 {
  const was = before !== null && UNSETTLED.includes(before);
  const is = UNSETTLED.includes(after);
  if (was === is) return 0;
  return is ? 1 : -1;
}

function apply(t: Ticket, change: Change, now: Instant): Ticket {
  switch (change.kind) {
    case 'open':
      return { ...t, status: 'open', openedAt: now };
    case 'drop':
    case 'cancel':
      return { ...t, status: 'cancelled', closedAt: now };
    case 'accept':
      return { ...responded(t, now), status: takenStatus(t, change.by), assignee: { person: change.by } };
    case 'assign':
      return { ...responded(t, now), status: 'accepted', assignee: change.to, sentBy: change.by };
    case 'start':
      return { ...responded(t, now), status: 'in_progress', assignee: t.assignee ?? { person: change.by } };
    case 'return':
      return { ...t, status: 'open', assignee: null, level: levelBefore(t) };
    case 'escalate':
      return escalated(t, change, now);
    case 'hold':
      return { ...responded(t, now), status: 'on_hold', heldUntil: change.until };
    case 'resume':
      return { ...t, status: t.assignee === null ? 'open' : 'accepted' };
    case 'resolve':
      return resolved(t, change.by, now);
    case 'reopen':
      return reopened(t);
    case 'close':
      return { ...t, status: 'closed', closedAt: now };
    case 'merge':
      return { ...t, status: 'cancelled', closedAt: now, mergedInto: change.into };
    default:
      return annotated(t, change);
  }
}

/** Changes that leave the status as it is. */
function annotated(
  t: Ticket,
  change: Extract<Change, { kind: 'join' | 'leave' | 'chase' | 'correct' | 'rate' }>,
): Ticket {
  switch (change.kind) {
    case 'join':
      return joined(t, change);
    case 'leave':
      return { ...t, messages: t.messages.filter((m) => m !== change.message) };
    case 'chase':
      return { ...t, chases: t.chases + 1 };
    case 'correct':
      return { ...t, category: change.category ?? t.category, urgency: change.urgency ?? t.urgency };
    case 'rate':
      return { ...t, satisfaction: change.score };
  }
}

const responded = (t: Ticket, now: Instant): Ticket => ({ ...t, firstResponseAt: t.firstResponseAt ?? now });

/** What was said of an earlier solution does not rate a new one. */
const resolved = (t: Ticket, by: PersonId | null, now: Instant): Ticket => ({
  ...responded(t, now),
  status: 'resolved',
  resolvedAt: t.resolvedAt ?? now,
  resolvedBy: by,
  satisfaction: t.status === 'resolved' ? t.satisfaction : null,
});

const reopened = (t: Ticket): Ticket => ({
  ...t,
  status: 'open',
  resolvedAt: null,
  resolvedBy: null,
  closedAt: null,
  askedAt: null,
  reopened: t.reopened + 1,
});

/** Taking what was sent to one means work begins; taking it from the pool means somebody has it. */
function takenStatus(t: Ticket, by: PersonId): Status {
  if (t.status === 'in_progress') return 'in_progress';
  const sentToThem =
    t.sentBy !== null && t.assignee !== null && (!('person' in t.assignee) || t.assignee.person === by);
  return t.status === 'accepted' && sentToThem ? 'in_progress' : 'accepted';
}

/** 回退 undoes the 上报 that brought it to its tier, one at a time; without one it stays. */
const levelBefore = (t: Ticket): Level => t.escalations.findLast((e) => e.to === t.level)?.from ?? t.level;

/** By a person: the next tier takes it over. By the ladder: the next tier is told as well, and who was sent it keeps it. */
function escalated(t: Ticket, change: Extract<Change, { kind: 'escalate' }>, now: Instant): Ticket {
  const up = levelRank(change.to) > levelRank(t.level);
  const escalations = up
    ? [...t.escalations, { at: now, from: t.level, to: change.to, reason: change.reason }]
    : t.escalations;
  const raised = { ...t, level: up ? change.to : t.level, escalations };
  if (change.by === null) return raised;
  return { ...responded(raised, now), status: 'open', assignee: null, sentBy: change.by };
}

function joined(t: Ticket, change: Extract<Change, { kind: 'join' }>): Ticket {
  const { reporter, facts } = change;
  const isNew = reporter !== null && !t.reporters.includes(reporter.person);
  return {
    ...t,
    messages: t.messages.includes(change.message) ? t.messages : [...t.messages, change.message],
    reporters: isNew ? [...t.reporters, reporter.person] : t.reporters,
    households: isNew && reporter.newHousehold ? t.households + 1 : t.households,
    location: t.location ?? facts.location,
    phones: [...new Set([...t.phones, ...facts.phones])],
    people: t.people ?? facts.people,
    time: t.time ?? facts.time,
  };
}

/** Whether anything may still be done about it without opening it again. */
export const isActive = (status: Status): boolean =>
  ACTIVE.includes(status) || status === 'on_hold' || status === 'proposed';
