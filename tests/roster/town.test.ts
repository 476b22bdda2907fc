import { describe, expect, test } from 'vitest';
import { personId, roomId, unitId } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import {
  chain,
  childrenOf,
  firstRung,
  holders,
  inScope,
  levelOfRole,
  nextRung,
  residentRooms,
  rungs,
  staffRoomOf,
  subtree,
  unitsOf,
  within,
  type Town,
} from '../../src/roster/town.js';

function townOf(setup: Record<string, unknown>): Town {
  const { units, rooms, people, timezone } = setupSchema.parse({ type: 'setup', rooms: [], ...setup });
  return {
    zone: timezone,
    units: new Map(units.map((u) => [u.id, u])),
    rooms: new Map(rooms.map((r) => [r.id, r])),
    staff: new Map(people.map((p) => [p.id, p])),
  };
}

const town = townOf({
  units: [
    { id: 'hq', name: '虹桥镇', level: 'town' },
    { id: 'hq7', name: '七村', level: 'community', parent: 'hq' },
    { id: 'g1', name: '七村第一网格', level: 'grid', parent: 'hq7' },
    { id: 'm13', name: '第13微网格', level: 'microgrid', parent: 'g1' },
    { id: 'm14', name: '第14微网格', level: 'microgrid', parent: 'g1' },
    { id: 'plant', name: '开关厂', level: 'microgrid', parent: 'hq', kind: 'special' },
  ],
  rooms: [
    { id: 'r13', name: '第13微网格群', unit: 'm13', kind: 'residents' },
    { id: 'r14', name: '第14微网格群', unit: 'm14', kind: 'residents' },
    { id: 'p', name: '开关厂群', unit: 'plant', kind: 'special' },
    { id: 'new', name: '新群', kind: 'residents' },
    { id: 's7', name: '七村工作群', unit: 'hq7', kind: 'staff' },
    { id: 'c', name: '虹桥镇治理中心', unit: 'hq', kind: 'center' },
  ],
  people: [
    { id: 'boss', name: '镇长', roles: [{ role: 'town', unit: 'hq' }] },
    { id: 'chen', name: '陈书记', roles: [{ role: 'community', unit: 'hq7' }] },
    {
      id: 'both',
      name: '又管网格又管微网格',
      roles: [
        { role: 'leader', unit: 'g1' },
        { role: 'leader', unit: 'm14' },
      ],
    },
    { id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'm13' }] },
    { id: 'vol', name: '志愿者', roles: [{ role: 'volunteer', unit: 'm13' }] },
    { id: 'root', name: '管理员', roles: [{ role: 'admin', unit: 'm14' }] },
  ],
});
const u = unitId;
const ids = (list: readonly { id: string }[]): string[] => list.map((x) => x.id);

describe('Above and below', () => {
  test('a unit lies in itself and in everything above it', () => {
    expect(ids(chain(town, u('m13')))).toEqual(['m13', 'g1', 'hq7', 'hq']);
    expect(within(town, u('m13'), u('m13'))).toBe(true);
    expect(within(town, u('m13'), u('hq7'))).toBe(true);
    expect(within(town, u('hq7'), u('m13'))).toBe(false);
    expect(within(town, u('plant'), u('hq7'))).toBe(false);
  });

  test('a unit that nobody knows lies nowhere', () => {
    expect(chain(town, u('nowhere'))).toEqual([]);
    expect(within(town, u('nowhere'), u('hq'))).toBe(false);
    expect(holders(town, u('nowhere'), 'town')).toEqual([]);
    expect(staffRoomOf(town, u('nowhere'))).toBeNull();
    expect(firstRung(town, u('nowhere'))).toBe('microgrid');
  });

  test('below are children, and theirs', () => {
    expect(ids(childrenOf(town, u('hq')))).toEqual(['hq7', 'plant']);
    expect(ids(subtree(town, u('hq7')))).toEqual(['hq7', 'g1', 'm13', 'm14']);
    expect(ids(residentRooms(town, u('hq')))).toEqual(['r13', 'r14', 'p']);
    expect(ids(residentRooms(town, u('m14')))).toEqual(['r14']);
  });
});

describe('Who holds a tier', () => {
  test('the nearest comes first, people without that role not at all', () => {
    expect(ids(holders(town, u('m13'), 'microgrid'))).toEqual(['yao', 'both']);
    expect(ids(holders(town, u('m14'), 'microgrid'))).toEqual(['both']);
    expect(ids(holders(town, u('m13'), 'grid'))).toEqual([]);
    expect(ids(holders(town, u('plant'), 'community'))).toEqual([]);
  });

  test('the ladder leaves out tiers at which nobody answers', () => {
    expect(rungs(town, u('m13'))).toEqual(['microgrid', 'community', 'town']);
    expect(nextRung(town, u('m13'), 'microgrid')).toBe('community');
    expect(nextRung(town, u('m13'), 'grid')).toBe('community');
    expect(nextRung(town, u('m13'), 'town')).toBeNull();
  });

  test('a new matter is held by the lowest tier at which somebody answers', () => {
    expect(firstRung(town, u('m13'))).toBe('microgrid');
    expect(firstRung(town, u('plant'))).toBe('town');
    expect(firstRung({ ...town, staff: new Map() }, u('hq7'))).toBe('community');
  });

  test('roles outside the ladder stand for no tier', () => {
    expect(levelOfRole('worker')).toBe('grid');
    for (const role of ['department', 'volunteer', 'admin'] as const) expect(levelOfRole(role)).toBeNull();
  });
});

describe('Rooms for staff', () => {
  test('the nearest above is meant, the center where there is no other', () => {
    expect(staffRoomOf(town, u('m13'))?.id).toBe('s7');
    expect(staffRoomOf(town, u('plant'))?.id).toBe('c');
    expect(staffRoomOf(town, u('m13'), 'town')?.id).toBe('c');
    expect(staffRoomOf(town, u('m13'), 'district')).toBeNull();
  });

  test('a staff room of a unit is meant before its center', () => {
    const rooms = new Map(town.rooms).set(roomId('s'), {
      id: roomId('s'),
      name: '镇工作群',
      unit: u('hq'),
      kind: 'staff',
    });
    expect(staffRoomOf({ ...town, rooms }, u('plant'))?.id).toBe('s');
  });
});

describe('What a person may touch', () => {
  const person = (id: string) => town.staff.get(personId(id))!;
  test('their units and everything below, an admin everything, a volunteer nothing', () => {
    expect(inScope(town, person('chen'), u('m13'))).toBe(true);
    expect(inScope(town, person('chen'), u('plant'))).toBe(false);
    expect(inScope(town, person('yao'), u('m14'))).toBe(false);
    expect(inScope(town, person('yao'), u('g1'))).toBe(false);
    expect(inScope(town, person('root'), u('hq'))).toBe(true);
    expect(inScope(town, person('vol'), u('m13'))).toBe(false);
    expect(inScope(town, person('chen'), u('m13'), ['leader'])).toBe(false);
    expect(unitsOf(person('both'))).toEqual(['g1', 'm14']);
    expect(unitsOf(person('vol'))).toEqual([]);
  });
});

describe('A tree with mistakes in it', () => {
  const broken = townOf({
    units: [
      { id: 'a', name: '甲', level: 'grid', parent: 'b' },
      { id: 'b', name: '乙', level: 'community', parent: 'a' },
      { id: 'self', name: '自己', level: 'grid', parent: 'self' },
      { id: 'orphan', name: '孤儿', level: 'grid', parent: 'gone' },
    ],
  });
  test('units in a circle come to an end', () => {
    expect(ids(chain(broken, u('a')))).toEqual(['a', 'b']);
    expect(ids(chain(broken, u('self')))).toEqual(['self']);
    expect(ids(subtree(broken, u('b')))).toEqual(['a', 'b']);
    expect(staffRoomOf(broken, u('a'))).toBeNull();
    expect(nextRung(broken, u('a'), 'grid')).toBeNull();
  });

  test('a parent that is missing ends the way up', () => {
    expect(ids(chain(broken, u('orphan')))).toEqual(['orphan']);
  });
});
