import { describe, expect, test } from 'vitest';
import { messageId, personId } from '../../src/model/ids.js';
import { STATUSES, type Status, type Ticket } from '../../src/model/ticket.js';
import {
  ALLOWED,
  EVENT_OF,
  isActive,
  isRefused,
  NO_FACTS,
  openDelta,
  step,
  type Change,
} from '../../src/tickets/machine.js';
import { NOW, ticket, WU, YAO } from './sample.js';

const CHANGES: { readonly [K in Change['kind']]: Extract<Change, { kind: K }> } = {
  open: { kind: 'open' },
  drop: { kind: 'drop' },
  accept: { kind: 'accept', by: YAO },
  assign: { kind: 'assign', to: { department: '电工班' }, by: YAO },
  start: { kind: 'start', by: YAO },
  return: { kind: 'return' },
  escalate: { kind: 'escalate', to: 'community', reason: '需要城管', by: YAO },
  hold: { kind: 'hold', until: NOW + 1 },
  resume: { kind: 'resume' },
  resolve: { kind: 'resolve', by: YAO },
  reopen: { kind: 'reopen' },
  close: { kind: 'close' },
  cancel: { kind: 'cancel' },
  merge: { kind: 'merge', into: 3 },
  join: { kind: 'join', message: messageId('m2'), act: 'echo', reporter: null, facts: NO_FACTS },
  leave: { kind: 'leave', message: messageId('m1') },
  chase: { kind: 'chase' },
  correct: { kind: 'correct', category: 'property', urgency: null },
  rate: { kind: 'rate', score: 4 },
};

/** What each change makes of each status; a dot where it is refused. */
const TABLE: Readonly<Record<Change['kind'], string>> = {
  //         proposed    open        accepted    in_progress on_hold     resolved  closed    cancelled
  open: '    open        .           .           .           .           .         .         .',
  drop: '    cancelled   .           .           .           .           .         .         .',
  accept: '  accepted    accepted    accepted    in_progress accepted    .         .         .',
  assign: '  accepted    accepted    accepted    accepted    accepted    .         .         .',
  start: '   in_progress in_progress in_progress in_progress in_progress .         .         .',
  return: '  .           open        open        open        open        .         .         .',
  escalate: 'open        open        open        open        open        .         .         .',
  hold: '    on_hold     on_hold     on_hold     on_hold     on_hold     .         .         .',
  resume: '  .           .           .           .           open        .         .         .',
  resolve: ' resolved    resolved    resolved    resolved    resolved    resolved  .         .',
  reopen: '  .           .           .           .           .           open      open      .',
  close: '   .           .           .           .           .           closed    .         .',
  cancel: '  cancelled   cancelled   cancelled   cancelled   cancelled   .         .         .',
  merge: '   cancelled   cancelled   cancelled   cancelled   cancelled   cancelled .         .',
  join: '    proposed    open        accepted    in_progress on_hold     resolved  closed    .',
  leave: '   proposed    open        accepted    in_progress on_hold     resolved  closed    .',
  chase: '   proposed    open        accepted    in_progress on_hold     .         .         .',
  correct: ' proposed    open        accepted    in_progress on_hold     resolved  closed    .',
  rate: '    .           .           .           .           .           resolved  closed    .',
};
const LINES = Object.entries(TABLE).flatMap(([kind, row]) =>
  row
    .trim()
    .split(/\s+/)
    .map((after, index) => [kind as Change['kind'], STATUSES[index]!, after] as const),
);

const done = (before: Ticket, change: Change, now = NOW + 60_000): Ticket => {
  const after = step(before, change, now);
  if (isRefused(after)) throw new Error(`refused from ${after.status}`);
  return after;
};

describe('Every change from every status', () => {
  test.each(LINES)('%s of a ticket that is %s: %s', (kind, before, after) => {
    const was = ticket({ status: before });
    const kept = structuredClone(was);
    const result = step(was, CHANGES[kind], NOW);
    expect(was).toEqual(kept);
    if (after === '.') expect(result).toEqual({ refused: 'status', status: before, change: kind });
    else expect(result).toMatchObject({ status: after });
  });

  test('the table has a line for each change, and each change has a name under which it is told', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(ALLOWED).sort());
    expect(Object.keys(EVENT_OF).sort()).toEqual(Object.keys(ALLOWED).sort());
  });
});

describe('What a change does', () => {
  test('the first response is noted once and not moved by later ones', () => {
    const taken = done(ticket(), { kind: 'accept', by: YAO }, NOW + 5);
    expect(taken).toMatchObject({ firstResponseAt: NOW + 5, assignee: { person: YAO } });
    expect(done(taken, { kind: 'resolve', by: YAO }, NOW + 9).firstResponseAt).toBe(NOW + 5);
  });

  test('taking what was sent to one means that work begins; taking it from the pool does not', () => {
    const sent = done(ticket(), { kind: 'assign', to: { person: YAO }, by: personId('chen') });
    expect(done(sent, { kind: 'accept', by: YAO }).status).toBe('in_progress');
    const own = done(ticket(), { kind: 'accept', by: YAO });
    expect(done(own, { kind: 'accept', by: YAO }).status).toBe('accepted');
  });

  test('what was sent to one person and is taken by another is theirs, but not yet begun', () => {
    const sent = done(ticket(), { kind: 'assign', to: { person: YAO }, by: personId('chen') });
    expect(done(sent, { kind: 'accept', by: personId('lin') })).toMatchObject({
      status: 'accepted',
      assignee: { person: 'lin' },
    });
  });

  test('a matter that goes up is written down with its tiers and held by nobody yet', () => {
    const up = done(ticket({ assignee: { person: YAO } }), CHANGES.escalate, NOW + 1);
    expect(up).toMatchObject({ level: 'community', assignee: null, status: 'open', sentBy: YAO });
    expect(up.escalations).toEqual([{ at: NOW + 1, from: 'microgrid', to: 'community', reason: '需要城管' }]);
  });

  test('only a person who sends it up has answered the reporter; the clock has not', () => {
    expect(done(ticket(), CHANGES.escalate).firstResponseAt).not.toBeNull();
    expect(done(ticket(), { ...CHANGES.escalate, by: null }).firstResponseAt).toBeNull();
  });

  test('going up never goes down, and is then no escalation', () => {
    const high = ticket({ level: 'town' });
    expect(done(high, CHANGES.escalate)).toMatchObject({ level: 'town', escalations: [] });
  });

  test('two steps up are undone by two returns', () => {
    const grid = done(ticket(), { ...CHANGES.escalate, to: 'grid' });
    const community = done(grid, { ...CHANGES.escalate, to: 'community' });
    const once = done(community, { kind: 'return' });
    expect(once.level).toBe('grid');
    const twice = done(once, { kind: 'return' });
    expect(twice.level).toBe('microgrid');
    expect(done(twice, { kind: 'return' }).level).toBe('microgrid');
  });

  test.each(['accept', 'assign', 'start', 'return', 'escalate', 'resume', 'resolve', 'cancel', 'merge'] as const)(
    '%s ends a hold',
    (kind) => {
      expect(done(ticket({ status: 'on_hold', heldUntil: NOW + 5 }), CHANGES[kind]).heldUntil).toBeNull();
    },
  );

  test('the clock alone sends up only what waits for somebody, and leaves it with whom it is', () => {
    const up = { ...CHANGES.escalate, by: null };
    for (const status of ['proposed', 'on_hold', 'resolved', 'closed', 'cancelled'] as const)
      expect(isRefused(step(ticket({ status }), up, NOW))).toBe(true);
    const sent = ticket({ status: 'accepted', assignee: { person: YAO } });
    expect(done(sent, up)).toMatchObject({ status: 'accepted', level: 'community', assignee: { person: YAO } });
  });

  test('a chase, a word more or a correction leaves a hold as it is', () => {
    const held = ticket({ status: 'on_hold', heldUntil: NOW + 5 });
    for (const kind of ['chase', 'join', 'correct', 'leave'] as const)
      expect(done(held, CHANGES[kind]).heldUntil).toBe(NOW + 5);
  });

  test('after a hold it goes back to who had it, or to the pool', () => {
    const held = ticket({ status: 'on_hold', heldUntil: NOW, assignee: { person: YAO } });
    expect(done(held, { kind: 'resume' })).toMatchObject({ status: 'accepted', assignee: { person: YAO } });
    expect(done({ ...held, assignee: null }, { kind: 'resume' }).status).toBe('open');
  });

  test('opened again it is unsolved, may be asked about again, and rated again once it is solved', () => {
    const rated = done(ticket({ status: 'resolved', resolvedAt: NOW, resolvedBy: YAO, askedAt: NOW }), {
      kind: 'rate',
      score: 1,
    });
    const again = done(rated, { kind: 'reopen' });
    expect(again).toMatchObject({ status: 'open', resolvedAt: null, resolvedBy: null, askedAt: null, reopened: 1 });
    expect(again.satisfaction).toBe(1);
    expect(done(again, { kind: 'resolve', by: YAO }).satisfaction).toBeNull();
  });

  test('said to be solved twice it was solved the first time, and keeps its rating', () => {
    const solved = done(ticket(), { kind: 'resolve', by: WU }, NOW + 1);
    const rated = done(solved, { kind: 'rate', score: 5 });
    expect(done(rated, { kind: 'resolve', by: YAO }, NOW + 9)).toMatchObject({
      resolvedAt: NOW + 1,
      resolvedBy: YAO,
      satisfaction: 5,
    });
  });

  test('who joins is counted once, and a household once', () => {
    const join = (t: Ticket, id: string, person: string, newHousehold: boolean) =>
      done(t, {
        ...CHANGES.join,
        message: messageId(id),
        reporter: { person: personId(person), newHousehold },
      });
    let t = join(ticket(), 'm2', 'li', true);
    t = join(t, 'm2', 'li', true);
    t = join(t, 'm3', 'li-wife', false);
    expect(t.reporters).toEqual(['wu', 'li', 'li-wife']);
    expect(t.households).toBe(2);
    expect(t.messages).toEqual(['m1', 'm2', 'm3']);
  });

  test('what a joining message adds fills gaps and overwrites nothing', () => {
    const facts = { location: '14号门口', phones: ['13800000000'], people: '三户', time: '2021-12-06' };
    const filled = done(ticket(), { ...CHANGES.join, facts });
    expect(filled).toMatchObject(facts);
    const more = { location: '15号', phones: ['13800000000', '13900000000'], people: '五户', time: '2021-12-07' };
    expect(done(filled, { ...CHANGES.join, facts: more })).toMatchObject({
      ...facts,
      phones: ['13800000000', '13900000000'],
    });
  });

  test('a correction changes only what it names', () => {
    const urgent = done(ticket(), { kind: 'correct', category: null, urgency: 'urgent' });
    expect(urgent).toMatchObject({ category: 'facilities', urgency: 'urgent' });
  });
});

describe('The digest counts what came and went', () => {
  const open: readonly Status[] = ['open', 'accepted', 'in_progress', 'on_hold'];
  test('a matter comes when it is opened and goes when it is settled, a proposal is neither', () => {
    expect(openDelta(null, 'open')).toBe(1);
    expect(openDelta(null, 'proposed')).toBe(0);
    expect(openDelta('proposed', 'accepted')).toBe(1);
    expect(openDelta('proposed', 'cancelled')).toBe(0);
    expect(openDelta('on_hold', 'resolved')).toBe(-1);
    expect(openDelta('resolved', 'closed')).toBe(0);
    expect(openDelta('closed', 'open')).toBe(1);
  });

  test('isActive is everything that may still be done without opening it again', () => {
    expect(STATUSES.filter(isActive)).toEqual(['proposed', ...open]);
  });
});
