/** As whom one speaks in each place: remembered, else the first who would naturally speak there. */
import type { PersonView, Place } from '../console.js';
import { remember, remembered } from './remember.js';
import { isStaff, personOf, placeKey, state, update } from './state.js';

function natural(place: Place): PersonView | null {
  const people = state.town?.people ?? [];
  if ('person' in place) return personOf(place.person);
  const kind = state.town?.rooms.find((room) => room.id === place.room)?.kind;
  const wantsStaff = kind === 'staff' || kind === 'center';
  const members = people.filter((person) => person.rooms.includes(place.room));
  const fits = (person: PersonView) => isStaff(person) === wantsStaff;
  return members.find(fits) ?? people.find(fits) ?? people[0] ?? null;
}

/** null: the town has nobody who could speak. In a private chat it is always the one whose chat it is. */
export function speaker(): PersonView | null {
  const { place } = state;
  if (place === null) return null;
  const chosen = 'room' in place ? personOf(remembered(`as.${placeKey(place)}`)) : null;
  return chosen ?? natural(place);
}

export function speakAs(person: string): void {
  if (state.place !== null) remember(`as.${placeKey(state.place)}`, person);
  update({});
}
