/** Whether the books of a simulated day agree: what was said, kept and handled, and what the digests count. */
import type { Store } from '../../../src/store/open.js';
import type { Town } from '../../../src/roster/town.js';

export interface Reconciled {
  readonly kept: number;
  readonly handled: number;
  readonly setAside: number;
  readonly tickets: number;
  /** Tickets opened less those settled, by their events. */
  readonly openByEvents: number;
  readonly openByTickets: number;
  readonly escalations: number;
  readonly unknownTexts: number;
  readonly failedTexts: number;
  readonly units: number;
  readonly digestsMade: number;
}

const UNSETTLED = ['open', 'accepted', 'in_progress', 'on_hold'];

export async function reconciled(
  store: Store,
  town: Town,
  said: number,
  now: number,
): Promise<Reconciled & { said: number }> {
  const { db } = store;
  const states = await db
    .selectFrom('messages')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('id', 'not like', '%:0')
    .groupBy('state')
    .execute();
  const state = (name: string): number => states.find((row) => row.state === name)?.count ?? 0;
  const tickets = await db.selectFrom('tickets').select('status').execute();
  const events = await db.selectFrom('ticket_events').select(['change', 'open_delta']).execute();
  const texts = await db.selectFrom('outbox').select(['state']).where('state', 'in', ['unknown', 'failed']).execute();
  const digests = await db.selectFrom('digests').select('unit').where('made_at', '<=', now).execute();
  return {
    said,
    kept: states.reduce((sum, { count }) => sum + count, 0),
    handled: state('handled'),
    setAside: state('set_aside'),
    tickets: tickets.length,
    openByEvents: events.reduce((sum, { open_delta: delta }) => sum + delta, 0),
    openByTickets: tickets.filter(({ status }) => UNSETTLED.includes(status)).length,
    escalations: events.filter(({ change }) => change === 'escalated').length,
    unknownTexts: texts.filter((text) => text.state === 'unknown').length,
    failedTexts: texts.filter((text) => text.state === 'failed').length,
    units: town.units.size,
    digestsMade: new Set(digests.map(({ unit }) => unit)).size,
  };
}
