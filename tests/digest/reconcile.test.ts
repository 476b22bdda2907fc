import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/model/town.js';
import { personId, unitId } from '../../src/model/ids.js';
import { isoDate } from '../../src/clock/zone.js';
import type { Change } from '../../src/tickets/machine.js';
import { keepOpen } from '../../src/store/digest.js';
import { at, stage, ZONE, type Stage } from './day-in-town.js';

const HOUR = 3_600_000;
const START = at('2021-12-06T09:00:00');
const yao = personId('yao');

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>(
    { kind: 'open' },
    { kind: 'drop' },
    { kind: 'accept', by: yao },
    { kind: 'start', by: yao },
    { kind: 'return' },
    { kind: 'resume' },
    { kind: 'resolve', by: yao },
    { kind: 'resolve', by: yao },
    { kind: 'reopen' },
    { kind: 'close' },
    { kind: 'cancel' },
    { kind: 'merge', into: 1 },
    { kind: 'rate', score: 2 },
    { kind: 'rate', score: 5 },
    { kind: 'correct', category: 'roads', urgency: null },
    { kind: 'escalate', to: 'community', reason: 'x', by: null },
    { kind: 'hold', until: START + 90 * HOUR },
  ),
);

interface Step {
  afterHours: number;
  what: { unit: string; act: 'report' | 'question'; proposed: boolean } | { ticket: number; change: Change };
}
const step: fc.Arbitrary<Step> = fc.record({
  afterHours: fc.integer({ min: 0, max: 14 }),
  what: fc.oneof(
    fc.record({
      unit: fc.constantFrom('hq', 'hq7', 'm1', 'm2', 'm9'),
      act: fc.constantFrom('report' as const, 'question' as const),
      proposed: fc.boolean(),
    }),
    fc.record({ ticket: fc.nat(5), change: changes }),
    fc.record({ ticket: fc.nat(5), change: changes }),
  ),
});

/** Lives through the steps, keeping each day's figures as the evening digest does; returns the last moment. */
async function live(on: Stage, steps: readonly Step[]): Promise<number> {
  let now = START;
  let opened = 0;
  for (const { afterHours, what } of steps) {
    now += afterHours * HOUR;
    if ('unit' in what) {
      await on.open(now, {
        unit: unitId(what.unit),
        act: what.act,
        status: what.proposed ? 'proposed' : 'open',
      });
      opened += 1;
    } else if (opened > 0) {
      await on.change((what.ticket % opened) + 1, what.change, now);
    }
    if (afterHours > 6) {
      const date = isoDate(now, ZONE);
      for (const unit of on.town.units.values()) await keepOpen(on.store.db, unit.id, date, now);
    }
  }
  return now;
}

describe('the numbers of a digest', () => {
  it('reconcile on every day at every level, whatever happened to the tickets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const on = await stage();
        try {
          const now = (await live(on, steps)) + 1;
          let before = new Map<string, number>();
          for (let day = START; day <= now + 24 * HOUR; day += 24 * HOUR) {
            const date = isoDate(day, ZONE);
            if (day > now && isoDate(now, ZONE) !== date) break;
            const ends = new Map<string, number>();
            for (const unit of on.town.units.values()) {
              const digest = await on.digest(unit.id, date, now);
              const { openBefore, opened, closed, open } = digest.total;
              expect(digest.mismatches).toEqual([]);
              expect(openBefore + opened - closed).toBe(open);
              expect(openBefore).toBe(before.get(unit.id) ?? 0);
              const sums = (key: 'openBefore' | 'opened' | 'closed' | 'open' | 'overdue' | 'held' | 'proposed') =>
                digest.children.reduce((sum, child) => sum + child[key], 0);
              if (digest.children.length > 0)
                for (const key of ['openBefore', 'opened', 'closed', 'open', 'overdue', 'held', 'proposed'] as const)
                  expect(sums(key)).toBe(digest.total[key]);
              expect(digest.byCategory.reduce((sum, c) => sum + c.open, 0)).toBe(open);
              for (const rate of Object.values(digest.rates)) {
                expect(rate.hits + rate.pending).toBeLessThanOrEqual(rate.base);
              }
              ends.set(unit.id, open);
            }
            before = ends;
          }
        } finally {
          await on.store.close();
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('tell of tickets that were changed behind the back of the events', async () => {
    const on = await stage();
    const now = at('2021-12-06T10:00:00');
    await on.open(now);
    await on.store.db.updateTable('tickets').set({ status: 'closed' }).execute();
    const digest = await on.digest('hq7', '2021-12-06', now + HOUR);
    expect(digest.mismatches).toEqual([{ check: 'status', expected: 1, found: 0 }]);
  });

  it('cover every level of the tree', async () => {
    const on = await stage();
    expect(new Set([...on.town.units.values()].map((u) => u.level))).toEqual(new Set(LEVELS));
  });

  it('say for a day that is over how many were overdue when it ended', async () => {
    const on = await stage();
    const opened = at('2021-12-06T09:00:00');
    await on.open(opened, { urgency: 'emergency' });
    const evening = at('2021-12-06T20:00:00');
    expect((await on.digest('m1', '2021-12-06', evening)).total.overdue).toBe(1);
    const morning = at('2021-12-07T09:00:00');
    await on.change(1, { kind: 'resolve', by: yao }, morning);
    const past = await on.digest('m1', '2021-12-06', morning + HOUR);
    expect(past.total).toMatchObject({ open: 1, overdue: 1 });
    const today = await on.digest('m1', '2021-12-07', morning + HOUR);
    expect(today.total).toMatchObject({ openBefore: 1, closed: 1, open: 0, overdue: 0 });
    expect(today.rates.inTime).toEqual({ hits: 0, base: 1, pending: 0 });
  });
});
