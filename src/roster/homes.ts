/** Which rooms people belong to before they have said a word, as far as the setup tells. Pure. */
import type { PersonId, RoomId } from '../model/ids.js';
import type { Setup } from '../model/town.js';
import { householdFromNickname } from './household.js';

export interface Membership {
  readonly room: RoomId;
  readonly person: PersonId;
  readonly name: string;
}

/** Residents by their household, staff by the units of their roles; nobody is put into a room by a guess between two. */
export function homes(setup: Setup): Membership[] {
  return setup.people.flatMap((person) => {
    const rooms = new Set([
      ...homeOf(setup, person.household ?? householdFromNickname(person.name)),
      ...person.roles.flatMap((r) => roomsOfUnit(setup, r.unit)),
    ]);
    return [...rooms].map((room) => ({ room, person: person.id, name: person.name }));
  });
}

const roomsOfUnit = (setup: Setup, unit: string): RoomId[] =>
  setup.rooms.filter((r) => r.unit === unit).map((r) => r.id);

/** By the register that lists the household, else by the place that its label and a unit's name share, else the town's only room. */
function homeOf(setup: Setup, household: string | null): RoomId[] {
  if (household === null) return [];
  const residents = setup.rooms.filter((r) => r.kind === 'residents' || r.kind === 'special');
  const registered = setup.units.filter((u) => u.households.includes(household));
  const place = /^\p{Script=Han}{2,}/u.exec(household)?.[0];
  const named = place === undefined ? [] : setup.units.filter((u) => u.level === 'microgrid' && u.name.includes(place));
  const units = registered.length > 0 ? registered : named;
  const found = residents.filter((r) => units.some((u) => u.id === r.unit));
  if (found.length === 1) return found.map((r) => r.id);
  return found.length === 0 && residents.length === 1 ? residents.map((r) => r.id) : [];
}
