/** Which member of staff a person means by a name or a mention. Pure. */
import type { PersonId } from '../model/ids.js';
import type { Person } from '../model/town.js';
import { inScope, type Town } from '../roster/town.js';
import { SENIOR_ROLES } from '../commands/command.js';

const spelt = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** From the surest to the loosest; the first rule that anybody meets decides. */
const RULES: readonly ((word: string, person: Person) => boolean)[] = [
  (word, person) => spelt(person.id) === word || spelt(person.name) === word,
  (word, person) => word.length >= 2 && spelt(person.name).includes(word),
];

/** Everybody with a role who is meant equally well; a mention of one of them decides. */
export function staffMeant(town: Town, words: string, mentions: readonly PersonId[]): Person[] {
  const mentioned = mentions.flatMap((id) => town.staff.get(id) ?? []);
  if (mentioned.length > 0) return mentioned;
  const word = spelt(words.replace(/^[@@]/, ''));
  const everybody = [...town.staff.values()];
  return word === ''
    ? []
    : (RULES.map((rule) => everybody.filter((p) => rule(word, p))).find((l) => l.length > 0) ?? []);
}

/**
 * Whether one may say who another is: all of the other's roles must lie within one's own reach. Whoever is given a code can
 * act as its person, so nobody makes one for a person of more power: an admin is an admin's to name.
 */
export function mayVouchFor(town: Town, actor: Person, other: Person): boolean {
  const admin = actor.roles.some((r) => r.role === 'admin');
  return other.roles.every((r) => (r.role === 'admin' ? admin : inScope(town, actor, r.unit, SENIOR_ROLES)));
}
