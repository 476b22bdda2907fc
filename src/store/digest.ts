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

/** So many values are put into one list of a query. */
const LIST = 500;

/** What stood open before the day, came and left on it, by unit and category. */
export async function readMoves(db: Db, units: readonly UnitId[], day: Day): Promise<MoveRow[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('tickets')
    .innerJoin('ticket_events', 'ticket_events.ticket', 'tickets.number')
    .select(['tickets.unit', 'tickets.category'])
    .select([
      sql<number>`sum(case when ticket_events.at < ${day.start} then open_delta else 0 end)`.as('before'),
      sql<number>`sum(case when ticket_events.at >= ${day.start} and open_delta = 1 then 1 else 0 end)`.as('opened'),
      sql<number>`sum(case when ticket_events.at >= ${day.start} and open_delta = -1 then 1 else 0 end)`.as('closed'),
    ])
    .where('tickets.unit', 'in', units)
    .where('ticket_events.at', '<', day.end)
    .where('open_delta', '<>', 0)
    .groupBy(['tickets.unit', 'tickets.category'])
    .execute();
  return rows.map((r) => ({
    unit: unitId(r.unit),
    category: r.category,
    openBefore: Number(r.before),
    opened: Number(r.opened),
    closed: Number(r.closed),
  }));
}

/** How the tickets stand now, counted from the tickets themselves. */
export async function readStanding(db: Db, units: readonly UnitId[], now: Instant): Promise<StandingRow[]> {
  if (units.length === 0) return [];
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
    .where('unit', 'in', units)
    .where('status', 'in', ['proposed', ...UNSETTLED])
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
export async function readTouched(db: Db, units: readonly UnitId[], day: Day): Promise<TouchedRow[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('tickets')
    .select(['number', 'category', 'urgency', 'opened_at', 'first_response_at', 'satisfaction', 'status'])
    .where('unit', 'in', units)
    .where('number', 'in', (eb) =>
      eb.selectFrom('ticket_events').select('ticket').where('at', '>=', day.start).where('at', '<', day.end),
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
export async function readDayEvents(db: Db, units: readonly UnitId[], day: Day): Promise<EventRow[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.ticket')
    .select(['ticket_events.ticket', 'ticket_events.at', 'ticket_events.change', 'ticket_events.open_delta'])
    .where('ticket_events.at', '>=', day.start)
    .where('ticket_events.at', '<', day.end)
    .where('tickets.unit', 'in', units)
    .where((eb) => eb.or([eb('open_delta', '<>', 0), eb('change', 'in', ['resolved', 'reopened', 'closed', 'rated'])]))
    .orderBy('ticket_events.id')
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

/** The tickets that stood proposed or open just before `end`, by their last event until then. */
export async function readPastOpen(db: Db, units: readonly UnitId[], end: Instant): Promise<PastOpen[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.ticket')
    .select(['number', 'unit', 'category', 'urgency', 'opened_at', 'tickets.act', 'first_response_at'])
    .select('ticket_events.status as then')
    .where('unit', 'in', units)
    .where('ticket_events.status', 'in', ['proposed', ...UNSETTLED])
    .where('ticket_events.id', 'in', (eb) =>
      eb
        .selectFrom('ticket_events as last')
        .select((e) => e.fn.max('last.id').as('id'))
        .where('last.at', '<', end)
        .groupBy('last.ticket'),
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

/** Keeps what stood open before `madeAt`, so that a later digest can be checked against it. */
export async function keepOpen(
  db: Db,
  unit: UnitId,
  units: readonly UnitId[],
  date: string,
  madeAt: Instant,
): Promise<void> {
  const open = await deltaBetween(db, units, 0, madeAt);
  const values = { open_at_end: open, made_at: madeAt };
  await db
    .insertInto('digests')
    .values({ unit, date, ...values })
    .onConflict((oc) => oc.columns(['unit', 'date']).doUpdateSet(values))
    .execute();
}

/** By how much the open ones grew from `from` until just before `to`. */
async function deltaBetween(db: Db, units: readonly UnitId[], from: Instant, to: Instant): Promise<number> {
  if (units.length === 0) return 0;
  const sum = await db
    .selectFrom('ticket_events')
    .innerJoin('tickets', 'tickets.number', 'ticket_events.ticket')
    .select((eb) => eb.fn.sum<number | null>('open_delta').as('delta'))
    .where('ticket_events.at', '>=', from)
    .where('ticket_events.at', '<', to)
    .where('open_delta', '<>', 0)
    .where('unit', 'in', units)
    .executeTakeFirst();
  return Number(sum?.delta ?? 0);
}

/** The last digest told before the day, carried forward to the day's beginning by what has happened since; null: none. */
export async function readKept(db: Db, unit: UnitId, units: readonly UnitId[], day: Day): Promise<KeptOpen | null> {
  const kept = await db
    .selectFrom('digests')
    .select(['open_at_end', 'made_at'])
    .where('unit', '=', unit)
    .where('date', '<', day.date)
    .where('made_at', '<', day.start)
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!kept) return null;
  return { openBefore: kept.open_at_end + (await deltaBetween(db, units, kept.made_at, day.start)) };
}

/** When each pending due row of `kind` becomes stale, by unit. */
export async function pendingDigests(db: Db, kind: string): Promise<Map<string, Instant>> {
  const rows = await db
    .selectFrom('due')
    .select(['ref', 'stale_at'])
    .where('kind', '=', kind)
    .where('state', '=', 'pending')
    .execute();
  return new Map(rows.map((r) => [r.ref, r.stale_at]));
}
