/** Tickets that went into others, and those they went into; tickets that may be raised twice. */
import type { Instant, RoomId, TicketNumber, UnitId } from '../model/ids.js';
import { UNSETTLED, type Ticket } from '../model/ticket.js';
import type { Db } from './open.js';
import { prepared } from './prepared.js';
import { findTickets } from './tickets.js';

/** Everything that was merged into a ticket, directly or by way of another, in order of their numbers. */
export async function mergedInto(db: Db, number: TicketNumber): Promise<Ticket[]> {
  const found = new Set<TicketNumber>();
  for (let into = [number]; into.length > 0;) {
    const rows = await db.selectFrom('tickets').select('number').where('merged_into', 'in', into).execute();
    into = rows.map((r) => r.number).filter((n) => !found.has(n) && n !== number);
    for (const n of into) found.add(n);
  }
  return findTickets(db, [...found]);
}

const selectGone = prepared({
  build: (db, { room, since }: { readonly room: RoomId; readonly since: Instant }) =>
    db
      .selectFrom('tickets as away')
      .innerJoin('tickets as kept', 'kept.number', 'away.merged_into')
      .select(['kept.number as number', 'kept.merged_into as further'])
      .where('away.room', '=', room)
      .where('away.merged_into', 'is not', null)
      .where('away.closed_at', '>=', since),
  values: ({ room, since }) => [room, since],
});

/** The open tickets of other rooms into which tickets of this room were merged; followed through one further merge. */
export async function keptElsewhere(db: Db, room: RoomId, since: Instant): Promise<Ticket[]> {
  const { rows } = await selectGone(db, { room, since });
  const kept = await findTickets(db, [...new Set(rows.map((r) => r.further ?? r.number))]);
  const waits = (t: Ticket) => t.status === 'proposed' || UNSETTLED.includes(t.status);
  return kept.filter((t) => t.room !== room && (waits(t) || (t.resolvedAt ?? -Infinity) >= since));
}

/** A community with more open tickets than this is looked at by its newest. */
const MOST_OPEN = 200;

/** Public tickets of these units opened since then that wait or are in hand, in order of their numbers. */
export async function openSince(db: Db, units: readonly UnitId[], since: Instant): Promise<Ticket[]> {
  if (units.length === 0) return [];
  const rows = await db
    .selectFrom('tickets')
    .select('number')
    .where('unit', 'in', units)
    .where('status', 'in', ['proposed', ...UNSETTLED])
    .where('confidential', '=', 0)
    .where('opened_at', '>=', since)
    .orderBy('number', 'desc')
    .limit(MOST_OPEN)
    .execute();
  return findTickets(
    db,
    rows.map((r) => r.number),
  );
}
