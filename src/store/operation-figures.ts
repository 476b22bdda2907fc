/** What waits in the store, for whoever watches the program; asked again and again, so each question is answered by an index. */
import { sql } from 'kysely';
import type { Instant } from '../model/ids.js';
import { LANES, type Lane } from '../model/speech.js';
import { UNSETTLED } from '../model/ticket.js';
import { LEVELS, type Level } from '../model/town.js';
import { URGENCIES, type Urgency } from '../model/reading.js';
import { oneOf } from './columns.js';
import { ACCEPTED } from './messages.js';
import type { Db } from './open.js';
import { STANDING } from './standing.js';

/** What waits beyond this is not counted: the figure then stands still, and says enough. */
export const MOST_COUNTED = 10_000;

export interface Waiting {
  /** At most MOST_COUNTED. */
  readonly count: number;
  /** When the oldest of them came, or was due; null when none waits. */
  readonly since: Instant | null;
}

export interface OperationFigures {
  /** Accepted messages that are not handled yet. */
  readonly messages: Waiting;
  /** Clocks that should have fired. */
  readonly clocks: Waiting;
  readonly texts: readonly { readonly lane: Lane; readonly state: 'queued' | 'sending'; readonly count: number }[];
  /** When the oldest text was written that may go and has not gone, by lane; lanes in which none waits are left out. */
  readonly oldestText: ReadonlyMap<Lane, Instant>;
  readonly tickets: readonly { readonly level: Level; readonly urgency: Urgency; readonly count: number }[];
}

export async function operationFigures(db: Db, now: Instant): Promise<OperationFigures> {
  return {
    messages: await waitingMessages(db),
    clocks: await waitingClocks(db, now),
    texts: await waitingTexts(db),
    oldestText: await oldestTexts(db, now),
    tickets: await unsettledTickets(db),
  };
}

/** Rejects when the database does not answer. */
export async function databaseAnswers(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

async function waitingMessages(db: Db): Promise<Waiting> {
  const accepted = db.selectFrom('messages').where('state', '=', ACCEPTED);
  const { count } = await db
    .selectFrom(accepted.select('seq').limit(MOST_COUNTED).as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const oldest = await accepted.select('received_at').orderBy('seq').limit(1).executeTakeFirst();
  return { count: Number(count), since: oldest?.received_at ?? null };
}

async function waitingClocks(db: Db, now: Instant): Promise<Waiting> {
  const due = db.selectFrom('due').where('state', '=', sql.lit('pending')).where('due_at', '<=', now);
  const { count } = await db
    .selectFrom(due.select('due_at').limit(MOST_COUNTED).as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const oldest = await due.select('due_at').orderBy('due_at').limit(1).executeTakeFirst();
  return { count: Number(count), since: oldest?.due_at ?? null };
}

async function waitingTexts(db: Db): Promise<OperationFigures['texts']> {
  const rows = await db
    .selectFrom('outbox')
    .select(['lane', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('state', 'in', ['queued', 'sending'])
    .groupBy(['state', 'lane'])
    .execute();
  return rows.map((r) => ({
    lane: LANES[r.lane] ?? 'answer',
    state: r.state === 'sending' ? 'sending' : 'queued',
    count: Number(r.count),
  }));
}

/** By the smallest number, which the index holds; when it was written is looked up for that one alone. */
async function oldestTexts(db: Db, now: Instant): Promise<Map<Lane, Instant>> {
  const rows = await db
    .selectFrom('outbox')
    .select(['lane', (eb) => eb.fn.min('id').as('id')])
    .where('state', '=', 'queued')
    .where('lane', 'in', [...LANES.keys()])
    .where('not_before', '<=', now)
    .groupBy('lane')
    .execute();
  const found = new Map<Lane, Instant>();
  for (const { lane, id } of rows) {
    const row = await db.selectFrom('outbox').select('created_at').where('id', '=', Number(id)).executeTakeFirst();
    const name = LANES[lane];
    if (row && name) found.set(name, row.created_at);
  }
  return found;
}

async function unsettledTickets(db: Db): Promise<OperationFigures['tickets']> {
  const rows = await db
    .selectFrom('tickets')
    .select(['level', 'urgency', (eb) => eb.fn.countAll<number>().as('count')])
    .where(STANDING)
    .where('status', 'in', UNSETTLED)
    .groupBy(['level', 'urgency'])
    .execute();
  return rows.map((r) => ({
    level: oneOf(LEVELS, r.level),
    urgency: oneOf(URGENCIES, r.urgency),
    count: Number(r.count),
  }));
}
