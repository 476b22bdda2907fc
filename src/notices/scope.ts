/** Whom a notice is for: the words in front of its text, held against what its sender answers for. Pure. */
import type { UnitId } from '../model/ids.js';
import { levelRank, type Level, type Person, type Unit } from '../model/town.js';
import { chain, inScope, unitsOf, within, type Town } from '../roster/town.js';
import { nearestUnits, unitsMeant } from './unit-names.js';

export type Scope =
  /** The words are no scope: they belong to the text. */
  | { readonly kind: 'none' }
  | { readonly kind: 'units'; readonly units: readonly UnitId[] }
  /** Named surely, but not the sender's to address. */
  | { readonly kind: 'outside'; readonly name: string }
  /** Asked back, never guessed. `several`: more than one unit is meant equally well. */
  | { readonly kind: 'unclear'; readonly word: string; readonly several: boolean; readonly choices: readonly Unit[] };

export interface ScopeContext {
  readonly town: Town;
  readonly sender: Pick<Person, 'roles'>;
  /** What the sender chose before for words that were unclear. */
  readonly chosen: Readonly<Record<string, UnitId>>;
}

export const CHOICES = 3;
const NONE: Scope = { kind: 'none' };

const OWN =
  /^(?:(?:全|整个|本|我们|咱们|我)(镇|街道|乡|社区|村|区|县|微?网格|微格|小区|辖区|群)|各(?:镇|社区|村|微?网格|微格|小区)|全部|全体|所有|(?:全部|所有|各)(?:微信)?群)(?:群|的群)?$/;
const LEVEL_OF_WORD: Readonly<Record<string, Level>> = {
  镇: 'town',
  街道: 'town',
  乡: 'town',
  区: 'district',
  县: 'district',
  社区: 'community',
  村: 'community',
};
const LOOKS_LIKE_UNIT =
  /^[^,。!?]{1,14}(?:微?网格|微格|社区|街道|小区|片区|园区|居委会|村委会|村|镇|乡|群)$|^\d{1,3}$/u;
const TAIL = /的?(?:全体|各位|所有|全部|各)?(?:居民|村民|业主)?(?:微信)?群?$/;

/** The units a person answers for, without those that lie inside another of them. */
export function ownUnits(town: Town, person: Pick<Person, 'roles'>): UnitId[] {
  const units = [...new Set(unitsOf(person))].filter((id) => town.units.has(id));
  return units.filter((id) => !units.some((other) => other !== id && within(town, id, other)));
}

/** Reads words as a scope: one name or several joined by 、 和 and the like; every one must be a unit, or look like one. */
export function readScope(words: string, context: ScopeContext): Scope {
  const whole = readOne(words, context);
  if (whole.kind === 'units' || whole.kind === 'outside') return whole;
  const names = words.split(/[、,/&+]|(?<=.)[和与及](?=.)/).filter((name) => name !== '');
  if (names.length < 2) return whole;
  const read = names.map((name) => readOne(name, context));
  if (read.some((scope) => scope.kind === 'none')) return whole;
  const stop = read.find((scope) => scope.kind === 'outside') ?? read.find((scope) => scope.kind === 'unclear');
  return stop ?? { kind: 'units', units: [...new Set(read.flatMap((s) => (s.kind === 'units' ? s.units : [])))] };
}

function readOne(words: string, context: ScopeContext): Scope {
  const chosen = context.chosen[words];
  if (chosen !== undefined) return inReach(context, chosen) ? { kind: 'units', units: [chosen] } : NONE;
  if (OWN.test(words)) return own(words, context);
  const scope = named(words, context) ?? named(words.replace(TAIL, ''), context) ?? unknown(words, context);
  return scope.kind === 'unclear' ? { ...scope, word: words } : scope;
}

const inReach = ({ town, sender }: ScopeContext, unit: UnitId): boolean => inScope(town, sender, unit);

/** 全镇 from somebody who answers for a village reaches further than they may. */
function own(words: string, context: ScopeContext): Scope {
  const { town, sender } = context;
  const units = ownUnits(town, sender);
  const level = LEVEL_OF_WORD[words.startsWith('全') ? (OWN.exec(words)?.[1] ?? '') : ''];
  const ranks = units.map((id) => levelRank(town.units.get(id)?.level ?? 'microgrid'));
  if (level === undefined || Math.max(...ranks) >= levelRank(level)) return { kind: 'units', units };
  const above = units.flatMap((id) => chain(town, id)).find((unit) => unit.level === level);
  return { kind: 'outside', name: above?.name ?? words };
}

/** Held against the units in reach first: an equal name elsewhere can't be meant by somebody who may not write there. */
function named(words: string, context: ScopeContext): Scope | null {
  if (words === '') return null;
  const meant = unitsMeant(words, [...context.town.units.values()]);
  const mine = meant.filter((unit) => inReach(context, unit.id));
  const [first] = mine;
  if (first && mine.length === 1) return { kind: 'units', units: [first.id] };
  if (first) return { kind: 'unclear', word: words, several: true, choices: mine.slice(0, CHOICES) };
  const [outside] = meant;
  return outside ? { kind: 'outside', name: outside.name } : null;
}

function unknown(words: string, context: ScopeContext): Scope {
  if (!LOOKS_LIKE_UNIT.test(words)) return NONE;
  const reach = [...context.town.units.values()].filter((unit) => inReach(context, unit.id));
  return { kind: 'unclear', word: words, several: false, choices: nearestUnits(words, reach, CHOICES) };
}
