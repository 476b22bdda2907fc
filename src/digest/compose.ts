/** Figures from rows: rolled up, checked against one another, and put into one Digest. Pure. */
import type { Instant, UnitId } from '../model/ids.js';
import type { Unit } from '../model/town.js';
import { chain, childrenOf, type Town } from '../roster/town.js';
import type { ClockRules } from '../tickets/clocks.js';
import type { CategoryCounts, ChildCounts, Counts, Day, Digest, Mismatch } from './digest.js';
import { ratesOf, timesOf } from './rates.js';
import type { DigestRows } from './rows.js';

export interface Frame {
  readonly town: Town;
  readonly unit: Unit;
  readonly day: Day;
  readonly now: Instant;
  readonly clocks: ClockRules;
}

const NONE: Counts = { openBefore: 0, opened: 0, closed: 0, open: 0, overdue: 0, held: 0, proposed: 0, unanswered: 0 };

export function compose(frame: Frame, rows: DigestRows): Digest {
  const { town, unit, day, now, clocks } = frame;
  const total = countsBy(rows, () => 'all').get('all') ?? NONE;
  return {
    unit: unit.id,
    name: unit.name,
    level: unit.level,
    day,
    madeAt: now,
    total,
    byCategory: categoriesOf(rows),
    children: childRows(town, unit, rows),
    times: timesOf(rows, day),
    rates: ratesOf(rows, total.overdue, now, clocks),
    unanswered: rows.unanswered,
    notices: rows.notices,
    silent: rows.silent,
    unheard: rows.unheard,
    coverage: rows.coverage,
    decisions: rows.decisions,
    tomorrow: rows.tomorrow,
    mismatches: mismatchesOf(total, rows),
  };
}

type Part = { readonly unit: UnitId; readonly category: string };

/** Counts summed by any key of unit and category; `open` is what the flow makes it. */
function countsBy(rows: Pick<DigestRows, 'moves' | 'standing'>, key: (part: Part) => string): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  const add = (part: Part, more: Partial<Counts>): void => {
    const at = key(part);
    sums.set(at, plus(sums.get(at) ?? NONE, more));
  };
  for (const { unit, category, openBefore, opened, closed } of rows.moves)
    add({ unit, category }, { openBefore, opened, closed, open: openBefore + opened - closed });
  for (const { unit, category, overdue, held, proposed, unanswered } of rows.standing)
    add({ unit, category }, { overdue, held, proposed, unanswered });
  return sums;
}

function plus(sum: Counts, more: Partial<Counts>): Counts {
  return {
    openBefore: sum.openBefore + (more.openBefore ?? 0),
    opened: sum.opened + (more.opened ?? 0),
    closed: sum.closed + (more.closed ?? 0),
    open: sum.open + (more.open ?? 0),
    overdue: sum.overdue + (more.overdue ?? 0),
    held: sum.held + (more.held ?? 0),
    proposed: sum.proposed + (more.proposed ?? 0),
    unanswered: sum.unanswered + (more.unanswered ?? 0),
  };
}

function categoriesOf(rows: DigestRows): CategoryCounts[] {
  return [...countsBy(rows, (part) => part.category)]
    .map(([category, counts]) => ({ category, ...counts }))
    .filter((c) => c.openBefore + c.opened + c.closed + c.proposed > 0)
    .sort((a, b) => b.opened - a.opened || b.open - a.open || a.category.localeCompare(b.category));
}

/** One row for each unit just below, and one for what belongs to none of them: their sum is the total. */
function childRows(town: Town, unit: Unit, rows: DigestRows): ChildCounts[] {
  const children = childrenOf(town, unit.id);
  if (children.length === 0) return [];
  const under = new Map<UnitId, UnitId>();
  const childOf = (id: UnitId): UnitId => {
    const known = under.get(id);
    if (known) return known;
    const found = chain(town, id).find((above) => above.parent === unit.id && above.id !== unit.id)?.id ?? unit.id;
    under.set(id, found);
    return found;
  };
  const sums = countsBy(rows, (part) => childOf(part.unit));
  const own = sums.get(unit.id);
  return [
    ...children.map((c) => ({ unit: c.id, name: c.name, own: false, ...(sums.get(c.id) ?? NONE) })),
    ...(own ? [{ unit: unit.id, name: unit.name, own: true, ...own }] : []),
  ];
}

function mismatchesOf(total: Counts, rows: DigestRows): Mismatch[] {
  const found: Mismatch[] = [];
  const standing = rows.standing.reduce((sum, row) => sum + row.open, 0);
  const { openBefore, byDigest } = rows.kept;
  const byEvents = byDigest ? total.open : openBefore + total.opened - total.closed;
  if (standing !== byEvents) found.push({ check: 'status', expected: byEvents, found: standing });
  if (byDigest && openBefore !== total.openBefore)
    found.push({ check: 'kept', expected: total.openBefore, found: openBefore });
  return found;
}

/** Whether there is anything to tell: an idle unit's digest is not sent to a person. */
export function isIdle(digest: Digest): boolean {
  const { openBefore, opened, closed, open, proposed } = digest.total;
  const lists =
    digest.decisions.total +
    digest.tomorrow.total +
    digest.notices.length +
    digest.silent.length +
    digest.unheard.length;
  return openBefore + opened + closed + open + proposed + lists === 0 && digest.mismatches.length === 0;
}
