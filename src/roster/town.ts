/** The town as a tree: who is above, who is below, who holds which tier, which room is whose. Pure. */
import type { PersonId, RoomId, UnitId } from '../model/ids.js';
import { LEVELS, levelRank, type Level, type Person, type Role, type Room, type Unit } from '../model/town.js';

/** Units, rooms and everybody with a role; residents are looked up one by one. */
export interface Town {
  readonly zone: string;
  readonly units: ReadonlyMap<UnitId, Unit>;
  readonly rooms: ReadonlyMap<RoomId, Room>;
  readonly staff: ReadonlyMap<PersonId, Person>;
  /** Rooms in which the bot's account sits no more: nothing goes there, but reports still name them. */
  readonly left?: ReadonlyMap<RoomId, Room>;
}

/** With the rooms that were left, for reports about what was to go there. */
export const withLeft = (town: Town): Town =>
  town.left === undefined ? town : { ...town, rooms: new Map([...town.left, ...town.rooms]) };

/** Which role answers for which tier. */
export const ROLE_OF_LEVEL: Readonly<Record<Level, Role>> = {
  microgrid: 'leader',
  grid: 'worker',
  community: 'community',
  town: 'town',
  district: 'district',
};

/** The tier a role works at; null for roles outside the ladder. */
export function levelOfRole(role: Role): Level | null {
  return LEVELS.find((level) => ROLE_OF_LEVEL[level] === role) ?? null;
}

/** The unit itself, its parent, and so on up; stops at a missing parent or a loop. */
export function chain(town: Town, unit: UnitId): Unit[] {
  const found: Unit[] = [];
  for (
    let at = town.units.get(unit);
    at !== undefined;
    at = at.parent === null ? undefined : town.units.get(at.parent)
  ) {
    if (found.includes(at)) break;
    found.push(at);
  }
  return found;
}

/** Whether `unit` is `of` or lies below it. */
export const within = (town: Town, unit: UnitId, of: UnitId): boolean => chain(town, unit).some((u) => u.id === of);

/** The unit and all below it, in the order of the town's list. */
export function subtree(town: Town, of: UnitId): Unit[] {
  return [...town.units.values()].filter((u) => within(town, u.id, of));
}

export function childrenOf(town: Town, of: UnitId): Unit[] {
  return [...town.units.values()].filter((u) => u.parent === of);
}

/** Everybody who answers for `unit` at a tier, nearest unit first. */
export function holders(town: Town, unit: UnitId, level: Level): Person[] {
  const role = ROLE_OF_LEVEL[level];
  const above = chain(town, unit).map((u) => u.id);
  return [...town.staff.values()]
    .map((person) => ({
      person,
      distance: Math.min(
        ...person.roles.filter((r) => r.role === role && above.includes(r.unit)).map((r) => above.indexOf(r.unit)),
      ),
    }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance)
    .map(({ person }) => person);
}

/** The tiers at which somebody answers for `unit`, from the smallest up. */
export const rungs = (town: Town, unit: UnitId): Level[] =>
  LEVELS.filter((level) => holders(town, unit, level).length > 0);

/** The next tier above `level` at which somebody else answers than at it; null at the top. */
export function nextRung(town: Town, unit: UnitId, level: Level): Level | null {
  const now = holders(town, unit, level);
  const above = rungs(town, unit).filter((rung) => levelRank(rung) > levelRank(level));
  return above.find((rung) => holders(town, unit, rung).some((p) => !now.some((n) => n.id === p.id))) ?? null;
}

/** The tier that holds a new matter of `unit`: the lowest at which somebody answers. */
export function firstRung(town: Town, unit: UnitId): Level {
  return rungs(town, unit)[0] ?? town.units.get(unit)?.level ?? 'microgrid';
}

/** The nearest staff room at or above `unit` (a center counts as its town's). null when the town has none. */
export function staffRoomOf(town: Town, unit: UnitId, atLeast: Level = 'microgrid'): Room | null {
  const rooms = [...town.rooms.values()];
  for (const above of chain(town, unit)) {
    if (levelRank(above.level) < levelRank(atLeast)) continue;
    const room =
      rooms.find((r) => r.unit === above.id && r.kind === 'staff') ??
      rooms.find((r) => r.unit === above.id && r.kind === 'center');
    if (room) return room;
  }
  return null;
}

/** Rooms of residents in a unit and everything below it. */
export function residentRooms(town: Town, of: UnitId): Room[] {
  return [...town.rooms.values()].filter(
    (r) => (r.kind === 'residents' || r.kind === 'special') && r.unit !== null && within(town, r.unit, of),
  );
}

/** The units for which a person has any of the roles (all staff roles when none are named). */
export function unitsOf(person: Pick<Person, 'roles'>, roles?: readonly Role[]): UnitId[] {
  return person.roles.filter((r) => (roles ? roles.includes(r.role) : r.role !== 'volunteer')).map((r) => r.unit);
}

/** Whether a person's staff roles reach `unit`; an admin's reach everything. */
export function inScope(town: Town, person: Pick<Person, 'roles'>, unit: UnitId, roles?: readonly Role[]): boolean {
  if (person.roles.some((r) => r.role === 'admin')) return true;
  return unitsOf(person, roles).some((of) => within(town, unit, of));
}
