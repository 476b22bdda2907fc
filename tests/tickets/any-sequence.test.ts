import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageId, personId, type Instant } from '../../src/model/ids.js';
import { STATUSES, UNSETTLED, type Ticket, type TicketChange } from '../../src/model/ticket.js';
import { LEVELS } from '../../src/model/town.js';
import { runClocks, type TicketClock } from '../../src/tickets/clocks.js';
import { EVENT_OF, isRefused, NO_FACTS, openDelta, step, type Change } from '../../src/tickets/machine.js';
import { NOW, RULES, ticket } from './sample.js';

const person = fc.constantFrom('yao', 'lin', 'chen').map(personId);
const message = fc.constantFrom('m1', 'm2', 'm3').map(messageId);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>(
    { kind: 'open' },
    { kind: 'drop' },
    { kind: 'return' },
    { kind: 'resume' },
    { kind: 'reopen' },
    { kind: 'close' },
    { kind: 'cancel' },
    { kind: 'chase' },
    { kind: 'merge', into: 3 },
  ),
  fc.record({ kind: fc.constantFrom('accept' as const, 'start' as const, 'resolve' as const), by: person }),
  fc.record({
    kind: fc.constant('assign' as const),
    by: person,
    to: fc.oneof(
      person.map((id) => ({ person: id })),
      fc.constant({ department: '电工班' }),
    ),
  }),
  fc.record({
    kind: fc.constant('escalate' as const),
    to: fc.constantFrom(...LEVELS),
    reason: fc.constant('到时无人受理'),
    by: fc.option(person),
  }),
  fc.integer({ min: 0, max: 20 }).map((days): Change => ({ kind: 'hold', until: NOW + days * 86_400_000 })),
  fc.record({
    kind: fc.constant('join' as const),
    message,
    act: fc.constant('echo' as const),
    reporter: fc.option(fc.record({ person, newHousehold: fc.boolean() })),
    facts: fc.constant(NO_FACTS),
  }),
  fc.record({ kind: fc.constant('leave' as const), message }),
  fc.record({
    kind: fc.constant('correct' as const),
    category: fc.constantFrom(null, 'property'),
    urgency: fc.constantFrom(null, 'normal' as const, 'urgent' as const, 'emergency' as const),
  }),
  fc.integer({ min: 1, max: 5 }).map((score): Change => ({ kind: 'rate', score })),
);
/** A person's change after some minutes, or whatever clock is due next (null). */
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.option(change, { freq: 4 })), { maxLength: 25 });

interface Life {
  ticket: Ticket;
  now: Instant;
  due: Map<TicketClock, Instant>;
  open: number;
}

function begin(status: 'proposed' | 'open'): Life {
  const life: Life = { ticket: ticket({ status }), now: NOW, due: new Map(), open: openDelta(null, status) };
  keep(life, ticket({ status }), status === 'open' ? 'opened' : 'proposed');
  return life;
}

function keep(life: Life, next: Ticket, event: TicketChange): void {
  const run = runClocks(next, event, life.now, RULES.clocks);
  life.ticket = run.ticket;
  for (const { clock, at } of run.due)
    if (at === null) life.due.delete(clock);
    else life.due.set(clock, at);
}

function make(life: Life, what: Change): void {
  const before = life.ticket;
  const copy = structuredClone(before);
  const next = step(before, what, life.now);
  expect(before).toEqual(copy);
  if (isRefused(next)) return;
  keep(life, next, EVENT_OF[what.kind]);
  life.open += openDelta(before.status, life.ticket.status);
}

/** The clock that is due first fires and does what its timer does to a ticket. */
function fire(life: Life): void {
  const [first] = [...life.due].sort((a, b) => a[1] - b[1]);
  if (!first) return;
  const [clock, at] = first;
  life.now = Math.max(life.now, at);
  life.due.delete(clock);
  if (clock === 'hold') make(life, { kind: 'resume' });
  if (clock === 'closing') make(life, { kind: 'close' });
  if (clock === 'response') make(life, { kind: 'escalate', to: 'grid', reason: '到时无人受理', by: null });
}

function check({ ticket: t, due, open, now }: Life): void {
  expect(STATUSES).toContain(t.status);
  const unsettled = UNSETTLED.includes(t.status);
  expect(open).toBe(unsettled ? 1 : 0);
  expect(t.dueAt !== null).toBe(unsettled && t.status !== 'on_hold');
  if (t.dueAt !== null && due.has('resolution')) expect(due.get('resolution')).toBe(t.dueAt);
  expect(t.heldUntil !== null).toBe(t.status === 'on_hold');
  expect(t.resolvedAt === null || ['resolved', 'closed', 'cancelled'].includes(t.status)).toBe(true);
  expect(t.closedAt !== null).toBe(t.status === 'closed' || t.status === 'cancelled');
  if (t.status !== 'on_hold') expect(t.pausedRemainingMs).toBeNull();
  if (!unsettled && t.status !== 'proposed') expect([...due.keys()].filter((clock) => clock !== 'closing')).toEqual([]);
  if (due.has('closing')) expect(t.status).toBe('resolved');
  if (due.has('hold')) expect(t.status).toBe('on_hold');
  if (due.has('proposal')) expect(t.status).toBe('proposed');
  if (t.status === 'accepted') expect(t.assignee).not.toBeNull();
  for (const value of [t.dueAt, t.firstResponseAt, t.resolvedAt, now]) expect(Number.isNaN(value)).toBe(false);
}

describe('Whatever people and clocks do to a ticket, in whatever order', () => {
  test('it is in a state that makes sense, its clocks run only while it is open, and the sums reconcile', () => {
    fc.assert(
      fc.property(fc.constantFrom('proposed' as const, 'open' as const), steps, (status, all) => {
        const life = begin(status);
        check(life);
        for (const [minutes, what] of all) {
          life.now += minutes * 60_000;
          if (what === null) fire(life);
          else make(life, what);
          check(life);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('holding it and going on again keeps the working time that remained', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.constantFrom('normal' as const, 'urgent' as const, 'emergency' as const),
        (before, during, urgency) => {
          const life = begin('open');
          make(life, { kind: 'correct', category: null, urgency });
          life.now += before * 60_000;
          make(life, { kind: 'hold', until: life.now });
          const left = life.ticket.pausedRemainingMs;
          life.now += during * 60_000;
          make(life, { kind: 'resume' });
          make(life, { kind: 'hold', until: life.now });
          expect(life.ticket.pausedRemainingMs).toBe(left);
        },
      ),
      { numRuns: 150 },
    );
  });
});
