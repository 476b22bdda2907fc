/** Compares a reader with gold lines, field by field. */
import { OPENERS, type Act } from '../../../model/reading.js';
import type { ReaderWithFields } from '../own-model.js';
import type { GoldLine } from './gold.js';
import { prf, scoreField, scoreLocation, type FieldScore, type LocationScore, type Pair, type Prf } from './scores.js';

export { goldOfSingle, goldOfTranscript, type GoldLine } from './gold.js';
export { scoreJoining, type JoinScore, type Joined } from './clusters.js';

export interface Evaluation {
  readonly lines: number;
  readonly fields: Readonly<Record<string, FieldScore>>;
  /** Whether a message opens a ticket at all; null when gold has no acts. */
  readonly opener: Prf | null;
  /** Category and urgency as they'd be if every gold opener had been seen to be one; null when gold has no acts. */
  readonly givenOpener: { readonly category: number; readonly urgency: number } | null;
  readonly location: LocationScore | null;
}

interface Row {
  readonly gold: GoldLine;
  readonly predicted: Readonly<Record<string, string | null>>;
  readonly location: string | null;
  readonly categoryIfOpener: string;
  readonly urgencyIfOpener: string;
}

function withActs(line: GoldLine, acts: readonly Act[]): GoldLine['input'] {
  const quotedAct = line.quoted === null ? undefined : acts[line.quoted];
  const { quote } = line.input;
  const before = line.input.before.map((b, at) => {
    const act = acts[line.before[at] ?? -1];
    return act === undefined ? b : { ...b, act };
  });
  return {
    ...line.input,
    quote: quote === null || quotedAct === undefined ? quote : { ...quote, act: quotedAct },
    before,
  };
}

/** Reads each line after the readings of what stands before it in its transcript. `lines`: one transcript, or single lines. */
export function readGold(lines: readonly GoldLine[], { reader, fields }: ReaderWithFields): Row[] {
  const acts: Act[] = [];
  return lines.map((gold, position) => {
    const input = withActs(gold, acts);
    const reading = reader.read(input);
    acts[position] = reading.act;
    const openerOnly = reader.ifOpener(input);
    const known =
      gold.labels['act'] === undefined ? openerOnly : { category: reading.category, urgency: reading.urgency };
    return {
      gold,
      predicted: { act: reading.act, ...known, ...fields(input.text) },
      location: reading.location,
      categoryIfOpener: openerOnly.category,
      urgencyIfOpener: openerOnly.urgency,
    };
  });
}

const isOpenerName = (name: string | null | undefined): boolean => OPENERS.some((opener) => opener === name);

/** Lines whose gold label is null don't ask for that field: category and urgency of what opens nothing. */
function fieldPairs(rows: readonly Row[], field: string): Pair[] {
  return rows.flatMap(({ gold, predicted }) => {
    const label = gold.labels[field];
    return label === undefined || label === null ? [] : [{ gold: label, predicted: predicted[field] ?? null }];
  });
}

function openerScore(rows: readonly Row[]): Prf | null {
  const acts = rows.filter(({ gold }) => gold.labels['act'] !== undefined);
  if (acts.length === 0) return null;
  const gold = acts.filter((row) => isOpenerName(row.gold.labels['act']));
  const predicted = acts.filter((row) => isOpenerName(row.predicted['act']));
  return prf(gold.filter((row) => predicted.includes(row)).length, predicted.length, gold.length);
}

function givenOpener(rows: readonly Row[]): Evaluation['givenOpener'] {
  const openers = rows.filter(({ gold }) => isOpenerName(gold.labels['act']));
  if (openers.length === 0) return null;
  const share = (right: (row: Row) => boolean): number => openers.filter(right).length / openers.length;
  return {
    category: share((row) => row.gold.labels['category'] === row.categoryIfOpener),
    urgency: share((row) => row.gold.labels['urgency'] === row.urgencyIfOpener),
  };
}

export function evaluate(rows: readonly Row[]): Evaluation {
  const known = [...new Set(rows.flatMap((row) => Object.keys(row.predicted)))];
  const fields: Record<string, FieldScore> = {};
  for (const field of known) {
    const pairs = fieldPairs(rows, field);
    if (pairs.length > 0) fields[field] = scoreField(pairs);
  }
  const placed = rows.flatMap(({ gold, location }): Pair[] =>
    gold.location === undefined ? [] : [{ gold: gold.location, predicted: location }],
  );
  return {
    lines: rows.length,
    fields,
    opener: openerScore(rows),
    givenOpener: givenOpener(rows),
    location: placed.length === 0 ? null : scoreLocation(placed),
  };
}
