import { describe, expect, it } from 'vitest';
import { unitId } from '../../src/model/ids.js';
import { digestTimer, ensureDigests } from '../../src/timers/digest.js';
import { dueAt, settleDue } from '../../src/store/due.js';
import { at, rules, stage, type Stage } from './day-in-town.js';
import { fire } from '../support/fire.js';

/** Fires what is due as the loop does: stale rows are only marked. */
async function tick(on: Stage, now: number): Promise<number> {
  const rows = await dueAt(on.store.db, now, 100);
  const digests = rows.filter((due) => due.kind === 'digest');
  for (const due of digests)
    await on.store.transact(async (tx) => {
      const stale = due.staleAt <= now;
      await settleDue(tx, due.id, stale ? 'stale' : 'done');
      if (!stale) await fire(digestTimer, on.doing(tx, now), due);
    });
  return digests.length;
}

const told = (on: Stage) => on.said.map((s) => ['room' in s.to ? s.to.room : s.to.person, s.onceKey]);

describe('the evening digests', () => {
  it('go to the leader in private, to the village staff room and to the town center, and come again the next day', async () => {
    const on = await stage();
    await ensureDigests(on.store.db, on.town, rules, at('2021-12-06T08:00:00'));
    await on.open(at('2021-12-06T09:00:00'));
    expect(await tick(on, at('2021-12-06T19:59:00'))).toBe(0);
    await tick(on, at('2021-12-06T20:45:00'));
    expect(told(on)).toEqual([
      ['yao', 'digest:m1:2021-12-06:yao'],
      ['s7', 'digest:hq7:2021-12-06'],
      ['c', 'digest:hq:2021-12-06'],
    ]);
    expect(on.said.every((s) => s.audience === 'staff' && s.lane === 'digest' && s.purpose === 'digest')).toBe(true);
    on.said.length = 0;
    expect(await tick(on, at('2021-12-07T20:45:00'))).toBe(8);
    expect(told(on)).toContainEqual(['s7', 'digest:hq7:2021-12-07']);
    expect(on.said[0]?.text).toContain('昨存1+新增0-了结0=在办1');
  });

  it('leave the leader of a quiet micro-grid in peace', async () => {
    const on = await stage();
    await ensureDigests(on.store.db, on.town, rules, at('2021-12-06T08:00:00'));
    await on.open(at('2021-12-06T09:00:00'), { unit: unitId('m1') });
    await tick(on, at('2021-12-06T20:45:00'));
    expect(told(on).map(([to]) => to)).not.toContain('lin');
  });

  it('are not told in a pile after the program was off for three days', async () => {
    const on = await stage();
    await ensureDigests(on.store.db, on.town, rules, at('2021-12-06T08:00:00'));
    const back = at('2021-12-09T10:00:00');
    await ensureDigests(on.store.db, on.town, rules, back);
    expect(await tick(on, back)).toBe(0);
    await tick(on, at('2021-12-09T20:45:00'));
    expect(told(on)).toEqual([
      ['s7', 'digest:hq7:2021-12-09'],
      ['c', 'digest:hq:2021-12-09'],
    ]);
  });

  it('still name their own day when they are told a little after midnight', async () => {
    const on = await stage();
    const late = { ...rules, digest: { ...rules.digest, at: { ...rules.digest.at, town: 23 * 60 + 50 } } };
    await ensureDigests(on.store.db, on.town, late, at('2021-12-06T08:00:00'));
    await on.open(at('2021-12-07T00:20:00'));
    await tick(on, at('2021-12-07T00:30:00'));
    const town = on.said.find((s) => s.onceKey === 'digest:hq:2021-12-06');
    expect(town?.text).toContain('12月6日\n昨存0+新增0-了结0=在办0');
  });
});
