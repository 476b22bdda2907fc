import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { logger, type Log } from '../../src/log.js';
import type { Doing } from '../../src/message/doing.js';
import { words } from '../../src/message/reply/words.js';
import { setSetting, setting } from '../../src/store/settings.js';
import { cancelDue, dueAt, LEISURELY, pendingDue, setDue, settleDue, staleDue } from '../../src/store/due.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { loadTown } from '../../src/store/town.js';
import { TIMERS } from '../../src/timers/index.js';
import { Leisure } from '../../src/timers/leisure.js';
import { runDue, type TimerParts } from '../../src/timers/run.js';
import type { LeisurelyTimer, Timer } from '../../src/timers/timer.js';

const NOON = 1_638_763_200_000;
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const RULES = rulesOf(configSchema.parse({}));
const CHINESE = words('zh-CN');

interface Stage {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly logged: string[];
  readonly log: Log;
  readonly parts: TimerParts;
  /** Fires what is due, as a process that was just started would. */
  run(): Promise<void>;
  due(ref: string, at: number, kind?: string): Promise<void>;
}

async function stage(...timers: Timer[]): Promise<Stage> {
  const store = await openMemoryStore();
  const clock = new VirtualClock(NOON);
  const logged: string[] = [];
  const town = await loadTown(store.db, 'Asia/Shanghai');
  const inTransaction: TimerParts['inTransaction'] = (work) =>
    store.transact((tx) =>
      work({
        tx,
        now: clock.now(),
        town,
        rules: RULES,
        words: CHINESE,
        reader: {
          read: () => {
            throw new Error('nothing is read here');
          },
        },
        say: () => Promise.resolve(),
        happened: () => undefined,
        townChanged: () => undefined,
      }),
    );
  const log = logger('warn', { write: (line: string) => void logged.push(line) });
  const parts: TimerParts = { store, clock, log, timers, inTransaction, rules: RULES, town: () => town };
  return {
    store,
    clock,
    logged,
    log,
    parts,
    run: async () => {
      await runDue(parts, 'prompt');
      await runDue(parts, 'leisurely');
    },
    due: (ref, at, kind = 'bell') => setDue(store.db, { kind, ref, at, staleAt: at + DAY, data: '{}' }),
  };
}

/** A bell that notes when it rang, and rings again every `every` milliseconds. */
function bell(every: number | null = null): Timer & { readonly rang: [string, number][] } {
  const rang: [string, number][] = [];
  return {
    kind: 'bell',
    rang,
    fire: async ({ tx, now }: Doing, due) => {
      rang.push([due.ref, now]);
      if (every !== null)
        await setDue(tx, { kind: 'bell', ref: due.ref, at: due.at + every, staleAt: due.at + every + DAY, data: '{}' });
    },
  };
}

describe('Clocks that are due', () => {
  test('fire once, at their moment and not before, in order', async () => {
    const timer = bell();
    const s = await stage(timer);
    await s.due('second', NOON + 20);
    await s.due('first', NOON + 10);
    await s.run();
    expect(timer.rang).toEqual([]);
    s.clock.set(NOON + 20);
    await s.run();
    await s.run();
    expect(timer.rang.map(([ref]) => ref)).toEqual(['first', 'second']);
  });

  test('one that sets itself again fires in each of two periods', async () => {
    const timer = bell(HOUR);
    const s = await stage(timer);
    await s.due('a', NOON);
    for (const minutes of [0, 30, 60, 61, 119, 120]) {
      s.clock.set(NOON + minutes * 60_000);
      await s.run();
    }
    expect(timer.rang).toEqual([
      ['a', NOON],
      ['a', NOON + HOUR],
      ['a', NOON + 2 * HOUR],
    ]);
  });

  test('periods missed within a day are made up for', async () => {
    const timer = bell(HOUR);
    const s = await stage(timer);
    await s.due('a', NOON);
    s.clock.set(NOON + 3 * HOUR);
    await s.run();
    expect(timer.rang).toHaveLength(4);
    expect((await pendingDue(s.store.db, 'bell', 'a'))?.at).toBe(NOON + 4 * HOUR);
  });

  test('a clock set back fires nothing twice and nothing early', async () => {
    const timer = bell(HOUR);
    const s = await stage(timer);
    await s.due('a', NOON);
    await s.run();
    s.clock.set(NOON - 2 * HOUR);
    await s.run();
    s.clock.set(NOON + HOUR - 1);
    await s.run();
    expect(timer.rang).toHaveLength(1);
    s.clock.set(NOON + HOUR);
    await s.run();
    expect(timer.rang).toHaveLength(2);
  });

  test('set to another moment they fire only then; cancelled they do not', async () => {
    const timer = bell();
    const s = await stage(timer);
    await s.due('moved', NOON);
    await s.due('moved', NOON + HOUR);
    await s.due('cancelled', NOON);
    await cancelDue(s.store.db, 'bell', 'cancelled');
    await s.run();
    expect(timer.rang).toEqual([]);
    s.clock.set(NOON + HOUR);
    await s.run();
    expect(timer.rang).toEqual([['moved', NOON + HOUR]]);
  });

  test('one cancelled by another that fires at the same moment does not fire', async () => {
    const rang: string[] = [];
    const timer: Timer = {
      kind: 'bell',
      fire: async ({ tx }, due) => {
        rang.push(due.ref);
        await cancelDue(tx, 'bell', 'b');
      },
    };
    const s = await stage(timer);
    await s.due('a', NOON);
    await s.due('b', NOON);
    await s.run();
    expect(rang).toEqual(['a']);
    expect(s.logged).toEqual([]);
  });

  test('two runs at once fire each only once', async () => {
    const timer = bell();
    const s = await stage(timer);
    for (let i = 0; i < 20; i += 1) await s.due(String(i), NOON);
    await Promise.all([s.run(), s.run()]);
    expect(timer.rang).toHaveLength(20);
  });

  test('more than fit one look are all fired', async () => {
    const timer = bell();
    const s = await stage(timer);
    for (let i = 0; i < 120; i += 1) await s.due(String(i), NOON);
    await s.run();
    expect(timer.rang).toHaveLength(120);
  });
});

describe('When the process ends', () => {
  test('between taking a clock and having acted, nothing of it has happened, and it fires after the restart', async () => {
    const acted: number[] = [];
    const timer: Timer = {
      kind: 'bell',
      fire: async ({ tx, now }) => {
        await setSetting(tx, 'rang', String(now));
        acted.push(now);
      },
    };
    const s = await stage(timer);
    await s.due('a', NOON);
    // The process is gone: its transaction ends without a commit.
    const ended = s.store.transact(async (tx) => {
      const [due] = await dueAt(tx, NOON, 1);
      expect(await settleDue(tx, due?.id ?? 0, 'done')).toBe(true);
      await setSetting(tx, 'rang', 'half');
      throw new Error('the process ended');
    });
    await expect(ended).rejects.toThrow('the process ended');
    expect(await setting(s.store.db, 'rang')).toBeNull();
    await s.run();
    expect(acted).toEqual([NOON]);
    expect(await setting(s.store.db, 'rang')).toBe(String(NOON));
  });

  test('what became due while it was down fires when it is back', async () => {
    const timer = bell();
    const s = await stage(timer);
    await s.due('a', NOON + HOUR);
    s.clock.set(NOON + 20 * HOUR);
    await s.run();
    expect(timer.rang).toEqual([['a', NOON + 20 * HOUR]]);
  });

  test('what is older than a day is reported and not fired', async () => {
    const timer = bell();
    const s = await stage(timer);
    await s.due('edge', NOON);
    await s.due('old', NOON - 1);
    s.clock.set(NOON + DAY);
    await s.run();
    expect(timer.rang.map(([ref]) => ref)).toEqual(['edge']);
    expect((await staleDue(s.store.db)).map((d) => d.ref)).toEqual(['old']);
    expect(s.logged.join()).toContain('"why":"stale"');
  });
});

describe('A timer that fails', () => {
  test('is reported, leaves no half-done work, does not hold up the others, and is tried again a minute later until it is stale', async () => {
    let tries = 0;
    const bad: Timer = {
      kind: 'bad',
      fire: async ({ tx }) => {
        tries += 1;
        await setSetting(tx, 'bad', 'half');
        throw new Error('no such ticket');
      },
    };
    const timer = bell();
    const s = await stage(bad, timer);
    await s.due('x', NOON, 'bad');
    await s.due('a', NOON + 1);
    s.clock.set(NOON + 1);
    await s.run();
    await s.run();
    expect(tries).toBe(1);
    expect(timer.rang).toHaveLength(1);
    expect(await setting(s.store.db, 'bad')).toBeNull();
    expect(s.logged.join()).toContain('no such ticket');
    s.clock.set(NOON + 61_000);
    await s.run();
    expect(tries).toBe(2);
    s.clock.set(NOON + 30 * 24 * 3_600_000);
    await s.run();
    expect(tries).toBe(2);
    expect((await staleDue(s.store.db)).map((d) => d.ref)).toEqual(['x']);
  });

  test('a kind that no timer knows is reported, not looked at for ever', async () => {
    const s = await stage(bell());
    await s.due('a', NOON, 'gone');
    await s.run();
    expect(await dueAt(s.store.db, NOON, 1)).toEqual([]);
    expect(s.logged.join()).toContain('unknown kind');
  });
});

/** Notes what it read and when it acted on it; of LEISURELY's kind. */
function reader(read: (ref: string) => void = () => undefined): LeisurelyTimer & { readonly acted: string[] } {
  const acted: string[] = [];
  return {
    kind: LEISURELY,
    acted,
    ahead: async ({ db }, due) => {
      read(due.ref);
      const word = await setting(db, 'word');
      return async ({ tx }) => {
        acted.push(`${due.ref} ${String(word)}`);
        await setSetting(tx, 'word', due.ref);
      };
    },
  };
}

describe('A clock that may take its time', () => {
  test('is the kind that the store keeps apart, and no other', () => {
    expect(TIMERS.filter((timer) => 'ahead' in timer).map(({ kind }) => kind)).toEqual([LEISURELY]);
  });

  test('comes after every other clock, and acts on what it read before', async () => {
    const order: string[] = [];
    const timer = reader((ref) => order.push(ref));
    const ringing: Timer = { kind: 'bell', fire: (_, { ref }) => Promise.resolve(void order.push(ref)) };
    const s = await stage(timer, ringing);
    await s.due('early', NOON - HOUR, LEISURELY);
    await s.due('prompt', NOON);
    await s.run();
    expect(order).toEqual(['prompt', 'early']);
    expect(timer.acted).toEqual(['early null']);
    expect(await setting(s.store.db, 'word')).toBe('early');
  });

  test('is read again when the town has changed before it could act, and acts once', async () => {
    const read: string[] = [];
    const timer = reader((ref) => read.push(ref));
    const s = await stage(timer);
    await s.due('unit', NOON, LEISURELY);
    const towns = [{ ...s.parts.town() }];
    await runDue({ ...s.parts, town: () => towns.pop() ?? s.parts.town() }, 'leisurely');
    expect(read).toEqual(['unit', 'unit']);
    expect(timer.acted).toEqual(['unit null']);
  });

  test('whose reading fails is put off by a minute and holds up none of its kind', async () => {
    let broken = true;
    const timer = reader((ref) => {
      if (ref === 'bad' && broken) throw new Error('the page could not be read');
    });
    const s = await stage(timer);
    await s.due('bad', NOON - 1, LEISURELY);
    await s.due('good', NOON, LEISURELY);
    await s.run();
    expect(timer.acted).toEqual(['good null']);
    expect(s.logged.join()).toContain('the page could not be read');
    broken = false;
    s.clock.set(NOON + 60_000);
    await s.run();
    expect(timer.acted).toEqual(['good null', 'bad good']);
  });

  test('is begun once at a time, and no more of it when the process ends', async () => {
    const begun: string[] = [];
    const timer = reader((ref) => begun.push(ref));
    const s = await stage(timer);
    for (let i = 0; i < 12; i += 1) await s.due(String(i), NOON, LEISURELY);
    const leisure = new Leisure(async (ending) => {
      begun.push('run');
      await runDue(s.parts, 'leisurely', ending);
    }, s.log);
    leisure.begin();
    leisure.begin();
    await leisure.end();
    leisure.begin();
    expect(begun[0]).toBe('run');
    expect(begun.filter((what) => what === 'run')).toHaveLength(1);
    expect(timer.acted.length).toBeLessThan(12);
    expect((await dueAt(s.store.db, NOON, 20)).length).toBe(12 - timer.acted.length);
  });
});
