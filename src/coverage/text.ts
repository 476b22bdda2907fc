/** Coverage as people read it on a phone: a unit's own list, a line for each of several, and the digest's part. Pure. */
import type { Words } from '../message/reply/words.js';
import type { PersonId } from '../model/ids.js';
import { sortLabels } from '../notices/tally.js';
import type { UnitCoverage } from './coverage.js';
import { doorRanges, type Stair } from './ranges.js';
import { anybodySeen, sumOf, worstFirst, type Coverage } from './sum.js';

/** Lines of one answer under its head. */
const LINES = 30;
/** So many missing doors are named in one line; more are told by staircase. */
const NAMED = 12;
const RANGES_A_LINE = 10;
const OTHERS = 10;
const NAMES = 20;

/** "群内 42/50 户,未进群 8 户,昵称看不出门牌 5 人" of one or many units. */
export function figuresLine(sum: Coverage, words: Words): string {
  const unknown = sum.unknown > 0 ? words('roster.unknown', { n: sum.unknown }) : '';
  const partial = partialNote(sum, words);
  if (sum.registered === 0) return words('roster.seen', { n: sum.seen }) + unknown + partial;
  const { present, households, missing } = sum;
  const bare = sum.unregistered > 0 ? words('roster.unregistered', { n: sum.unregistered }) : '';
  return words('roster.ratio', { present, households, missing }) + unknown + bare + partial;
}

function partialNote({ partial, registered, unregistered }: Coverage, words: Words): string {
  if (partial === 0) return '';
  return partial === registered + unregistered ? words('roster.partial') : words('roster.partial-some', { n: partial });
}

/** Nothing where nobody was seen: the digest does not count groups that the bot does not sit in. */
export function digestLines(sum: Coverage | null, words: Words): string[] {
  if (sum === null || !anybodySeen(sum)) return [];
  const several = sum.registered > 1 && sum.worst.length > 0;
  const list = sum.worst.map(({ name, present, households }) =>
    words('roster.worst-unit', { name, present, households }),
  );
  return [
    figuresLine(sum, words),
    ...(several ? [words('roster.worst', { list: list.join(words('roster.comma')) })] : []),
  ];
}

export interface UnitList {
  readonly coverage: UnitCoverage;
  /** As the register spells them. */
  readonly register: readonly string[];
  /** Nicknames of the unknown people; null: they are not to be shown here. */
  readonly names: ReadonlyMap<PersonId, string> | null;
}

/** One unit, door by door. */
export function unitText({ coverage, register, names }: UnitList, words: Words): string {
  const { unit, name, rooms, missing, unknown, others, households } = coverage;
  const shown = unknown.flatMap((person) => names?.get(person) ?? []);
  const after = [
    ...(shown.length > 0 ? [words('roster.unknown-names', { list: some(shown, NAMES, words) })] : []),
    ...(households > 0 && others.length > 0
      ? [words('roster.others', { n: others.length, list: some(sortLabels(others), OTHERS, words) })]
      : []),
    ...(rooms === 0 ? [words('roster.no-room')] : []),
  ];
  return [
    words('roster.head', { unit: name || unit }),
    figuresLine(sumOf([coverage]), words),
    ...missingLines(missing, register, LINES - 1 - after.length, words),
    ...after,
  ].join('\n');
}

function missingLines(missing: readonly string[], register: readonly string[], most: number, words: Words): string[] {
  if (missing.length === 0) return [];
  const comma = words('roster.comma');
  if (missing.length <= NAMED) return [words('roster.missing', { list: sortLabels(missing).join(comma) })];
  const lines = doorRanges(missing, register).flatMap((stair) => stairLines(stair, words));
  const shown = lines.length <= most - 1 ? lines : lines.slice(0, most - 2);
  const rest = missing.length - shown.reduce((sum, line) => sum + line.count, 0);
  return [
    words('roster.missing', { list: '' }),
    ...shown.map((line) => line.text),
    ...(rest > 0 ? [words('roster.more-missing', { n: rest })] : []),
  ];
}

function stairLines({ stair, ranges }: Stair, words: Words): { text: string; count: number }[] {
  const name = stair.replace(/-$/, '');
  return Array.from({ length: Math.ceil(ranges.length / RANGES_A_LINE) }, (_, i) => {
    const part = ranges.slice(i * RANGES_A_LINE, (i + 1) * RANGES_A_LINE);
    const list = part
      .map(({ from, to }) => (from === to ? from : words('roster.range', { from, to })))
      .join(words('roster.comma'));
    return {
      text: name === '' ? list : words('roster.stair', { stair: name, list }),
      count: part.reduce((sum, range) => sum + range.count, 0),
    };
  });
}

function some(all: readonly string[], most: number, words: Words): string {
  const list = all.slice(0, most).join(words('roster.comma'));
  return all.length > most ? words('roster.and-more', { list }) : list;
}

/** Several units under one name: the sum, then a line each, the least covered first. */
export function tableText(name: string, units: readonly UnitCoverage[], words: Words): string {
  const sum = sumOf(units);
  const rows = worstFirst(units).map((unit) => rowOf(unit, words));
  const shown = rows.length <= LINES ? rows : rows.slice(0, LINES - 1);
  const more = rows.length - shown.length;
  return [
    words('roster.head', { unit: name }),
    figuresLine(sum, words),
    ...shown,
    ...(more > 0 ? [words('roster.more-units', { n: more })] : []),
  ].join('\n');
}

function rowOf({ name, households, present, others, unknown: people }: UnitCoverage, words: Words): string {
  const unknown = people.length > 0 ? words('roster.row-unknown', { n: people.length }) : '';
  if (households === 0) return words('roster.row-seen', { name, n: others.length, unknown });
  return words('roster.row', { name, present, households, unknown });
}
