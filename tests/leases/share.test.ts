import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { share, type Shared } from '../../src/leases/share.js';

const names = (count: number) => Array.from({ length: count }, (_, i) => `telegram/tg${String(i + 1)}`);
const looking = (some: Partial<Shared>): Shared => ({
  all: names(6),
  mine: [],
  free: [],
  others: [],
  first: true,
  lately: false,
  ...some,
});
const freeFor = (forMs: number, ...list: readonly string[]) => list.map((name) => ({ name, forMs }));

describe('Which accounts a process takes and gives', () => {
  test('one that is alone takes all of them at once', () => {
    expect(share(looking({ free: freeFor(0, ...names(6)) })).take).toEqual(names(6));
  });

  test('of two each takes half, and what is left over waits for the other', () => {
    const wish = share(looking({ free: freeFor(0, ...names(6)), others: [0] }));
    expect(wish).toEqual({ take: names(6).slice(0, 3), alone: [], give: [] });
  });

  test('who has more than a share gives one and takes none', () => {
    const [first = '', ...rest] = names(6);
    const wish = share(looking({ mine: rest, free: freeFor(60_000, first), others: [0, 0] }));
    expect(wish).toEqual({ take: [], alone: [], give: ['telegram/tg6'] });
  });

  test('who has two more than another gives one, and only one of those who do', () => {
    const mine = names(2);
    const four = looking({ all: names(4), mine, others: [2, 0] });
    expect(share(four).give).toEqual(['telegram/tg2']);
    expect(share({ ...four, first: false }).give).toEqual([]);
    expect(share({ ...four, free: freeFor(0, 'telegram/tg3') }).give).toEqual([]);
  });

  test('what is left over goes first to who has fewer', () => {
    const three = looking({ all: names(3), mine: names(1), others: [1] });
    expect(share({ ...three, free: freeFor(0, 'telegram/tg3') }).take).toEqual([]);
    expect(share({ ...three, free: freeFor(4_000, 'telegram/tg3') }).take).toEqual(['telegram/tg3']);
  });

  test('what nobody takes is taken beyond the share, and not given again at once', () => {
    const [first = '', second = '', third = '', fourth = ''] = names(4);
    const all = names(4);
    const mine = [first, second];
    const wish = share(looking({ all, mine, free: freeFor(10_000, third, fourth), others: [0] }));
    expect(wish).toEqual({ take: [], alone: [third], give: [] });
    expect(share(looking({ all, mine: [...mine, third], others: [0], lately: true })).give).toEqual([]);
  });
});

const BEAT_MS = 3_000;
const BEATS = 40;

/** Processes that look one after the other, each beat; each sees what the one before it did. */
class Town {
  readonly held = new Map<string, number>();
  readonly #freeSince = new Map<string, number>();
  #now = 0;
  constructor(readonly all: readonly string[]) {
    for (const name of all) this.#freeSince.set(name, 0);
  }

  beat(living: readonly number[]): void {
    this.#now += BEAT_MS;
    for (const [name, process] of this.held) if (!living.includes(process)) this.#free(name);
    for (const process of living) this.#look(process, living);
  }

  #look(process: number, living: readonly number[]): void {
    const mine = this.of(process);
    const rest = living.filter((one) => one !== process);
    const others = rest.map((one) => this.of(one).length);
    const first = rest.every((one, at) => others[at] !== mine.length || process < one);
    const free = [...this.#freeSince].map(([name, since]) => ({ name, forMs: this.#now - since }));
    const wish = share({ all: this.all, mine, free, others, first, lately: false });
    for (const name of wish.give) this.#free(name);
    for (const name of [...wish.take, ...wish.alone]) {
      if (this.held.has(name)) throw new Error(`${name} is taken twice`);
      this.held.set(name, process);
      this.#freeSince.delete(name);
    }
  }

  of = (process: number): string[] => [...this.held].filter(([, by]) => by === process).map(([name]) => name);

  #free(name: string): void {
    this.held.delete(name);
    this.#freeSince.set(name, this.#now);
  }
}

describe('Any number of processes and accounts', () => {
  const town = fc.record({
    accounts: fc.integer({ min: 0, max: 30 }),
    lives: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 4,
    }),
  });

  test('come to even shares with nobody left alone, whoever joins and dies', () => {
    fc.assert(
      fc.property(town, ({ accounts, lives }) => {
        const at = new Town(names(accounts));
        for (const living of lives) {
          for (let beat = 0; beat < BEATS; beat += 1) at.beat(living);
          const counts = living.map((process) => at.of(process).length);
          expect([...at.held.keys()].sort()).toEqual([...at.all].sort());
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('change nothing more once they share: no account is connected anew without need', () => {
    fc.assert(
      fc.property(town, ({ accounts, lives }) => {
        const at = new Town(names(accounts));
        const living = lives[0] ?? [1];
        for (let beat = 0; beat < BEATS; beat += 1) at.beat(living);
        const before = new Map(at.held);
        for (let beat = 0; beat < BEATS; beat += 1) at.beat(living);
        expect(new Map(at.held)).toEqual(before);
      }),
      { seed: 6, numRuns: 60 },
    );
  });
});
