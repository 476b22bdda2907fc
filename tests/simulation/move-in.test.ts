/** The simulated district as it stands in the store: everybody is called there as they call themselves when they speak. */
import { afterEach, expect, test } from 'vitest';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { loadTown } from '../../src/store/town.js';
import { accountOfRoom, DISTRICT, nicknameOf, partOf, USER } from '../measure/district/district.js';
import { idsOfAccount, leaveBacklog, moveIn, roomIdOf } from '../measure/district/move-in.js';

const NOW = 1_776_736_800_000;
const size = { ...partOf(DISTRICT, 2), rooms: 40, grids: 4, communities: 2, towns: 1 };

let store: Store | null = null;
afterEach(() => store?.close());

async function movedIn(): Promise<Store> {
  store = await openMemoryStore();
  await moveIn(store, size, NOW);
  return store;
}

test('every room has its people on the register, under the names they speak by', async () => {
  const { db } = await movedIn();
  const members = await db.selectFrom('members').select(['room', 'person', 'name']).execute();
  expect(members).toHaveLength(size.rooms * size.residents);
  for (const [room, at] of [
    [0, 0],
    [7, 63],
    [39, 74],
  ] as const) {
    const person = idsOfAccount(accountOfRoom(size, room)).person(USER.resident(room, at));
    const found = members.find((member) => member.person === person);
    expect(found).toEqual({ room: roomIdOf(size, room), person, name: nicknameOf(size, room, at) });
  }
});

test('the town is whole: a leader for each room, a worker for each grid, rooms of two accounts', async () => {
  const town = await loadTown((await movedIn()).db, 'Asia/Shanghai');
  const roles = [...town.staff.values()].flatMap((person) => person.roles.map(({ role }) => role));
  expect(roles.filter((role) => role === 'leader')).toHaveLength(40);
  expect(roles.filter((role) => role === 'worker')).toHaveLength(4);
  expect([...town.rooms.values()].filter(({ kind }) => kind === 'residents')).toHaveLength(40);
});

test('what the day has left is one untaken ticket in each grid, due at the minute', async () => {
  const moved = await movedIn();
  await leaveBacklog(moved, size, { settled: 10, waiting: 4, dueAt: NOW });
  const due = await moved.db.selectFrom('due').select(['ref', 'due_at']).execute();
  expect(due.map(({ ref }) => ref)).toEqual(['11', '12', '13', '14']);
  const open = await moved.db.selectFrom('tickets').select('unit').where('status', '=', 'open').execute();
  expect(open.map(({ unit }) => unit)).toEqual(['m0', 'm10', 'm20', 'm30']);
});
