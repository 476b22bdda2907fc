/** The rates and medians of one day, from the tickets touched on it. Definitions: data/locales, digest.definition. Pure. */
import type { Instant, TicketNumber } from '../model/ids.js';
import type { ClockRules } from '../tickets/clocks.js';
import { limitFor, responseDue } from '../tickets/limits.js';
import type { Rate, RateName, Times } from './digest.js';
import { resolutionLimit, surelyInTime } from './in-time.js';
import type { DigestRows, EventRow, TouchedRow } from './rows.js';

/** From this score up a rating counts as satisfied. */
const SATISFIED_FROM = 4;

type DayRows = Pick<DigestRows, 'touched' | 'events' | 'history'>;

export function ratesOf(
  rows: DayRows,
  overdue: number,
  now: Instant,
  rules: ClockRules,
): Readonly<Record<RateName, Rate>> {
  return {
    response: responseRate(rows, now, rules),
    solved: solvedRate(rows),
    satisfied: satisfiedRate(rows),
    inTime: inTimeRate(rows, overdue, rules),
  };
}

/** Each touched ticket with its last event of the wanted kinds. */
function lastOf(rows: DayRows, wanted: (event: EventRow) => boolean): [TouchedRow, EventRow][] {
  const last = new Map<TicketNumber, EventRow>();
  for (const event of rows.events) if (wanted(event)) last.set(event.ticket, event);
  return rows.touched.flatMap((ticket): [TouchedRow, EventRow][] => {
    const event = last.get(ticket.number);
    return event ? [[ticket, event]] : [];
  });
}

function responseRate(rows: DayRows, now: Instant, rules: ClockRules): Rate {
  const opened = lastOf(rows, (e) => e.openDelta === 1 && e.change !== 'reopened').filter(
    ([ticket]) => !ticket.held && !ticket.cancelled,
  );
  let hits = 0;
  let pending = 0;
  for (const [ticket, event] of opened) {
    if (ticket.firstResponseAt === null) {
      if (now < responseDue(rules.limits, rules.calendar, ticket, event.at)) pending += 1;
    } else if (respondedInTime(ticket, event.at, ticket.firstResponseAt, rules)) hits += 1;
  }
  return { hits, base: opened.length, pending };
}

function respondedInTime(ticket: TouchedRow, since: Instant, answeredAt: Instant, rules: ClockRules): boolean {
  const limitMs = limitFor(rules.limits, ticket).firstResponseMinutes * 60_000;
  return answeredAt - since <= limitMs || answeredAt <= responseDue(rules.limits, rules.calendar, ticket, since);
}

/** Of the resolved ones whose fate was decided on the day: those that nobody disputed. */
function solvedRate(rows: DayRows): Rate {
  const decided = lastOf(rows, (e) => e.change === 'closed' || e.change === 'reopened');
  return { hits: decided.filter(([, event]) => event.change === 'closed').length, base: decided.length, pending: 0 };
}

function satisfiedRate(rows: DayRows): Rate {
  const rated = lastOf(rows, (e) => e.change === 'rated');
  return {
    hits: rated.filter(([t]) => (t.satisfaction ?? 0) >= SATISFIED_FROM).length,
    base: rated.length,
    pending: 0,
  };
}

function resolvedOf(rows: DayRows): [TouchedRow, EventRow][] {
  return lastOf(rows, (e) => e.change === 'resolved' || e.change === 'reopened').filter(
    ([, event]) => event.change === 'resolved',
  );
}

/** Those of the day's resolved tickets whose limit can only be told from their history. */
export function needHistory(rows: Pick<DigestRows, 'touched' | 'events'>, rules: ClockRules): TicketNumber[] {
  return resolvedOf({ ...rows, history: [] })
    .filter(([ticket, event]) => !surelyInTime(ticket, event.at, rules))
    .map(([ticket]) => ticket.number);
}

function inTimeRate(rows: DayRows, overdue: number, rules: ClockRules): Rate {
  const resolved = resolvedOf(rows);
  const histories = byTicket(rows.history);
  const hits = resolved.filter(([ticket, event]) => {
    if (surelyInTime(ticket, event.at, rules)) return true;
    const before = (histories.get(ticket.number) ?? []).filter((e) => e.at <= event.at);
    const limit = resolutionLimit(ticket, before, rules);
    return limit !== null && event.at <= limit;
  }).length;
  return { hits, base: resolved.length + overdue, pending: 0 };
}

export function byTicket(events: readonly EventRow[]): Map<TicketNumber, EventRow[]> {
  const found = new Map<TicketNumber, EventRow[]>();
  for (const event of events) {
    const list = found.get(event.ticket);
    if (list) list.push(event);
    else found.set(event.ticket, [event]);
  }
  return found;
}

export function timesOf(rows: DayRows, day: { start: Instant; end: Instant }): Times {
  const responses = rows.touched.flatMap((t) =>
    t.firstResponseAt !== null && t.firstResponseAt >= day.start && t.firstResponseAt < day.end
      ? [t.firstResponseAt - t.openedAt]
      : [],
  );
  const resolutions = resolvedOf(rows).map(([ticket, event]) => event.at - ticket.openedAt);
  return { firstResponseMinutes: medianMinutes(responses), resolutionMinutes: medianMinutes(resolutions) };
}

function medianMinutes(durationsMs: readonly number[]): number | null {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) return null;
  return Math.round((upper + lower) / 2 / 60_000);
}
