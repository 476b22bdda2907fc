import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptOf, likelySame, sameMatterScore, type Raised } from '../../src/message/decide/same-matter.js';
import { inOneCommunity } from '../../src/roster/cover.js';
import { messageId, unitId } from '../../src/model/ids.js';
import type { Ticket } from '../../src/model/ticket.js';
import type { Level, Unit } from '../../src/model/town.js';
import type { Town } from '../../src/roster/town.js';
import { ticket } from '../tickets/sample.js';
import { MINUTE, NOW } from './support.js';

const unit = (id: string, level: Level, parent: string | null): [Unit['id'], Unit] => [
  unitId(id),
  { id: unitId(id), name: id, level, kind: 'normal', parent: parent === null ? null : unitId(parent), households: [] },
];
const TOWN: Town = {
  zone: 'Asia/Shanghai',
  units: new Map([
    unit('t', 'town', null),
    ...['a', 'b'].flatMap((c) => [
      unit(c, 'community', 't'),
      ...['1', '2'].flatMap((g) => [
        unit(`${c}${g}`, 'grid', c),
        ...['x', 'y'].map((m) => unit(`${c}${g}${m}`, 'microgrid', `${c}${g}`)),
      ]),
    ]),
  ]),
  rooms: new Map(),
  staff: new Map(),
};

let last = 0;
function raised(
  text: string,
  over: Partial<Omit<Ticket, 'unit'>> & { unit?: string; minutesAgo?: number } = {},
): Raised {
  const { unit: at = 'a1x', minutesAgo = 5, ...rest } = over;
  last += 1;
  const base = { number: last, category: 'utilities', openedAt: NOW - minutesAgo * MINUTE, mergedInto: null } as const;
  const messages = [messageId(`s${String(last)}`)];
  return { ticket: ticket({ ...base, messages, summary: text, ...rest, unit: unitId(at) }), texts: [text] };
}

const alike = (a: Raised, b: Raised) => likelySame(a, [a, b], TOWN).length === 1;

describe('Whether two tickets look like one matter', () => {
  test('an outage seen from two micro-grids of a community, of one grid or two', () => {
    expect(alike(raised('我们这栋停电了'), raised('5号楼全黑了', { unit: 'a1y' }))).toBe(true);
    expect(alike(raised('我们这栋停电了'), raised('没电了!', { unit: 'a2y' }))).toBe(true);
  });

  test('never across communities', () => {
    expect(alike(raised('停电了'), raised('停电了', { unit: 'b1x' }))).toBe(false);
    expect(inOneCommunity(TOWN, [unitId('a1x'), unitId('b1x')])).toBe(false);
  });

  test('no outage of water is one of power, nor does a lamp spread', () => {
    expect(alike(raised('停水了'), raised('停电了', { unit: 'a1y' }))).toBe(false);
    const lamp = { category: 'facilities' };
    expect(alike(raised('楼道灯坏了', lamp), raised('楼道灯坏了', { ...lamp, unit: 'a1y' }))).toBe(false);
  });

  test('numbered houses of two units are no contradiction, a market and a gate are', () => {
    const at = (location: string, more = {}) => raised('路上积水了', { category: 'disaster', location, ...more });
    expect(alike(at('3号楼'), at('5号楼', { unit: 'a1y' }))).toBe(true);
    expect(alike(at('菜场门口'), at('东大门', { unit: 'a1y' }))).toBe(false);
  });

  test('in one unit the same words about the same place', () => {
    const lamp = { category: 'facilities', location: '3号楼' };
    expect(alike(raised('3号楼门口路灯不亮', lamp), raised('3号楼路灯坏了', lamp))).toBe(true);
    expect(alike(raised('3号楼门口路灯不亮', lamp), raised('路灯坏了', { ...lamp, location: '7号楼' }))).toBe(false);
    expect(alike(raised('门口路灯不亮', lamp), raised('健身器材断了', lamp))).toBe(false);
  });

  test('not what is settled, merged, private, or long ago', () => {
    const here = raised('停电了');
    expect(alike(here, raised('停电了', { unit: 'a1y', status: 'resolved' }))).toBe(false);
    expect(alike(here, raised('停电了', { unit: 'a1y', mergedInto: 900 }))).toBe(false);
    expect(alike(here, raised('停电了', { unit: 'a1y', confidential: true }))).toBe(false);
    expect(alike(here, raised('停电了', { unit: 'a1y', minutesAgo: 8 * 60 }))).toBe(false);
  });

  test('it does not matter which came first', () => {
    const any = fc.record({
      text: fc.constantFrom('停电了', '没水', '好臭', '3号楼路灯坏了', '路灯不亮', ''),
      unit: fc.constantFrom('a1x', 'a1y', 'a2x', 'b1x'),
      category: fc.constantFrom('utilities', 'facilities', 'pollution'),
      location: fc.constantFrom('3号楼', '5号楼', '东门', null),
    });
    fc.assert(
      fc.property(any, any, (x, y) => {
        const [a, b] = [raised(x.text, x), raised(y.text, y)];
        expect(sameMatterScore(a, b, TOWN)).toBe(sameMatterScore(b, a, TOWN));
      }),
    );
  });

  test('what is kept is the first that is no mere proposal', () => {
    const proposed = raised('停电了', { status: 'proposed' }).ticket;
    const open = raised('停电了').ticket;
    expect(keptOf([proposed, open])?.number).toBe(open.number);
    expect(keptOf([proposed])?.number).toBe(proposed.number);
  });
});
