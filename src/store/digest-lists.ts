/** The digest's lists: what needs a decision, what is due, whom a notice has not reached, which rooms are silent. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Instant, UnitId } from '../model/ids.js';
import { roomId, unitId } from '../model/ids.js';
import { URGENCIES } from '../model/reading.js';
import { UNSETTLED } from '../model/ticket.js';
import type { Level } from '../model/town.js';
import type { Day, Decision, DecisionReason, Listing, SilentRoom, TicketLine, UnheardRoom } from '../digest/digest.js';
import { oneOf } from './columns.js';
import type { Db } from './open.js';
import { STANDING, subtreeOf } from './standing.js';
import type { Tables } from './tables.js';

type Where = (eb: ExpressionBuilder<Tables, 'tickets'>) => Expression<SqlBool>;

/** So many of a list are shown; the total counts all. */
const SHOWN = 20;
/** This score or less: the resident says it is not solved. */
const DISSATISFIED = 2;

/** Of the unit's tickets that wait or are in hand; the total counts all, by a window over what the condition leaves. */
async function list(db: Db, unit: UnitId, where: Where, columns: 'oldest' | 'due') {
  const rows = await db
    .selectFrom('tickets')
    .innerJoin('units', 'units.id', 'tickets.unit')
    .select(['number', 'tickets.unit', 'units.name as unit_name', 'category', 'urgency', 'summary', 'confidential'])
    .select([
      'opened_at',
      'due_at',
      'status',
      'satisfaction',
      'tickets.level',
      'escalations',
      'reopened',
      'assignee_person',
    ])
    .select((eb) => eb.fn.countAll<number>().over().as('total'))
    .where('tickets.unit', 'in', subtreeOf(unit))
    .where(STANDING)
    .where(where)
    .orderBy(sql`case urgency when 'emergency' then 0 when 'urgent' then 1 else 2 end`)
    .orderBy(columns === 'due' ? 'due_at' : 'opened_at')
    .orderBy('number')
    .limit(SHOWN)
    .execute();
  return { total: Number(rows[0]?.total ?? 0), rows };
}

type Row = Awaited<ReturnType<typeof list>>['rows'][number];

const asLine = (r: Row): TicketLine => ({
  number: r.number,
  unit: unitId(r.unit),
  unitName: r.unit_name,
  category: r.category,
  urgency: oneOf(URGENCIES, r.urgency),
  summary: r.confidential === 1 ? null : r.summary,
  openedAt: r.opened_at,
  dueAt: r.due_at,
});

/** Open questions that nobody has answered, the most pressing and oldest first. */
export async function readUnanswered(db: Db, unit: UnitId): Promise<Listing<TicketLine>> {
  const { total, rows } = await list(
    db,
    unit,
    (eb) =>
      eb.and([
        eb('tickets.act', '=', 'question'),
        eb('tickets.status', 'in', UNSETTLED),
        eb('tickets.first_response_at', 'is', null),
      ]),
    'oldest',
  );
  return { total, shown: rows.map(asLine) };
}

/** Matters due at or after `from` and before `to`. */
export async function readDueBetween(db: Db, unit: UnitId, from: Instant, to: Instant): Promise<Listing<TicketLine>> {
  const { total, rows } = await list(
    db,
    unit,
    (eb) =>
      eb.and([
        eb('tickets.status', 'in', UNSETTLED),
        eb.or([
          eb.and([eb('tickets.due_at', '>=', from), eb('tickets.due_at', '<', to)]),
          eb.and([eb('tickets.held_until', '>=', from), eb('tickets.held_until', '<', to)]),
        ]),
      ]),
    'due',
  );
  return { total, shown: rows.map(asLine) };
}

/** What waits for somebody at this tier: disputed results, matters sent up and not taken, overdue ones, proposals. */
export async function readDecisions(db: Db, unit: UnitId, level: Level, now: Instant): Promise<Listing<Decision>> {
  const { total, rows } = await list(
    db,
    unit,
    (eb) =>
      eb.or([
        eb('tickets.status', '=', 'proposed'),
        eb.and([
          eb('tickets.status', '=', 'open'),
          eb('tickets.level', '=', level),
          eb('tickets.escalations', '<>', '[]'),
        ]),
        eb.and([eb('tickets.status', 'in', UNSETTLED), eb('tickets.due_at', '<', now)]),
        eb.and([
          eb('tickets.status', 'in', UNSETTLED),
          eb('tickets.reopened', '>', 0),
          eb('tickets.satisfaction', '<=', DISSATISFIED),
        ]),
      ]),
    'oldest',
  );
  return { total, shown: rows.map((r) => ({ ...asLine(r), why: reasonOf(r, level, now) })) };
}

function reasonOf(r: Row, level: Level, now: Instant): DecisionReason {
  if (r.status === 'proposed') return 'proposed';
  if (r.reopened > 0 && r.satisfaction !== null && r.satisfaction <= DISSATISFIED) return 'dissatisfied';
  if (r.status === 'open' && r.level === level && r.escalations !== '[]') return 'escalated';
  return r.due_at !== null && r.due_at < now ? 'overdue' : 'escalated';
}

/**
 * Rooms of residents below a unit without a message since `since`. None while the bot itself has listened for a shorter time.
 * Each room is one look into the index, however much was said in it.
 */
export async function readSilent(db: Db, unit: UnitId, since: Instant, before: Instant): Promise<SilentRoom[]> {
  const first = await db.selectFrom('messages').select('received_at').orderBy('seq').limit(1).executeTakeFirst();
  if (!first || first.received_at > since) return [];
  const rows = await residentRoomsBelow(db, unit)
    .select(['rooms.id', 'rooms.name'])
    .select((eb) =>
      eb
        .selectFrom('messages')
        .select('messages.said_at')
        .whereRef('messages.room', '=', 'rooms.id')
        .where('messages.said_at', '<', before)
        .orderBy('messages.seq', 'desc')
        .limit(1)
        .as('last'),
    )
    .execute();
  return rows
    .filter((r) => r.last === null || r.last < since)
    .map((r) => ({ room: roomId(r.id), name: r.name, lastAt: r.last }))
    .sort((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0) || a.name.localeCompare(b.name));
}

/** Rooms of residents below a unit in which voice messages or videos were received that day, most first. */
export async function readUnheard(db: Db, unit: UnitId, day: Day): Promise<UnheardRoom[]> {
  const rows = await residentRoomsBelow(db, unit)
    .innerJoin('messages', 'messages.room', 'rooms.id')
    .select(['rooms.id', 'rooms.name', (eb) => eb.fn.countAll<number>().as('n')])
    // Written out as the index messages_unheard has it: with parameters all that was ever said would be looked through.
    .where(sql<SqlBool>`messages.kind in ('voice', 'video')`)
    .where('messages.received_at', '>=', day.start)
    .where('messages.received_at', '<', day.end)
    .groupBy(['rooms.id', 'rooms.name'])
    .execute();
  return rows
    .map((r) => ({ room: roomId(r.id), name: r.name, messages: Number(r.n) }))
    .sort((a, b) => b.messages - a.messages || a.name.localeCompare(b.name));
}

const residentRoomsBelow = (db: Db, unit: UnitId) =>
  db
    .selectFrom('rooms')
    .where('rooms.unit', 'in', subtreeOf(unit))
    .where('rooms.kind', 'in', ['residents', 'special'])
    .where('rooms.left_at', 'is', null);
