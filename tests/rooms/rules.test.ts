import { describe, expect, test } from 'vitest';
import { accountId, platformId, roomId, unitId } from '../../src/model/ids.js';
import { compareRooms } from '../../src/rooms/compare.js';
import { usualKind, withKind } from '../../src/rooms/kinds.js';
import { oneMore, refusedUntil } from '../../src/rooms/tries.js';
import type { PlacedRoom } from '../../src/store/rooms.js';

const HOUR_MS = 3600_000;

const room = (id: string, name: string, over: Partial<PlacedRoom> = {}): PlacedRoom => ({
  id: roomId(id),
  name,
  unit: unitId('u'),
  kind: 'residents',
  source: { platform: platformId('p'), account: accountId('a') },
  platformRoom: roomId(id),
  pending: null,
  leftAt: null,
  ...over,
});
const list = (...rooms: (readonly [string, string])[]) => rooms.map(([id, name]) => ({ room: roomId(id), name }));
const shown = (found: ReturnType<typeof compareRooms>) => ({
  gone: found.gone.map(({ id }) => id),
  back: found.back.map(({ id }) => id),
  changed: found.changed.map((c) => `${c.room.id}>${c.newId}`),
  unknown: found.unknown.map((u) => u.room),
});

describe("An account's list of rooms", () => {
  test('a name that two missing rooms have, or two new ones, points to none of them', () => {
    const two = compareRooms([room('a', '群'), room('b', '群')], list(['x', '群']));
    expect(shown(two)).toEqual({ gone: ['a', 'b'], back: [], changed: [], unknown: ['x'] });
    const other = compareRooms([room('a', '群')], list(['x', '群'], ['y', '群']));
    expect(shown(other)).toEqual({ gone: ['a'], back: [], changed: [], unknown: ['x', 'y'] });
  });

  test('a room whose new id waits to be confirmed is there under either id', () => {
    const waits = room('a', '群', { pending: roomId('x') });
    expect(shown(compareRooms([waits], list(['x', '群'])))).toEqual({ gone: [], back: [], changed: [], unknown: [] });
  });

  test('a room that was met before the list came may be the missing one as well', () => {
    const met = room('x', '群', { unit: null });
    expect(shown(compareRooms([room('a', '群'), met], list(['x', '群']))).changed).toEqual(['a>x']);
  });

  test('one that lacks most of many rooms was not loaded whole: nobody was thrown out of so many at once', () => {
    const many = Array.from({ length: 100 }, (_, at) => room(`r${String(at)}`, `群${String(at)}`));
    const some = (count: number) => list(...many.slice(0, count).map(({ id, name }) => [id, name] as const));
    expect(compareRooms(many, some(30)).gone).toHaveLength(0);
    expect(compareRooms(many, some(90)).gone).toHaveLength(10);
    expect(compareRooms(many, []).gone).toHaveLength(0);
  });
});

describe('What kind of room a code is for', () => {
  test.each([
    ['七村', '七村', null],
    ['七村 工作群', '七村', 'staff'],
    ['七村工作群', '七村', 'staff'],
    ['七村网格工作群', '七村', 'staff'],
    ['七村第13微网格 居民群', '七村第13微网格', 'residents'],
    ['虹桥镇 中心', '虹桥镇', 'center'],
    ['社会治理中心', '社会治理中心', null],
    ['开关厂 专群', '开关厂', 'special'],
    ['lh1-3 staff', 'lh1-3', 'staff'],
    ['工作群', '工作群', null],
  ])('%s', (words, name, kind) => {
    expect(withKind(words)).toEqual({ name, kind });
  });

  test('nobody guesses it for a town', () => {
    expect([usualKind('microgrid'), usualKind('community'), usualKind('town')]).toEqual([
      'residents',
      'residents',
      null,
    ]);
  });
});

describe('Wrong codes', () => {
  const after = (...minutes: number[]) => minutes.reduce<number[]>((all, at) => oneMore(all, at * 60_000), []);

  test('five within an hour close the door for an hour after the fifth', () => {
    const wrong = after(0, 1, 2, 3, 50);
    expect(refusedUntil(wrong.slice(0, 4), 51 * 60_000)).toBeNull();
    expect(refusedUntil(wrong, 51 * 60_000)).toBe(50 * 60_000 + HOUR_MS);
    expect(refusedUntil(wrong, 50 * 60_000 + HOUR_MS)).toBeNull();
  });

  test('five over more than an hour do not, and after a refusal the count begins anew', () => {
    expect(refusedUntil(after(0, 1, 2, 3, 61), 62 * 60_000)).toBeNull();
    expect(refusedUntil(after(0, 1, 2, 3, 4, 65), 66 * 60_000)).toBeNull();
  });
});
