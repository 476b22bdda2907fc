import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageOf, coverageUnits, type MemberRow } from '../../src/coverage/coverage.js';
import { doorRanges } from '../../src/coverage/ranges.js';
import { sumOf, worstFirst } from '../../src/coverage/sum.js';
import { personId, unitId } from '../../src/model/ids.js';
import type { Unit } from '../../src/model/town.js';
import type { Town } from '../../src/roster/town.js';

const unit = (id: string, households: readonly string[]): Unit => ({
  id: unitId(id),
  name: id,
  level: 'microgrid',
  kind: 'normal',
  parent: null,
  households,
});
const STAFF = ['s1', 's2'];
const townOf = (units: readonly Unit[]): Town => ({
  zone: 'Asia/Shanghai',
  units: new Map(units.map((u) => [u.id, u])),
  rooms: new Map(),
  staff: new Map(
    STAFF.map((id) => [
      personId(id),
      {
        id: personId(id),
        name: id,
        household: null,
        roles: [{ role: 'leader', unit: unitId('m1'), department: null }],
      },
    ]),
  ),
});
const row = (person: string, nickname: string | null, more: Partial<MemberRow> = {}): MemberRow => ({
  unit: unitId('m1'),
  person: personId(person),
  nickname,
  household: null,
  fixed: false,
  ...more,
});
const count = (households: readonly string[], members: readonly MemberRow[]) => {
  const m1 = unit('m1', households);
  const [found] = coverageOf(townOf([m1]), [m1], { members, rooms: [] });
  if (!found) throw new Error('not counted');
  return found;
};

describe('The coverage of one unit', () => {
  test('counts a household once, however many of it are in and however its label is spelt', () => {
    const found = count(
      ['3-1-101', '3号楼1单元201', '3-1-301'],
      [row('a', '3-1-101'), row('b', '3-1-101'), row('c', '3-1-201')],
    );
    expect(found).toMatchObject({ households: 3, present: 2, missing: ['3-1-301'], unknown: [], others: [] });
  });

  test('names what is not on the register, and who tells nothing, but for staff', () => {
    const found = count(['3-1-101'], [row('a', null), row('b', '3-9-901'), row('s1', null), row('s2', '8-101')]);
    expect(found).toMatchObject({ present: 0, missing: ['3-1-101'], unknown: ['a'], others: ['3-9-901'] });
  });

  test('counts staff who live there', () => {
    expect(count(['3-1-101'], [row('s1', '3-1-101')])).toMatchObject({ present: 1, missing: [] });
  });

  test('takes the nickname in this group before one from elsewhere, and that only if it is on this register', () => {
    const members = [
      row('a', '3-1-101', { household: '5-2-302' }),
      row('b', null, { household: '3-1-201' }),
      row('c', null, { household: '5-2-303' }),
    ];
    expect(count(['3-1-101', '3-1-201'], members)).toMatchObject({ present: 2, unknown: ['c'], others: [] });
  });

  test('believes the register rather than the nickname', () => {
    const members = [row('a', '3-1-201', { household: '3-1-101', fixed: true })];
    expect(count(['3-1-101', '3-1-201'], members)).toMatchObject({ present: 1, missing: ['3-1-201'] });
  });

  test('without a register tells the households that were seen', () => {
    expect(count([], [row('a', '62'), row('b', '62'), row('c', null)])).toMatchObject({
      households: 0,
      present: 0,
      missing: [],
      unknown: ['c'],
      others: ['62'],
    });
  });
});

const label = fc.constantFrom('1-101', '1-102', '1-201', '2-101', '2-102', '9-901', '62');
const labels = fc.uniqueArray(label);
const people = fc.array(
  fc.record({
    unit: fc.constantFrom(unitId('m1'), unitId('m2')),
    person: fc.constantFrom('a', 'b', 'c', 'd', 'e', ...STAFF).map(personId),
    nickname: fc.option(label),
    household: fc.option(label),
    fixed: fc.boolean(),
  }),
);

test('whoever is in the groups, the counts add up, in each unit and in the sum', () => {
  fc.assert(
    fc.property(labels, labels, people, (first, second, members) => {
      const units = [unit('m1', first), unit('m2', second)];
      const found = coverageOf(townOf(units), units, { members, rooms: [] });
      for (const one of found) {
        expect(one.present + one.missing.length).toBe(one.households);
        const placed = [...one.members.values()].flat();
        const everybody = new Set(members.filter((m) => m.unit === one.unit).map((m) => m.person));
        const residents = [...everybody].filter((person) => !STAFF.includes(person));
        expect([...placed, ...one.unknown].filter((p) => !STAFF.includes(p)).sort()).toEqual(residents.sort());
        expect(one.others.length + one.present).toBe(one.members.size);
      }
      const sum = sumOf(found);
      expect(sum.present + sum.missing).toBe(sum.households);
      expect(sum.households).toBe(first.length + second.length);
      expect(sum.unknown).toBe(found.reduce((all, one) => all + one.unknown.length, 0));
      expect(sum.registered + sum.unregistered).toBe(2);
    }),
  );
});

describe('Several units', () => {
  test('a unit without a register is left out of the ratio and counted by itself', () => {
    const units = [unit('m1', ['1-101', '1-102']), unit('m2', [])];
    const members = [row('a', '1-101'), row('b', '7', { unit: unitId('m2') }), row('c', null, { unit: unitId('m2') })];
    expect(sumOf(coverageOf(townOf(units), units, { members, rooms: [] }))).toMatchObject({
      households: 2,
      present: 1,
      missing: 1,
      unknown: 1,
      registered: 1,
      unregistered: 1,
      seen: 1,
    });
  });

  test('the least covered come first, those without a register last', () => {
    const units = [unit('none', []), unit('full', ['1']), unit('half', ['1', '2']), unit('big', ['1', '2', '3', '4'])];
    const members = ['full', 'half', 'big', 'big'].map((id, i) =>
      row(`p${i}`, i === 3 ? '2' : '1', { unit: unitId(id) }),
    );
    const found = worstFirst(coverageOf(townOf(units), units, { members, rooms: [] }));
    expect(found.map((one) => one.name)).toEqual(['big', 'half', 'full', 'none']);
  });

  test('a grid is counted by its micro-grids, not by itself', () => {
    const grid: Unit = { ...unit('g', []), level: 'grid' };
    const units = [grid, { ...unit('m1', ['1']), parent: grid.id }, { ...unit('m2', []), parent: grid.id }];
    expect(coverageUnits(townOf(units), grid.id).map((u) => u.id)).toEqual(['m1', 'm2']);
  });
});

describe('Ranges of doors', () => {
  test('stand for doors that follow one another on the register and are all missing', () => {
    const register = ['3-1-101', '3-1-102', '3-1-201', '3-1-202', '3-1-301', '3-2-101', '3-2-102'];
    expect(doorRanges(['3-1-101', '3-1-102', '3-1-201', '3-1-301', '3-2-102', '3-2-101'], register)).toEqual([
      {
        stair: '3-1-',
        ranges: [
          { from: '101', to: '201', count: 3 },
          { from: '301', to: '301', count: 1 },
        ],
      },
      {
        stair: '3-2-',
        ranges: [
          { from: '101', to: '101', count: 1 },
          { from: '102', to: '102', count: 1 },
        ],
      },
    ]);
  });

  test('tell every missing door once, and none that is in', () => {
    const doors = fc.uniqueArray(fc.integer({ min: 1, max: 40 }).map((n) => `${1 + (n % 3)}-${100 + n}`));
    fc.assert(
      fc.property(doors, doors, (register, some) => {
        const missing = some.filter((one) => register.includes(one));
        const told = doorRanges(missing, register);
        expect(told.flatMap((s) => s.ranges).reduce((sum, range) => sum + range.count, 0)).toBe(missing.length);
        for (const { stair, ranges } of told)
          for (const { from, to } of ranges) {
            const inside = register.filter((one) => {
              const door = Number(one.slice(stair.length));
              return one.startsWith(stair) && door >= Number(from) && door <= Number(to);
            });
            expect(inside.every((one) => missing.includes(one))).toBe(true);
          }
      }),
    );
  });
});
