/** The town: rooms that belong to nobody, units that nobody answers for. */
import { chain, ROLE_OF_LEVEL, rungs, staffRoomOf, type Town } from '../roster/town.js';
import { levelRank, type Room, type Unit } from '../model/town.js';
import type { PlacedRoom } from '../store/rooms.js';
import { listed, note, ok, wrong, type Finding } from './finding.js';

/** `placed`: every room with the account that speaks there, also those that were left. */
export function checkTown(town: Town, pendingRooms: readonly string[], placed: readonly PlacedRoom[] = []): Finding[] {
  if (town.units.size === 0) return [note('no town yet', 'fill it with "town" in the configuration')];
  const rooms = [...town.rooms.values()].filter(({ kind }) => kind !== 'outlet');
  const units = [...town.units.values()];
  const findings = [
    unbound(rooms, placed),
    ...left(placed),
    ...microgridsWithoutRoom(rooms, units),
    ...onSeveralAccounts(placed),
    ...withoutHolder(town, rooms),
    ...withoutStaff(town, units),
    ...withoutStaffRoom(town, units),
    ...brokenTree(town, units),
    ...pending(pendingRooms),
  ];
  return [
    ok(`${units.length} units, ${rooms.length} rooms, ${town.staff.size} staff`),
    ...findings.filter((f) => f !== null),
  ];
}

/** A room by which an account stands by in a bound group needs no unit of its own. */
function unbound(rooms: readonly Room[], placed: readonly PlacedRoom[]): Finding | null {
  const bound = new Set(placed.filter(({ unit }) => unit !== null).map(({ name }) => name));
  const found = rooms.filter((room) => room.unit === null && !bound.has(room.name));
  if (found.length === 0) return null;
  return note(
    `${found.length} room(s) belong to no unit: ${listed(found.map((r) => r.id))}`,
    'say "绑定 CODE" in each',
  );
}

function left(placed: readonly PlacedRoom[]): Finding[] {
  const found = placed.filter(({ unit, leftAt }) => unit !== null && leftAt !== null);
  if (found.length === 0) return [];
  return [
    note(
      `the account is no longer in ${found.length} bound room(s): ${listed(found.map((r) => r.id))}`,
      'put it back, or let another account take over: "接管"',
    ),
  ];
}

function microgridsWithoutRoom(rooms: readonly Room[], units: readonly Unit[]): Finding[] {
  const found = units.filter(
    ({ id, level, kind }) => level === 'microgrid' && kind === 'normal' && !rooms.some((room) => room.unit === id),
  );
  if (found.length === 0) return [];
  return [
    note(
      `${found.length} micro-grid(s) have no room: ${listed(found.map((u) => u.id))}`,
      'notices do not reach them; add the bot to their groups and bind them',
    ),
  ];
}

/** An outage of one account then cuts off a part of the unit only, which is easily overlooked. */
function onSeveralAccounts(placed: readonly PlacedRoom[]): Finding[] {
  const accounts = new Map<string, Set<string>>();
  for (const { unit, kind, source } of placed) {
    if (unit === null || kind === 'outlet') continue;
    accounts.set(unit, (accounts.get(unit) ?? new Set()).add(`${source.platform}/${source.account}`));
  }
  const found = [...accounts].filter(([, several]) => several.size > 1).map(([unit]) => unit);
  if (found.length === 0) return [];
  return [note(`the rooms of ${found.length} unit(s) are on several accounts: ${listed(found)}`)];
}

/** Matters raised there would reach nobody, at any tier. */
function withoutHolder(town: Town, rooms: readonly Room[]): Finding[] {
  const found = rooms.filter((room) => room.unit !== null && rungs(town, room.unit).length === 0);
  if (found.length === 0) return [];
  return [
    wrong(`nobody at any tier answers for room(s) ${listed(found.map((r) => r.id))}`, 'give somebody there a role'),
  ];
}

/** Whoever is above answers meanwhile, so the town goes on. */
function withoutStaff(town: Town, units: readonly Unit[]): Finding[] {
  const has = (unit: Unit): boolean =>
    [...town.staff.values()].some((person) =>
      person.roles.some((role) => role.unit === unit.id && role.role === ROLE_OF_LEVEL[unit.level]),
    );
  const found = units.filter((unit) => !has(unit));
  if (found.length === 0) return [];
  return [
    note(
      `${found.length} unit(s) have nobody of their own: ${listed(found.map((u) => u.id))}`,
      'the tier above answers for them; name somebody',
    ),
  ];
}

function withoutStaffRoom(town: Town, units: readonly Unit[]): Finding[] {
  const found = units.filter((unit) => staffRoomOf(town, unit.id) === null);
  if (found.length === 0) return [];
  return [
    wrong(
      `no staff room at or above unit(s) ${listed(found.map((u) => u.id))}`,
      'bind a staff group there: proposals and escalations need one',
    ),
  ];
}

function brokenTree(town: Town, units: readonly Unit[]): Finding[] {
  const found = units.filter((unit) => {
    if (unit.parent === null) return false;
    const parent = town.units.get(unit.parent);
    const loops = chain(town, unit.id).at(-1)?.parent !== null;
    return parent === undefined || loops || levelRank(parent.level) <= levelRank(unit.level);
  });
  if (found.length === 0) return [];
  return [
    wrong(
      `unit(s) whose parent is missing, below them or their own: ${listed(found.map((u) => u.id))}`,
      'correct the units and import them again',
    ),
  ];
}

function pending(rooms: readonly string[]): Finding[] {
  if (rooms.length === 0) return [];
  return [
    wrong(
      `room(s) with a new id that nobody has confirmed: ${listed(rooms)}`,
      'confirm or refuse it in the staff room',
    ),
  ];
}
