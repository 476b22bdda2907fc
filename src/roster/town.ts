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
  const root = town.units.get(of);
  if (root === undefined) return [];
  const { children, places } = treeOf(town.units);
  const found = new Set([root]);
  // What is added while it is walked is walked as well.
  for (const unit of found) for (const child of children.get(unit.id) ?? []) found.add(child);
  if (found.size * 2 > town.units.size) return [...town.units.values()].filter((unit) => found.has(unit));
  return [...found].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

export const childrenOf = (town: Town, of: UnitId): Unit[] => [...(treeOf(town.units).children.get(of) ?? [])];

interface Tree {
  readonly children: ReadonlyMap<UnitId, readonly Unit[]>;
  /** In the town's list. */
  readonly places: ReadonlyMap<UnitId, number>;
}

/** A district has twenty thousand units, and each evening's digests ask for what lies below every one of them. */
const treeOf = oncePerList((units: Town['units']): Tree => {
  const children = new Map<UnitId, Unit[]>();
  for (const unit of units.values()) {
    if (unit.parent === null) continue;
    const beside = children.get(unit.parent);
    if (beside) beside.push(unit);
    else children.set(unit.parent, [unit]);
  }
  return { children, places: new Map([...units.keys()].map((id, place) => [id, place])) };
});

/** Everybody who answers for `unit` at a tier, nearest unit first. */
export function holders(town: Town, unit: UnitId, level: Level): Person[] {
  const role = ROLE_OF_LEVEL[level];
  return [...new Set(chain(town, unit).flatMap((above) => staffAt(town, role, above.id)))];
}

/** Everybody who has the role at this very unit, in the order of the town's list. */
export const staffAt = (town: Town, role: Role, unit: UnitId): readonly Person[] =>
  rolesOf(town.staff).get(unit)?.get(role) ?? [];

type Roles = ReadonlyMap<UnitId, ReadonlyMap<Role, readonly Person[]>>;

/** A district has as many leaders as groups, and each matter asks several times who answers for it. */
const rolesOf = oncePerList((staff: Town['staff']): Roles => {
  const made = new Map<UnitId, Map<Role, Person[]>>();
  for (const person of staff.values())
    for (const { role, unit } of person.roles) {
      const here = made.get(unit) ?? new Map<Role, Person[]>();
      made.set(unit, here);
      const beside = here.get(role);
      if (beside === undefined) here.set(role, [person]);
      else if (!beside.includes(person)) beside.push(person);
    }
  return made;
});

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
  for (const above of chain(town, unit)) {
    if (levelRank(above.level) < levelRank(atLeast)) continue;
    const rooms = roomsAt(town, above.id);
    const room = rooms.find(({ kind }) => kind === 'staff') ?? rooms.find(({ kind }) => kind === 'center');
    if (room) return room;
  }
  return null;
}

/** Every room of this very unit, in the order of the town's list. */
export const roomsAt = (town: Town, unit: UnitId): readonly Room[] => boundTo(town.rooms).get(unit) ?? [];

const boundTo = oncePerList((rooms: Town['rooms']): ReadonlyMap<UnitId, readonly Room[]> => {
  const made = new Map<UnitId, Room[]>();
  for (const room of rooms.values()) {
    if (room.unit === null) continue;
    const beside = made.get(room.unit);
    if (beside) beside.push(room);
    else made.set(room.unit, [room]);
  }
  return made;
});

/** Rooms of residents in a unit and everything below it. */
export function residentRooms(town: Town, of: UnitId): Room[] {
  const homes = homesOf(town.rooms);
  return subtree(town, of)
    .flatMap(({ id }) => homes.get(id) ?? [])
    .sort((a, b) => a.place - b.place)
    .map(({ room }) => room);
}

interface Home {
  readonly room: Room;
  /** In the town's list. */
  readonly place: number;
}

const homesOf = oncePerList((rooms: Town['rooms']): ReadonlyMap<UnitId, readonly Home[]> => {
  const made = new Map<UnitId, Home[]>();
  [...rooms.values()].forEach((room, place) => {
    if ((room.kind !== 'residents' && room.kind !== 'special') || room.unit === null) return;
    const beside = made.get(room.unit);
    if (beside) beside.push({ room, place });
    else made.set(room.unit, [{ room, place }]);
  });
  return made;
});

/** The units for which a person has any of the roles (all staff roles when none are named). */
export function unitsOf(person: Pick<Person, 'roles'>, roles?: readonly Role[]): UnitId[] {
  return person.roles.filter((r) => (roles ? roles.includes(r.role) : r.role !== 'volunteer')).map((r) => r.unit);
}

/** Whether a person's staff roles reach `unit`; an admin's reach everything. */
export function inScope(town: Town, person: Pick<Person, 'roles'>, unit: UnitId, roles?: readonly Role[]): boolean {
  if (person.roles.some((r) => r.role === 'admin')) return true;
  return unitsOf(person, roles).some((of) => within(town, unit, of));
}

/** What is made of a list of the town, made at the first question; a town that changed comes with new lists. */
function oncePerList<List extends object, Made>(make: (list: List) => Made): (list: List) => Made {
  const known = new WeakMap<List, { readonly made: Made }>();
  return (list) => {
    const kept = known.get(list) ?? { made: make(list) };
    known.set(list, kept);
    return kept.made;
  };
}
