/** A room's whole list of members against those known before: who is new, who is gone, who has another name. Pure. */
import type { PersonId } from '../model/ids.js';
import { householdFromNickname } from '../roster/household.js';

/** A member as the list gives them, by our own id. */
export interface Named {
  readonly person: PersonId;
  /** null: the platform does not tell. */
  readonly name: string | null;
}

/** A row of the room, kept earlier. */
export interface ListedBefore {
  readonly person: PersonId;
  readonly name: string;
  /** Not known to have left. */
  readonly here: boolean;
}

export interface Known {
  readonly name: string;
  readonly household: string | null;
}

export interface Listed {
  readonly person: PersonId;
  readonly name: string;
  readonly household: string | null;
}

export interface ListChanges {
  /** To be kept under their new name or household. */
  readonly people: readonly (Known & { readonly id: PersonId })[];
  /** New here, back again, or under another name. */
  readonly members: readonly Listed[];
  readonly left: readonly PersonId[];
  /** The list is too short to be believed: whoever is not on it may still be there. */
  readonly incomplete: boolean;
}

/** Rooms with more members than this do not lose more than half of them between two lists. */
const SMALL_ROOM = 10;

/**
 * What a list changes. A nickname without a label takes no household away. An empty list of a room that had members, or one of
 * less than half of more than ten, is an interrupted look-up and not a room that emptied.
 */
export function listChanges(
  list: readonly Named[],
  before: readonly ListedBefore[],
  known: ReadonlyMap<PersonId, Known>,
): ListChanges {
  const there = new Map(before.map((row) => [row.person, row]));
  const people: (Known & { id: PersonId })[] = [];
  const members: Listed[] = [];
  for (const { person, name } of named(list, known)) {
    const household = householdFromNickname(name);
    const old = known.get(person);
    const kept = household ?? old?.household ?? null;
    if (old?.name !== name || old.household !== kept) people.push({ id: person, name, household: kept });
    const row = there.get(person);
    if (row?.here !== true || row.name !== name) members.push({ person, name, household });
  }
  const here = before.filter((row) => row.here);
  const listed = new Set(list.map((one) => one.person));
  const incomplete =
    here.length > 0 && (listed.size === 0 || (here.length > SMALL_ROOM && listed.size * 2 < here.length));
  const left = incomplete ? [] : here.filter((row) => !listed.has(row.person)).map((row) => row.person);
  return { people, members, left, incomplete };
}

/** Each person once: one who sits there with two accounts goes by the name that tells a household, else by the first. */
function named(list: readonly Named[], known: ReadonlyMap<PersonId, Known>): { person: PersonId; name: string }[] {
  const names = new Map<PersonId, string>();
  for (const { person, name } of list) {
    const told = name ?? known.get(person)?.name ?? person;
    const first = names.get(person);
    if (first === undefined || (householdFromNickname(first) === null && householdFromNickname(told) !== null))
      names.set(person, told);
  }
  return [...names].map(([person, name]) => ({ person, name }));
}
