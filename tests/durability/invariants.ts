/** What must hold in any store at any moment, and what must hold besides once everything is handled and said. */
import { sql } from 'kysely';
import { isoDate } from '../../src/clock/zone.js';
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { dayOf } from '../../src/digest/day.js';
import { makeDigest } from '../../src/digest/make.js';
import type { Instant } from '../../src/model/ids.js';
import { UNSETTLED } from '../../src/model/ticket.js';
import type { Db, Store } from '../../src/store/open.js';
import { loadTown } from '../../src/store/town.js';
import { brokenReferences } from './references.js';

/** A message that somebody said on the platform. `place`: its room, or the person who said it in private. */
export interface Said {
  readonly id: string;
  readonly place: string;
}

/** A text of the bot as it stands on the platform. */
export interface Shown extends Said {
  readonly text: string;
}

export interface Facts {
  readonly now: Instant;
  /** Everything is handled and said; else programs may be in the midst of it. */
  readonly idle: boolean;
  /** Those that the store must have; every one of them, once. */
  readonly must: readonly Said[];
  /** All that were said, in order: it may have no others, and of each place in this order. */
  readonly said: readonly Said[];
  /** All texts that the platform shows, and those that it showed when the store was last known to be on the disk. */
  readonly shown: { readonly all: readonly Shown[]; readonly kept: readonly Shown[] };
}

type Check = (db: Db, facts: Facts) => Promise<string[]>;

/** One line for each thing that does not hold; empty when all is sound. */
export async function violations(store: Store, facts: Facts): Promise<string[]> {
  const found: string[] = [];
  for (const [name, check] of Object.entries(CHECKS))
    found.push(...(await check(store.db, facts)).map((line) => `${name}: ${line}`));
  if (store.dialect.name === 'sqlite') found.push(...(await damage(store.db)));
  return found;
}

const CHECKS: Readonly<Record<string, Check>> = {
  'messages kept': keptOnce,
  'messages in order': keptInOrder,
  'messages handled': allHandled,
  'one ticket a message': inOneTicket,
  'ticket and its events': ticketsAsEvents,
  clocks: clocksAsTickets,
  texts: textsAsShown,
  references: (db) => brokenReferences(db),
  digest: digestsReconcile,
};

async function keptOnce(db: Db, { must, said }: Facts): Promise<string[]> {
  const rows = await db.selectFrom('messages').select('id').execute();
  const kept = new Set(rows.map(({ id }) => id));
  const known = new Set(said.map(({ id }) => id));
  return [
    ...doubled(rows.map(({ id }) => id)).map((id) => `${id} is kept twice`),
    ...must.filter(({ id }) => !kept.has(id)).map(({ id }) => `${id} was acknowledged and is not kept`),
    ...[...kept].filter((id) => !known.has(id)).map((id) => `${id} is kept and nobody said it`),
  ];
}

async function keptInOrder(db: Db, { said }: Facts): Promise<string[]> {
  const rows = await db.selectFrom('messages').select(['id', 'room', 'person']).orderBy('seq').execute();
  const numbers = new Map(said.map(({ id }, n) => [id, n]));
  const last = new Map<string, number>();
  const wrong: string[] = [];
  for (const { id, room, person } of rows) {
    const number = numbers.get(id) ?? -1;
    const place = room ?? person;
    if (number < (last.get(place) ?? -1)) wrong.push(`${id} is kept after one that was said later in ${place}`);
    last.set(place, number);
  }
  return wrong;
}

async function allHandled(db: Db, { idle }: Facts): Promise<string[]> {
  const rows = await db.selectFrom('messages').select(['id', 'state', 'error', 'reading']).execute();
  return [
    ...rows.filter(({ state }) => state === 'set_aside').map((m) => `${m.id} was set aside: ${m.error ?? ''}`),
    ...rows.filter(({ state }) => idle && state === 'accepted').map(({ id }) => `${id} is accepted and not handled`),
    ...rows.filter((m) => m.state === 'handled' && m.reading === null).map(({ id }) => `${id} is handled, not read`),
  ];
}

async function inOneTicket(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('ticket_messages').select(['ticket', 'message', 'position']).execute();
  const tickets = await db.selectFrom('tickets').select('number').execute();
  const opened = new Set(rows.filter(({ position }) => position === 0).map(({ ticket }) => ticket));
  return [
    ...doubled(rows.map(({ message }) => message)).map((id) => `${id} stands in two tickets`),
    ...tickets.filter(({ number }) => !opened.has(number)).map(({ number }) => `ticket ${number} has no opener`),
  ];
}

async function ticketsAsEvents(db: Db): Promise<string[]> {
  const tickets = await db.selectFrom('tickets').select(['number', 'unit', 'status']).execute();
  const events = await db
    .selectFrom('ticket_events')
    .select(['ticket', 'unit', 'status', 'open_delta'])
    .orderBy('id')
    .execute();
  const last = new Map(events.map((event) => [event.ticket, event]));
  const open = new Map<number, number>();
  for (const { ticket, open_delta: delta } of events) open.set(ticket, (open.get(ticket) ?? 0) + delta);
  return tickets.flatMap(({ number, unit, status }) => {
    const event = last.get(number);
    if (event === undefined) return [`ticket ${number} has no event`];
    const stands = UNSETTLED.some((one) => one === status) ? 1 : 0;
    return [
      ...(event.status === status ? [] : [`ticket ${number} is ${status}, its last event says ${event.status}`]),
      ...(event.unit === unit ? [] : [`ticket ${number} is ${unit}'s, its last event ${event.unit}'s`]),
      ...(open.get(number) === stands ? [] : [`ticket ${number} counts ${String(open.get(number))}, not ${stands}`]),
    ];
  });
}

/** Which clocks run for a ticket of each status, whatever else: the others are stopped. */
const STOPPED: Readonly<Record<string, readonly string[]>> = {
  'ticket-proposal': ['closed', 'cancelled', 'resolved', 'open', 'in_progress'],
  'ticket-acknowledge': ['closed', 'cancelled', 'resolved'],
  'ticket-response': ['closed', 'cancelled', 'resolved', 'on_hold', 'in_progress'],
  'ticket-resolution': ['closed', 'cancelled', 'resolved', 'on_hold', 'proposed'],
  'ticket-hold': ['closed', 'cancelled', 'resolved', 'open', 'accepted', 'in_progress', 'proposed'],
  'ticket-closing': ['closed', 'cancelled', 'open', 'accepted', 'in_progress', 'on_hold', 'proposed'],
};
/** A ticket of this status is forgotten when this clock does not run. */
const RUNS: Readonly<Record<string, string>> = {
  proposed: 'ticket-proposal',
  open: 'ticket-response',
  on_hold: 'ticket-hold',
  resolved: 'ticket-closing',
};

async function clocksAsTickets(db: Db, { now, idle }: Facts): Promise<string[]> {
  const tickets = await db.selectFrom('tickets').select(['number', 'status']).execute();
  const rows = await db.selectFrom('due').select(['kind', 'ref', 'due_at']).where('state', '=', 'pending').execute();
  const running = new Set(rows.map(({ kind, ref }) => `${kind} ${ref}`));
  const late = rows.filter(({ due_at: at }) => idle && at < now - LATE_MS);
  return [
    ...doubled(rows.map(({ kind, ref }) => `${kind} ${ref}`)).map((clock) => `${clock} runs twice`),
    ...late.map(({ kind, ref }) => `${kind} ${ref} is due and did not fire`),
    ...tickets.flatMap(({ number, status }) => {
      const wanted = RUNS[status];
      const needless = Object.entries(STOPPED).filter(
        ([clock, statuses]) => statuses.includes(status) && running.has(`${clock} ${number}`),
      );
      return [
        ...needless.map(([clock]) => `${clock} ${number} runs although the ticket is ${status}`),
        ...(wanted === undefined || running.has(`${wanted} ${number}`)
          ? []
          : [`${wanted} ${number} does not run although the ticket is ${status}`]),
      ];
    }),
  ];
}

/** Longer than a program that was killed, its start and a takeover need. */
const LATE_MS = 30_000;

/** Each text that stands on the platform is one row's, and each row that is known to have been said stands there. */
async function textsAsShown(db: Db, { idle, shown }: Facts): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['id', 'state', 'room', 'person', 'text', 'attempts', 'platform_message'])
    .execute();
  const said = rows.filter(({ state }) => state === 'accepted' || state === 'delivered');
  const ids = new Set(shown.all.map(({ id }) => id));
  const claimed = new Set(said.map((row) => row.platform_message));
  const open = rows.filter(({ state }) => state === 'unknown' || (!idle && state === 'sending'));
  const wrong = said
    .filter((row) => row.platform_message === null || !ids.has(row.platform_message))
    .map((row) => `text ${row.id} is ${row.state} and does not stand on the platform`);
  for (const text of shown.kept.filter(({ id }) => !claimed.has(id))) {
    const at = open.findIndex((row) => (row.room ?? row.person) === text.place && sameWords(row.text, text.text));
    if (at < 0) wrong.push(`${text.id} stands on the platform and is no text of the outbox: ${text.text}`);
    else open.splice(at, 1);
  }
  return [
    ...wrong,
    ...doubled(said.flatMap((row) => row.platform_message ?? [])).map((id) => `${id} is two texts`),
    ...rows.filter(({ attempts }) => attempts > 1).map((row) => `text ${row.id} was tried ${row.attempts} times`),
    ...rows.filter(({ state }) => state === 'failed').map((row) => `text ${row.id} failed`),
    ...rows
      .filter(({ state }) => idle && (state === 'queued' || state === 'sending'))
      .map((row) => `text ${row.id} is ${row.state}`),
  ];
}

/** A platform puts names before the words. */
const sameWords = (kept: string, stands: string): boolean => bare(stands).endsWith(bare(kept));
const bare = (text: string): string => text.replace(/\s+/g, '');

async function digestsReconcile(db: Db, { now }: Facts): Promise<string[]> {
  const rules = rulesOf(configSchema.parse({}));
  const town = await loadTown(db, rules.zone);
  const day = dayOf(isoDate(now, rules.zone), rules.zone, now);
  if (day === null) return ['today is no day'];
  const wrong: string[] = [];
  for (const unit of town.units.values()) {
    const { total, children, mismatches } = await makeDigest(db, { town, rules, unit, day, now });
    if (mismatches.length > 0) wrong.push(`${unit.id}: ${JSON.stringify(mismatches)}`);
    if (total.openBefore + total.opened - total.closed !== total.open) wrong.push(`${unit.id} does not add up`);
    const below = children.reduce((sum, { open }) => sum + open, 0);
    if (children.length > 0 && below !== total.open) wrong.push(`${unit.id} has ${total.open}, below it ${below}`);
  }
  return wrong;
}

async function damage(db: Db): Promise<string[]> {
  const checked = await sql<Record<string, string>>`pragma integrity_check(5)`.execute(db);
  const lines = checked.rows.flatMap((row) => Object.values(row)).filter((line) => line !== 'ok');
  const loose = await sql`pragma foreign_key_check`.execute(db);
  return [
    ...lines.map((line) => `file: ${line}`),
    ...loose.rows.map((row) => `file: ${JSON.stringify(row)} refers to nothing`),
  ];
}

export const doubled = (list: readonly string[]): string[] => {
  const seen = new Set<string>();
  return list.filter((one) => seen.has(one) || !seen.add(one));
};
