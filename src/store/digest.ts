/** A digest's figures, summed by the database over the events of the units asked for. */
import { sql } from 'kysely';
import type { Instant, TicketNumber, UnitId } from '../model/ids.js';
import { unitId } from '../model/ids.js';
import { URGENCIES } from '../model/reading.js';
import { STATUSES, TICKET_CHANGES, UNSETTLED } from '../model/ticket.js';
import type { Day } from '../digest/digest.js';
import type { EventRow, KeptOpen, MoveRow, PastOpen, StandingRow, TouchedRow } from '../digest/rows.js';
import { oneOf } from './columns.js';
import type { Db } from './open.js';
import { STANDING, subtreeOf } from './standing.js';

/** So many values are put into one list of a query. */
const LIST = 500;
/** How far clocks are trusted to differ, between processes and from one day to the next. */
const CLOCKS_DIFFER_MS = 3_600_000;

type PartSums = Map<string, { unit: UnitId; category: string; openBefore: number; opened: number; closed: number }>;

/**
 * What stood open before the day, came and left on it, by unit and category. Counted backwards: what is `standing` now, without
 * what came and with what left since the day began. So only the events since then are read, however old the store is.
 */
export async function readMoves(db: Db, unit: UnitId, day: Day, standing: readonly StandingRow[]): Promise<MoveRow[]> {
  const sums: PartSums = new Map();
  const part = (row: { unit: string; category: string }) => {
    const key = JSON.stringify([row.unit, row.category]);
    const none = { unit: unitId(row.unit), category: row.category, openBefore: 0, opened: 0, closed: 0 };
    const sum = sums.get(key) ?? none;
    sums.set(key, sum);
    return sum;
  };
  for (const row of standing) if (row.open > 0) part(row).openBefore += row.open;
  for (const row of await flowSince(db, unit, day)) {
    const sum = part(row);
    sum.openBefore -= Number(row.grown);
    sum.opened += Number(row.opened);
    sum.closed += Number(row.closed);
  }
  const rows = [...sums.values()];
  return rows.some((row) => row.unit === unit) ? rows : [...rows, ...(await ownBefore(db, unit, day))];
}

const flowSince = (db: Db, unit: UnitId, { start, end }: Day) =>
  db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.ticket')
    .select(['ticket_events.unit', 'tickets.category'])
    .select([
      sql<number>`sum(open_delta)`.as('grown'),
      sql<number>`sum(case when ticket_events.at < ${end} and open_delta = 1 then 1 else 0 end)`.as('opened'),
      sql<number>`sum(case when ticket_events.at < ${end} and open_delta = -1 then 1 else 0 end)`.as('closed'),
    ])
    .where('ticket_events.unit', 'in', subtreeOf(unit))
    .where('ticket_events.at', '>=', start)
    .where('open_delta', '<>', 0)
    .groupBy(['ticket_events.unit', 'tickets.category'])
    .execute();

/** A unit that has had a matter of its own has a line of its own, also on a day without one. */
async function ownBefore(db: Db, unit: UnitId, { end }: Day): Promise<MoveRow[]> {
  const row = await db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.ticket')
    .select('category')
    .where('ticket_events.unit', '=', unit)
    .where('ticket_events.at', '<', end)
    .where('open_delta', '<>', 0)
    .limit(1)
    .executeTakeFirst();
  return row ? [{ unit, category: row.category, openBefore: 0, opened: 0, closed: 0 }] : [];
}

/** How the tickets stand now, counted from the tickets themselves. */
export async function readStanding(db: Db, unit: UnitId, now: Instant): Promise<StandingRow[]> {
  const rows = await db
    .selectFrom('tickets')
    .select(['unit', 'category'])
    .select([
      sql<number>`sum(case when status <> 'proposed' then 1 else 0 end)`.as('open'),
      sql<number>`sum(case when status <> 'proposed' and due_at < ${now} then 1 else 0 end)`.as('overdue'),
      sql<number>`sum(case when status = 'on_hold' then 1 else 0 end)`.as('held'),
      sql<number>`sum(case when status = 'proposed' then 1 else 0 end)`.as('proposed'),
      sql<number>`sum(case when status <> 'proposed' and act = 'question' and first_response_at is null then 1 else 0 end)`.as(
        'unanswered',
      ),
    ])
    .where('unit', 'in', subtreeOf(unit))
    .where(STANDING)
    .groupBy(['unit', 'category'])
    .execute();
  return rows.map((r) => ({
    unit: unitId(r.unit),
    category: r.category,
    open: Number(r.open),
    overdue: Number(r.overdue),
    held: Number(r.held),
    proposed: Number(r.proposed),
    unanswered: Number(r.unanswered),
  }));
}

/** Tickets to which something happened on the day. */
export async function readTouched(db: Db, unit: UnitId, day: Day): Promise<TouchedRow[]> {
  const rows = await db
    .selectFrom('tickets')
    .select(['number', 'category', 'urgency', 'opened_at', 'first_response_at', 'satisfaction', 'status'])
    .where('number', 'in', (eb) =>
      eb
        .selectFrom('ticket_events')
        .select('ticket')
        .where('ticket_events.unit', 'in', subtreeOf(unit))
        .where('at', '>=', day.start)
        .where('at', '<', day.end),
    )
    .orderBy('number')
    .execute();
  return rows.map((r) => ({
    number: r.number,
    category: r.category,
    urgency: oneOf(URGENCIES, r.urgency),
    openedAt: r.opened_at,
    firstResponseAt: r.first_response_at,
    satisfaction: r.satisfaction,
    held: r.status === 'on_hold',
    cancelled: r.status === 'cancelled',
  }));
}

/** The day's events that the rates are made of, in order. */
export async function readDayEvents(db: Db, unit: UnitId, day: Day): Promise<EventRow[]> {
  const rows = await db
    .selectFrom('ticket_events')
    .select(['ticket', 'at', 'change', 'open_delta'])
    .where('unit', 'in', subtreeOf(unit))
    .where('at', '>=', day.start)
    .where('at', '<', day.end)
    .where((eb) => eb.or([eb('open_delta', '<>', 0), eb('change', 'in', ['resolved', 'reopened', 'closed', 'rated'])]))
    .orderBy('id')
    .execute();
  return rows.map(asEvent);
}

const asEvent = (r: { ticket: number; at: number; change: string; open_delta: number }): EventRow => ({
  ticket: r.ticket,
  at: r.at,
  change: oneOf(TICKET_CHANGES, r.change),
  openDelta: r.open_delta,
});

/** All events of these tickets before a moment, in order. */
export async function readHistory(db: Db, tickets: readonly TicketNumber[], before: Instant): Promise<EventRow[]> {
  const found: EventRow[] = [];
  for (let from = 0; from < tickets.length; from += LIST) {
    const rows = await db
      .selectFrom('ticket_events')
      .select(['ticket', 'at', 'change', 'open_delta'])
      .where('ticket', 'in', tickets.slice(from, from + LIST))
      .where('at', '<', before)
      .orderBy('id')
      .execute();
    found.push(...rows.map(asEvent));
  }
  return found;
}

const mayHaveStood = (db: Db, unit: UnitId, end: Instant) =>
  db
    .selectFrom('tickets')
    .select('number')
    .where('tickets.unit', 'in', subtreeOf(unit))
    .where(STANDING)
    .union(
      db
        .selectFrom('ticket_events')
        .select('ticket as number')
        .where('ticket_events.unit', 'in', subtreeOf(unit))
        .where('at', '>=', end),
    );

/**
 * The tickets that stood proposed or open just before `end`, by their last event until then. Looked for among those that stand
 * so now and those to which something happened since: nobody else can have changed.
 */
export async function readPastOpen(db: Db, unit: UnitId, end: Instant): Promise<PastOpen[]> {
  const rows = await db
    .selectFrom('tickets')
    .innerJoin('ticket_events', 'ticket_events.ticket', 'tickets.number')
    .select(['number', 'tickets.unit', 'category', 'urgency', 'opened_at', 'tickets.act', 'first_response_at'])
    .select('ticket_events.status as then')
    .where('number', 'in', mayHaveStood(db, unit, end))
    .where('ticket_events.status', 'in', ['proposed', ...UNSETTLED])
    .where('ticket_events.id', '=', (eb) =>
      eb
        .selectFrom('ticket_events as last')
        .select((e) => e.fn.max('last.id').as('id'))
        .whereRef('last.ticket', '=', 'tickets.number')
        .where('last.at', '<', end),
    )
    .orderBy('number')
    .execute();
  return rows.map((r) => ({
    number: r.number,
    unit: unitId(r.unit),
    category: r.category,
    urgency: oneOf(URGENCIES, r.urgency),
    openedAt: r.opened_at,
    status: oneOf(STATUSES, r.then),
    question: r.act === 'question',
    answered: r.first_response_at !== null && r.first_response_at < end,
  }));
}

/** Keeps how many tickets stand open at `madeAt`, so that the events until a later digest can be checked against it. */
export async function keepOpen(db: Db, unit: UnitId, date: string, madeAt: Instant): Promise<void> {
  const standing = await db
    .selectFrom('tickets')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('unit', 'in', subtreeOf(unit))
    .where(STANDING)
    .where('status', '<>', 'proposed')
    .executeTakeFirstOrThrow();
  const last = await db
    .selectFrom('ticket_events')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  // No event yet: whatever comes has a greater number.
  const values = { open_at_end: Number(standing.open), made_at: madeAt, last_event: Number(last.id) };
  await db
    .insertInto('digests')
    .values({ unit, date, ...values })
    .onConflict((oc) => oc.columns(['unit', 'date']).doUpdateSet(values))
    .execute();
}

/**
 * What stood open when the day began, reckoned forwards from the tickets that the last digest before it counted, by what has
 * happened since; without one, by all that ever happened. It is checked against what is reckoned backwards from the tickets.
 */
export async function readKept(db: Db, unit: UnitId, day: Day): Promise<KeptOpen> {
  const kept = await db
    .selectFrom('digests')
    .select(['open_at_end', 'made_at', 'last_event'])
    .where('unit', '=', unit)
    .where('date', '<', day.date)
    .where('made_at', '<', day.start)
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!kept) return { openBefore: await grownUntil(db, unit, day.start, null), byDigest: false };
  return { openBefore: kept.open_at_end + (await grownUntil(db, unit, day.start, kept)), byDigest: true };
}

/** By how much the open ones grew until just before `to`, since a digest was made or from the beginning. */
async function grownUntil(
  db: Db,
  unit: UnitId,
  to: Instant,
  since: { readonly made_at: Instant; readonly last_event: number | null } | null,
): Promise<number> {
  const grown = db
    .selectFrom('ticket_events')
    .select((eb) => eb.fn.sum<number | null>('open_delta').as('delta'))
    .where('unit', 'in', subtreeOf(unit))
    .where('at', '<', to)
    .where('open_delta', '<>', 0);
  const sum = await (
    since === null
      ? grown
      : since.last_event === null
        ? grown.where('at', '>=', since.made_at)
        : grown.where('at', '>=', since.made_at - CLOCKS_DIFFER_MS).where('id', '>', since.last_event)
  ).executeTakeFirst();
  return Number(sum?.delta ?? 0);
}

/** When each pending due row of `kind` becomes stale, by unit. */
export async function pendingDigests(db: Db, kind: string): Promise<Map<string, Instant>> {
  const rows = await db
    .selectFrom('due')
    .select(['ref', 'stale_at'])
    .where('kind', '=', kind)
    .where('state', '=', sql.lit('pending'))
    .execute();
  return new Map(rows.map((r) => [r.ref, r.stale_at]));
}
