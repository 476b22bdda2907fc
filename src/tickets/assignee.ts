/** Whom 派单 means: a mentioned person, a name, or a line office. Pure. */
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';
import type { PersonId, UnitId } from '../model/ids.js';
import type { Assignee } from '../model/ticket.js';
import type { Person } from '../model/town.js';
import { inScope, type Town } from '../roster/town.js';
import { departmentsOf } from './handlers.js';

/** `rest`: what was said after the name. `nearest` and `several` are names to ask back with. */
export type AssigneeMeant =
  | { readonly assignee: Assignee; readonly name: string; readonly rest: string }
  | { readonly problem: 'nobody' | 'notStaff' | 'unknown' | 'several'; readonly choices: readonly string[] };

const problem = (
  kind: 'nobody' | 'notStaff' | 'unknown' | 'several',
  choices: readonly string[] = [],
): AssigneeMeant => ({
  problem: kind,
  choices,
});

/** Reads "@张三 尽快", "电工班", "给张三" for a matter of `unit`; the first mention decides where there is one. */
export function assigneeMeant(town: Town, unit: UnitId, words: string, mentions: readonly PersonId[]): AssigneeMeant {
  const [first] = mentions;
  if (first !== undefined) return mentioned(town, first, words);
  const said = words.replace(/^[\s@@]*(?:派?给|到|转给?|由)?[\s@@]*/, '').trim();
  if (said === '') return problem('nobody');
  return department(town, unit, said) ?? byName(town, unit, said) ?? problem('unknown', nearest(town, unit, said));
}

function mentioned(town: Town, id: PersonId, words: string): AssigneeMeant {
  const person = town.staff.get(id);
  if (!person) return problem('notStaff');
  return { assignee: { person: id }, name: person.name, rest: words.replace(/[@@]\S+\s*/g, '').trim() };
}

function department(town: Town, unit: UnitId, said: string): AssigneeMeant | null {
  const names = departmentsOf(town, unit).sort((a, b) => b.length - a.length);
  const token = firstToken(said);
  const whole = names.find((n) => said.startsWith(n));
  const parts = names.filter((n) => token.length >= 2 && n.includes(token));
  const name = whole ?? (parts.length === 1 ? parts[0] : undefined);
  if (name === undefined) return parts.length > 1 ? problem('several', parts) : null;
  return { assignee: { department: name }, name, rest: afterName(said, whole === undefined ? token : name) };
}

const firstToken = (said: string): string => /^[^\s,,。::]+/.exec(said)?.[0] ?? said;
const afterName = (said: string, name: string): string => said.slice(name.length).replace(/^[\s,,。::]+/, '');

/** Of several with one name those who answer for the unit are meant. */
function byName(town: Town, unit: UnitId, said: string): AssigneeMeant | null {
  const all = [...town.staff.values()];
  const token = firstToken(said);
  const exact = all.filter((p) => p.name === token);
  const begins = all.filter((p) => p.name.length >= 2 && said.startsWith(p.name));
  const part = all.filter((p) => token.length >= 2 && p.name.includes(token));
  const found = [exact, begins, part].find((list) => list.length > 0);
  if (!found) return null;
  const near = found.filter((p) => inScope(town, p, unit));
  const meant = near.length > 0 ? near : found;
  const [only, another] = meant;
  if (!only) return null;
  if (another)
    return problem(
      'several',
      meant.map((p) => describe(town, p)),
    );
  const name = said.startsWith(only.name) ? only.name : token;
  return { assignee: { person: only.id }, name: only.name, rest: afterName(said, name) };
}

const describe = (town: Town, person: Person): string => {
  const unit = person.roles[0] && town.units.get(person.roles[0].unit)?.name;
  return unit === undefined ? person.name : `${person.name}(${unit})`;
};

function nearest(town: Town, unit: UnitId, said: string): string[] {
  const token = firstToken(said);
  const people = [...town.staff.values()].filter((p) => inScope(town, p, unit)).map((p) => p.name);
  return [...new Set([...departmentsOf(town, unit), ...people])]
    .map((name) => ({ name, distance: DamerauLevenshteinDistance(token, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 2)) && distance < name.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}
