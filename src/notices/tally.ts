/** Who has the notice and who confirmed it, by unit: the one count that preview, progress, reports and reminders are made of. */
import type { RoomId, UnitId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Room, Unit } from '../model/town.js';
import { outletsInScope } from '../outlets/scope.js';
import { householdLabel } from '../roster/household.js';
import { residentRooms, withLeft, type Town } from '../roster/town.js';
import { deliveriesOf, type Delivery } from '../store/notices.js';
import type { Db } from '../store/open.js';
import { householdsSeen, receiptsOf, type SeenHousehold } from '../store/receipts.js';

/** One unit's share of a notice. All rooms of a unit are counted together, so that a household in two of them counts once. */
export interface UnitTally {
  /** null: a room that is bound to no unit any more. */
  readonly unit: UnitId | null;
  readonly name: string;
  readonly rooms: readonly RoomId[];
  /** On the register; without one, seen among the members or confirmed. */
  readonly households: number;
  /** Households that confirmed, unknown ones counted by person. */
  readonly receipts: number;
  /** Labels of households that have not, sorted by their numbers. */
  readonly missing: readonly string[];
  /** People of unknown household who have not confirmed; 0 where there is a register. */
  readonly missingUnknown: number;
}

export interface Tally {
  /** To groups. */
  readonly deliveries: readonly Delivery[];
  /** To outlets. */
  readonly outlets: readonly Delivery[];
  readonly units: readonly UnitTally[];
}

const byNumbers = new Intl.Collator('en', { numeric: true });
export const sortLabels = (labels: Iterable<string>): string[] => [...labels].sort(byNumbers.compare);

/** The rooms that a scope reaches, each once, in the town's order. */
export function roomsInScope(town: Town, scope: readonly UnitId[]): Room[] {
  const rooms = new Map(scope.flatMap((unit) => residentRooms(town, unit)).map((room) => [room.id, room]));
  return [...rooms.values()];
}

/** Its rooms, and the outlets that show it. */
export const placesInScope = (town: Town, scope: readonly UnitId[]): Room[] => [
  ...roomsInScope(town, scope),
  ...outletsInScope(town, scope),
];

/** Counts a notice as it stands: its booked rooms, or those it would go to while nothing is booked. */
export async function tallyOf(db: Db, town: Town, notice: Notice): Promise<Tally> {
  const booked = await deliveriesOf(db, notice.number);
  const all = booked.length > 0 ? booked : placesInScope(town, notice.scope).map(notYet);
  const deliveries = all.filter(({ outlet }) => !outlet);
  const rooms = deliveries.map((d) => d.room);
  const seen = await householdsSeen(db, rooms);
  const received = await receiptsOf(db, notice.number);
  const outlets = all.filter(({ outlet }) => outlet);
  return { deliveries, outlets, units: countUnits(withLeft(town), rooms, seen, received) };
}

const notYet = ({ id, kind }: Room): Delivery => ({
  room: id,
  outbox: null,
  state: null,
  notBefore: null,
  outlet: kind === 'outlet',
});

/** The pure count. Receipts from rooms outside `rooms`, and of staff whose household is unknown, are left out. */
export function countUnits(
  town: Town,
  rooms: readonly RoomId[],
  seen: readonly SeenHousehold[],
  received: readonly SeenHousehold[],
): UnitTally[] {
  const groups = new Map<string, { unit: Unit | null; rooms: RoomId[] }>();
  for (const room of rooms) {
    const unit = unitOf(town, room);
    const key = unit?.id ?? `room ${room}`;
    const group = groups.get(key) ?? { unit, rooms: [] };
    group.rooms.push(room);
    groups.set(key, group);
  }
  const seenIn = byRoom(seen);
  const staff = new Set<string>(town.staff.keys());
  const receivedIn = byRoom(received.filter((r) => r.labelled || !staff.has(r.household)));
  const of = (all: ReadonlyMap<RoomId, SeenHousehold[]>, ids: readonly RoomId[]) =>
    ids.flatMap((id) => all.get(id) ?? []);
  return [...groups.values()].map((group) => ({
    unit: group.unit?.id ?? null,
    name: group.unit?.name ?? group.rooms.map((id) => town.rooms.get(id)?.name ?? id).join(),
    rooms: group.rooms,
    ...countOne(group.unit?.households ?? [], of(seenIn, group.rooms), of(receivedIn, group.rooms)),
  }));
}

function unitOf(town: Town, room: RoomId): Unit | null {
  const unit = town.rooms.get(room)?.unit ?? null;
  return unit === null ? null : (town.units.get(unit) ?? null);
}

function byRoom(households: readonly SeenHousehold[]): Map<RoomId, SeenHousehold[]> {
  const found = new Map<RoomId, SeenHousehold[]>();
  for (const household of households) {
    const list = found.get(household.room);
    if (list) list.push(household);
    else found.set(household.room, [household]);
  }
  return found;
}

type Counted = Pick<UnitTally, 'households' | 'receipts' | 'missing' | 'missingUnknown'>;

/** Labels in their normal form already: nearly all, so the slower reading is kept for the rest. */
const NORMAL = /^\d{1,3}-(?:\d{1,2}-)?[1-9]\d{0,3}$/;
export const normal = (label: string): string => (NORMAL.test(label) ? label : (householdLabel(label) ?? label));

/** One key for a household however its label is spelt; people of unknown household are told apart from labels. */
const keyOf = ({ household, labelled }: SeenHousehold): string =>
  labelled ? normal(household) : `person ${household}`;

function countOne(
  register: readonly string[],
  seen: readonly SeenHousehold[],
  received: readonly SeenHousehold[],
): Counted {
  const confirmed = new Set(received.map(keyOf));
  const listed = new Map(register.map((label) => [normal(label), label]));
  const labels = listed.size > 0 ? listed : labelsAmong([...seen, ...received]);
  const unknown = listed.size > 0 ? [] : [...seen, ...received].filter((h) => !h.labelled).map(keyOf);
  return {
    households: labels.size + new Set(unknown).size,
    receipts: confirmed.size,
    missing: sortLabels([...labels].filter(([key]) => !confirmed.has(key)).map(([, label]) => label)),
    missingUnknown: new Set(unknown.filter((key) => !confirmed.has(key))).size,
  };
}

const labelsAmong = (households: readonly SeenHousehold[]): Map<string, string> =>
  new Map(households.filter((h) => h.labelled).map((h) => [keyOf(h), h.household]));

/** Sums over units. */
export function total(units: readonly UnitTally[]): { households: number; receipts: number; missing: string[] } {
  return {
    households: units.reduce((sum, u) => sum + u.households, 0),
    receipts: units.reduce((sum, u) => sum + u.receipts, 0),
    missing: sortLabels(units.flatMap((u) => u.missing)),
  };
}
