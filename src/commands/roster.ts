/** 名册: which households sit in the groups of one's units, which are missing, whose nickname tells none; or one household. */
import { coverageOf, coverageUnits, type UnitCoverage } from '../coverage/coverage.js';
import { idsOf } from '../coverage/sum.js';
import { tableText, unitText } from '../coverage/text.js';
import type { UnitId } from '../model/ids.js';
import type { Role, Unit } from '../model/town.js';
import { normal } from '../notices/tally.js';
import { nearestUnits, unitsMeant } from '../notices/unit-names.js';
import { householdLabel } from '../roster/household.js';
import { inScope, unitsOf, within } from '../roster/town.js';
import { readCoverage } from '../store/members.js';
import { namesOfPeople } from '../store/people.js';
import { command, type CommandContext, type CommandReply } from './command.js';
import { said } from './scope.js';
import { evenWidth } from './words.js';

/** Who answers for households. A line office sees matters, not who lives where. */
const ROLES = ['leader', 'worker', 'community', 'town', 'district', 'admin'] as const satisfies readonly Role[];
/** A label may stand on the registers of several micro-grids. */
const MOST_HOMES = 5;

export const roster = command<string>({
  name: '名册',
  english: 'roster',
  aliases: ['住户名册', '进群情况'],
  roles: ROLES,
  parse: (args) => evenWidth(args),
  run: async (context, name) => {
    const own = ownUnits(context);
    if (own.length === 0) return said(context.words('roster.no-unit'));
    if (name === '') return listed(context, own);
    const meant = unitsMeant(name, reach(context));
    const [first] = meant;
    if (first && meant.length === 1) return listed(context, [first]);
    if (first) return said(context.words('roster.several', { name, near: namesOf(meant.slice(0, 3)) }));
    return (await household(context, own, name)) ?? said(notFound(context, name));
  },
});

/** The room's unit where it is the giver's to see, else those that they answer for. */
function ownUnits({ town, actor, room }: CommandContext): Unit[] {
  const here = room?.unit ?? null;
  const ids = here !== null && inScope(town, actor, here, ROLES) ? [here] : unitsOf(actor, ROLES);
  return [...new Set(ids)].flatMap((id) => town.units.get(id) ?? []);
}

const reach = ({ town, actor }: CommandContext): Unit[] =>
  [...town.units.values()].filter((unit) => inScope(town, actor, unit.id, ROLES));

const namesOf = (units: readonly Unit[]): string => units.map((unit) => unit.name).join('、');

/** Everything counted in these units and below them, each once. */
async function counted({ tx, town }: CommandContext, of: readonly Unit[]): Promise<UnitCoverage[]> {
  const units = [...new Set(of.flatMap((unit) => coverageUnits(town, unit.id)))];
  return coverageOf(town, units, await readCoverage(tx, idsOf(units)));
}

async function listed(context: CommandContext, of: readonly Unit[]): Promise<CommandReply> {
  const { tx, town, words } = context;
  const units = await counted(context, of);
  const [only] = units;
  if (!only) return said(words('roster.nothing'));
  if (units.length > 1) {
    const name = of.length === 1 ? of[0]?.name : undefined;
    return said(tableText(name ?? words('roster.yours'), units, words));
  }
  const names = mayName(context, only.unit) ? await namesOfPeople(tx, only.unknown) : null;
  return said(unitText({ coverage: only, register: town.units.get(only.unit)?.households ?? [], names }, words));
}

/** Residents are named to the giver alone, and in a staff room of their own unit or of one just above it, up to the community. */
function mayName({ town, room }: CommandContext, unit: UnitId): boolean {
  if (room === null || (room.kind !== 'staff' && room.kind !== 'center')) return true;
  return room.kind === 'staff' && room.unit !== null && within(town, unit, room.unit);
}

/** What is known of one household; null when it stands on no register of theirs and nobody of it was seen. */
async function household(context: CommandContext, own: readonly Unit[], name: string): Promise<CommandReply | null> {
  const read = householdLabel(name);
  if (read === null) return null;
  const label = normal(read);
  const units = await counted(context, own);
  const lines: string[] = [];
  for (const unit of units) {
    const registered = (context.town.units.get(unit.unit)?.households ?? []).some((listed) => normal(listed) === label);
    if (registered || unit.members.has(label)) lines.push(await home(context, unit, { label, registered }));
  }
  return lines.length === 0 ? null : said(lines.slice(0, MOST_HOMES).join('\n'));
}

async function home(
  context: CommandContext,
  { unit: id, name: unit, members }: UnitCoverage,
  { label, registered }: { label: string; registered: boolean },
): Promise<string> {
  const { tx, words } = context;
  const people = members.get(label) ?? [];
  if (people.length === 0) return words('roster.household.missing', { label, unit });
  const kind = registered ? 'in' : 'unlisted';
  if (!mayName(context, id)) return words(`roster.household.${kind}-private`, { label, unit, n: people.length });
  const names = [...(await namesOfPeople(tx, people)).values()].join(words('roster.comma'));
  return words(`roster.household.${kind}`, { label, unit, names });
}

function notFound(context: CommandContext, name: string): string {
  const { town, words } = context;
  const [outside] = unitsMeant(name, [...town.units.values()]);
  if (outside) return words('roster.outside', { name: outside.name });
  const near = nearestUnits(name, reach(context), 3);
  return words('roster.not-found', { name, near: near.length === 0 ? 'none' : namesOf(near) });
}
