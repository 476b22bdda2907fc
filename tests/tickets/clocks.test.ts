import { describe, expect, test } from 'vitest';
import { TICKET_CHANGES, type Ticket, type TicketChange } from '../../src/model/ticket.js';
import { isoTime } from '../../src/clock/zone.js';
import { CLOCK_TABLE, runClocks, TICKET_CLOCKS, type DueChange, type TicketClock } from '../../src/tickets/clocks.js';
import { at, NOW, RULES, ticket, YAO } from './sample.js';

/** Read line by line: what each change does to each clock. */
const EXPECTED = `
            proposal acknowledge response resolution hold  closing
proposed    start    keep        keep     keep       keep  keep
opened      stop     start       start    start      keep  keep
joined      keep     keep        keep     keep       keep  keep
accepted    stop     keep        stop     resume     stop  keep
assigned    stop     keep        start    resume     stop  keep
started     stop     keep        stop     resume     stop  keep
returned    keep     keep        start    resume     stop  keep
escalated   stop     keep        start    resume     stop  keep
held        stop     keep        stop     pause      start keep
resumed     keep     keep        start    resume     stop  keep
merged      stop     stop        stop     stop       stop  stop
split       keep     keep        keep     keep       keep  keep
corrected   keep     keep        start    start      keep  keep
chased      keep     keep        keep     keep       keep  keep
resolved    stop     stop        stop     stop       stop  start
reopened    keep     keep        start    start      keep  stop
rated       keep     keep        keep     keep       keep  keep
closed      stop     stop        stop     stop       stop  stop
cancelled   stop     stop        stop     stop       stop  stop`
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.trim().split(/\s+/));

describe('The clock table', () => {
  test.each(EXPECTED)('%s: proposal %s, acknowledge %s, response %s, resolution %s, hold %s, closing %s', (...line) => {
    const [change, ...actions] = line;
    const row = CLOCK_TABLE[change as TicketChange];
    expect(TICKET_CLOCKS.map((clock) => row[clock])).toEqual(actions);
  });

  test('has a line for every change, in the order in which changes are listed', () => {
    expect(EXPECTED.map(([change]) => change)).toEqual(TICKET_CHANGES);
  });
});

const { clocks } = RULES;
const run = (t: Ticket, change: TicketChange, now = NOW) => runClocks(t, change, now, clocks);
const dueOf = (due: readonly DueChange[], clock: TicketClock): string | null | undefined => {
  const found = due.find((d) => d.clock === clock);
  return found === undefined ? undefined : found.at === null ? null : isoTime(found.at, RULES.zone).slice(0, 19);
};
const opened = (over: Partial<Ticket> = {}) => run(ticket(over), 'opened');

describe('When clocks run out', () => {
  test('a normal matter is answered within two working hours and done within twenty-four of them', () => {
    const { due, ticket: next } = opened();
    expect(dueOf(due, 'response')).toBe('2021-12-06T11:00:00');
    expect(dueOf(due, 'resolution')).toBe('2021-12-09T12:00:00');
    expect(next.dueAt).toBe(at('2021-12-09T12:00'));
    expect(dueOf(due, 'acknowledge')).toBe('2021-12-06T09:00:20');
    expect(dueOf(due, 'proposal')).toBeNull();
  });

  test('an urgent one within the waking hours of any day', () => {
    const { due } = runClocks(
      ticket({ urgency: 'urgent', openedAt: at('2021-12-11T21:50') }),
      'opened',
      at('2021-12-11T21:50'),
      clocks,
    );
    expect(dueOf(due, 'response')).toBe('2021-12-12T07:20:00');
  });

  test('an emergency within five minutes, day and night, and its acknowledgement waits for nothing', () => {
    const night = at('2021-12-12T03:00');
    const { due } = runClocks(ticket({ urgency: 'emergency', openedAt: night }), 'opened', night, clocks);
    expect(dueOf(due, 'response')).toBe('2021-12-12T03:05:00');
    expect(dueOf(due, 'resolution')).toBe('2021-12-12T05:00:00');
    expect(dueOf(due, 'acknowledge')).toBeNull();
  });

  test('a category may have limits of its own', () => {
    const limits = {
      ...clocks.limits,
      byCategory: { utilities: { normal: { clock: 'always', firstResponseMinutes: 10, resolveMinutes: 30 } as const } },
    };
    const { due } = runClocks(ticket({ category: 'utilities' }), 'opened', NOW, { ...clocks, limits });
    expect(dueOf(due, 'response')).toBe('2021-12-06T09:10:00');
    expect(dueOf(runClocks(ticket(), 'opened', NOW, { ...clocks, limits }).due, 'response')).toBe(
      '2021-12-06T11:00:00',
    );
  });

  test('a hold ends when it was said to, a solved matter closes after a day', () => {
    const until = at('2021-12-25T09:00');
    expect(dueOf(run(ticket({ status: 'on_hold', heldUntil: until }), 'held').due, 'hold')).toBe('2021-12-25T09:00:00');
    expect(dueOf(run(ticket({ status: 'resolved' }), 'resolved').due, 'closing')).toBe('2021-12-07T09:00:00');
  });

  test('a proposal is asked about again within waking hours', () => {
    const late = at('2021-12-06T21:30');
    const { due } = runClocks(ticket({ status: 'proposed' }), 'proposed', late, clocks);
    expect(dueOf(due, 'proposal')).toBe('2021-12-07T07:30:00');
  });
});

describe('Pausing', () => {
  test('a hold over the weekend gives back exactly the working time that was left', () => {
    const running = opened().ticket;
    const held = run(
      { ...running, status: 'on_hold', heldUntil: at('2021-12-13T10:00') },
      'held',
      at('2021-12-06T11:00'),
    );
    expect(held.ticket.dueAt).toBeNull();
    expect(held.ticket.pausedRemainingMs).toBe(22 * 3600_000);
    const back = run({ ...held.ticket, status: 'open', heldUntil: null }, 'resumed', at('2021-12-13T10:00'));
    expect(back.ticket.pausedRemainingMs).toBeNull();
    expect(back.ticket.dueAt).toBe(at('2021-12-16T11:00'));
  });

  test('a hold that is put off keeps what was left when it began', () => {
    const held = run({ ...opened().ticket, status: 'on_hold', heldUntil: 1 }, 'held', at('2021-12-06T11:00')).ticket;
    const longer = run({ ...held, heldUntil: 2 }, 'held', at('2021-12-08T11:00'));
    expect(longer.ticket.pausedRemainingMs).toBe(22 * 3600_000);
  });

  test('what was overdue before a hold is due at once after it', () => {
    const overdue = at('2021-12-20T10:00');
    const held = run({ ...opened().ticket, status: 'on_hold', heldUntil: 1 }, 'held', overdue).ticket;
    expect(held.pausedRemainingMs).toBe(0);
    expect(run({ ...held, status: 'open' }, 'resumed', at('2021-12-21T15:00')).ticket.dueAt).toBe(
      at('2021-12-21T15:00'),
    );
  });

  test('a proposal that is held before it is opened begins with its full time', () => {
    const held = run(ticket({ status: 'on_hold', heldUntil: 1 }), 'held').ticket;
    expect(held.pausedRemainingMs).toBeNull();
    expect(run({ ...held, status: 'open' }, 'resumed').ticket.dueAt).toBe(at('2021-12-09T12:00'));
  });

  test('after a hold nobody is pressed for a first answer who had already taken it', () => {
    const held = ticket({ status: 'accepted', pausedRemainingMs: 5 });
    expect(dueOf(run({ ...held, assignee: { person: YAO } }, 'resumed').due, 'response')).toBeUndefined();
    expect(dueOf(run({ ...held, status: 'open' }, 'resumed').due, 'response')).toBe('2021-12-06T11:00:00');
  });
});

describe('What leaves the resolution clock alone', () => {
  test.each(['accepted', 'assigned', 'started', 'returned', 'escalated', 'chased', 'joined'] as const)(
    'a running one goes on when the matter is %s',
    (change) => {
      const running = opened().ticket;
      expect(run(running, change, NOW + 3600_000).ticket.dueAt).toBe(running.dueAt);
    },
  );

  test('a correction counts the new limit from the opening', () => {
    const running = opened().ticket;
    const corrected = run({ ...running, urgency: 'emergency' }, 'corrected', at('2021-12-06T10:30'));
    expect(corrected.ticket.dueAt).toBe(at('2021-12-06T11:00'));
  });

  test('a correction of what nobody took presses at the new pace from now on', () => {
    const corrected = run({ ...opened().ticket, urgency: 'emergency' }, 'corrected', at('2021-12-06T10:30'));
    expect(dueOf(corrected.due, 'response')).toBe('2021-12-06T10:35:00');
  });

  test('a correction of what somebody took presses nobody for an answer', () => {
    const taken = { ...opened().ticket, status: 'accepted', urgency: 'emergency' } as const;
    expect(dueOf(run(taken, 'corrected').due, 'response')).toBeUndefined();
  });

  test.each(['on_hold', 'resolved', 'closed', 'proposed'] as const)(
    'a correction starts no clock of what is %s',
    (status) => {
      expect(run(ticket({ status, dueAt: null }), 'corrected').due).toEqual([]);
    },
  );

  test('opened again it gets its full time from then', () => {
    const again = run(ticket({ reopened: 1 }), 'reopened', at('2021-12-13T08:30'));
    expect(again.ticket.dueAt).toBe(at('2021-12-16T11:30'));
    expect(dueOf(again.due, 'closing')).toBeNull();
  });
});
