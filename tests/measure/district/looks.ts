/** What the store of a running program tells of how late it is. Times are milliseconds since 1970, as the program has them. */
import { sql } from 'kysely';
import { LANES } from '../../../src/model/speech.js';
import type { Store } from '../../../src/store/open.js';
import { spread } from '../machine.js';

export type Spread = ReturnType<typeof spread>;

/** Seconds, from milliseconds; what came before its time is on time. */
export const lateSeconds = (values: readonly number[]): Spread => spread(values.map((ms) => Math.max(0, ms) / 1000));

export interface Waiting {
  /** Kept and not handled. */
  readonly messages: number;
  /** Due and not fired. */
  readonly clocks: number;
  /** Ready to go and not gone: most of them wait for the account's pace. */
  readonly texts: number;
}

export async function waitingNow(store: Store, now: number): Promise<Waiting> {
  const { rows } = await sql<{ messages: number; clocks: number; texts: number }>`select
    (select count(*) from messages where state = 'accepted') as messages,
    (select count(*) from due where state = 'pending' and due_at <= ${Math.round(now)}) as clocks,
    (select count(*) from outbox where state in ('queued', 'sending')) as texts`.execute(store.db);
  const [row] = rows;
  return { messages: Number(row?.messages), clocks: Number(row?.clocks), texts: Number(row?.texts) };
}

export interface Acknowledged {
  /** From a message being said to its being durable. */
  readonly kept: Spread;
  /** From the moment an acknowledgement should be said (an emergency: at once) to its being booked for sending. */
  readonly booked: Spread;
  /** The same to its being on the platform: the account's pace comes in. */
  readonly sent: Spread;
  readonly emergencies: { readonly booked: Spread; readonly sent: Spread };
  readonly unsent: number;
  /** Of what was said: not in the store. */
  readonly lost: number;
}

const EMERGENCY = LANES.indexOf('emergency');

/** `burstMs`: how long the reporter's burst is waited for. */
export async function acknowledged(
  store: Store,
  said: ReadonlyMap<string, number>,
  burstMs: number,
): Promise<Acknowledged> {
  const since = Math.min(...said.values());
  const messages = await store.db
    .selectFrom('messages')
    .select(['id', 'received_at'])
    .where('received_at', '>=', Math.floor(since) - 1000)
    .execute();
  const texts = await store.db
    .selectFrom('outbox')
    .select(['reply_to', 'lane', 'created_at', 'settled_at', 'state'])
    .where('purpose', 'in', ['ack', 'answer'])
    .where('created_at', '>=', Math.floor(since))
    .execute();
  const acks = texts.flatMap((text) => {
    const at = text.reply_to === null ? undefined : said.get(text.reply_to);
    return at === undefined ? [] : [{ ...text, at, urgent: text.lane === EMERGENCY }];
  });
  const dueOf = ({ at, urgent }: (typeof acks)[number]): number => at + (urgent ? 0 : burstMs);
  const booked = (urgent: boolean): Spread =>
    lateSeconds(acks.filter((ack) => ack.urgent === urgent).map((ack) => ack.created_at - dueOf(ack)));
  const sent = (urgent: boolean): Spread =>
    lateSeconds(
      acks.flatMap((ack) => (ack.urgent !== urgent || ack.settled_at === null ? [] : [ack.settled_at - dueOf(ack)])),
    );
  const kept = messages.flatMap(({ id, received_at: at }) => {
    const begun = said.get(id);
    return begun === undefined ? [] : [at - begun];
  });
  return {
    kept: lateSeconds(kept),
    booked: booked(false),
    sent: sent(false),
    emergencies: { booked: booked(true), sent: sent(true) },
    unsent: acks.filter(({ settled_at: at }) => at === null).length,
    lost: said.size - kept.length,
  };
}

export interface MinuteFigures {
  readonly units: number;
  /** From the minute to the digest being made, for units of each level. */
  readonly made: Readonly<Record<string, Spread>>;
  readonly all: Spread;
  readonly told: { readonly texts: number; readonly sent: Spread; readonly unsent: number };
  readonly escalations: {
    readonly due: number;
    readonly fired: Spread;
    readonly sent: Spread;
    readonly unsent: number;
  };
}

/** What was due at one minute: every unit's digest, and tickets that nobody had taken. */
export async function atTheMinute(store: Store, minute: number, tickets: readonly number[]): Promise<MinuteFigures> {
  const made = await store.db
    .selectFrom('digests')
    .innerJoin('units', 'units.id', 'digests.unit')
    .select(['units.level', 'digests.made_at'])
    .where('digests.made_at', '>=', minute)
    .execute();
  const late = (level: string): Spread =>
    lateSeconds(made.filter((one) => one.level === level).map(({ made_at: at }) => at - minute));
  const [first = 0, last = 0] = [tickets[0], tickets.at(-1)];
  const events = await store.db
    .selectFrom('ticket_events')
    .select('at')
    .where('change', '=', 'escalated')
    .where('at', '>=', minute)
    .where('ticket', '>=', first)
    .where('ticket', '<=', last)
    .execute();
  const digests = await textsOf(store, 'digest', minute);
  const escalations = await textsOf(store, 'escalation', minute);
  return {
    units: made.length,
    made: Object.fromEntries(
      ['microgrid', 'grid', 'community', 'town', 'district'].map((level) => [level, late(level)]),
    ),
    all: lateSeconds(made.map(({ made_at: at }) => at - minute)),
    told: { texts: digests.sent.length + digests.unsent, sent: lateSeconds(digests.sent), unsent: digests.unsent },
    escalations: {
      due: tickets.length,
      fired: lateSeconds(events.map(({ at }) => at - minute)),
      sent: lateSeconds(escalations.sent),
      unsent: escalations.unsent,
    },
  };
}

/** What waits is not sent any more: the next measurement begins with empty queues. Gives how many texts that were. */
export async function clearQueues(store: Store): Promise<number> {
  const put = await store.db
    .updateTable('outbox')
    .set({ state: 'dropped' })
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return Number(put.numUpdatedRows);
}

async function textsOf(store: Store, purpose: string, minute: number): Promise<{ sent: number[]; unsent: number }> {
  const texts = await store.db
    .selectFrom('outbox')
    .select('settled_at')
    .where('purpose', '=', purpose)
    .where('created_at', '>=', minute)
    .execute();
  const sent = texts.flatMap(({ settled_at: at }) => (at === null ? [] : [at - minute]));
  return { sent, unsent: texts.length - sent.length };
}
