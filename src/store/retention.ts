/**
 * Rows that are too old are let go, a few hundred at a time. What tickets, corrections and receipts rest on stays: of a year's
 * talk about a hundredth. SQLite puts new rows where the old ones were; the file grows no more, and never gets smaller.
 */
import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import type { Instant } from '../model/ids.js';
import type { Db } from './open.js';
import { setSetting, setting, settingsUnder } from './settings.js';
import { STANDING } from './standing.js';

/** So many rows are looked at in one step: some milliseconds of the database's time. */
export const ROWS_A_STEP = 500;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Learning reads a corrected message after what was said before it for so long, and what the bot said: see learning/gather.ts. */
const TALK_BEFORE_MS = DAY_MS;
const BOT_TALK_BEFORE_MS = HOUR_MS;

export interface Step {
  readonly removed: number;
  /** There may be more of that age. */
  readonly more: boolean;
}
export type PurgeStep = (db: Db, before: Instant) => Promise<Step>;

/** Where the last step ended, so that what is kept for good is not looked at again each night. */
const placeKey = (table: string): string => `purged:${table}`;
const placeOf = async (db: Db, table: string): Promise<number> => Number((await setting(db, placeKey(table))) ?? 0);

const NOTHING_RESTS_ON_MESSAGE = sql<SqlBool>`
  not exists (select 1 from ticket_messages where ticket_messages.message = messages.id)
  and not exists (select 1 from receipts where receipts.message = messages.id)
  and not exists (select 1 from corrections where corrections.quoted = messages.id)
  and not exists (select 1 from corrections
    where corrections.place = coalesce(messages.room, 'person:' || messages.person)
      and corrections.seq >= messages.seq and corrections.said_at <= messages.said_at + ${sql.lit(TALK_BEFORE_MS)})`;

const NOT_THE_LAST_WORDS = sql<SqlBool>`(
  exists (select 1 from messages later where later.room = messages.room and later.seq > messages.seq)
  or (messages.room is null and exists (select 1 from messages later
    where later.person = messages.person and later.room is null and later.seq > messages.seq)))`;

/**
 * Messages received before then. Kept: what a ticket, a receipt or a correction names, what such a correction is learned with,
 * the last words of each place, and what nobody has handled.
 */
export const purgeMessages: PurgeStep = async (db, before) => {
  const from = await placeOf(db, 'messages');
  const looked = await db
    .selectFrom('messages')
    .select(['seq', 'received_at'])
    .where('seq', '>', from)
    .orderBy('seq')
    .limit(ROWS_A_STEP)
    .execute();
  const young = looked.findIndex((row) => row.received_at >= before);
  const last = (young < 0 ? looked : looked.slice(0, young)).at(-1);
  if (last === undefined) return { removed: 0, more: false };
  const gone = await db
    .deleteFrom('messages')
    .where('seq', '>', from)
    .where('seq', '<=', last.seq)
    .where('state', '<>', 'accepted')
    .where(NOTHING_RESTS_ON_MESSAGE)
    .where(NOT_THE_LAST_WORDS)
    .executeTakeFirst();
  await setSetting(db, placeKey('messages'), String(last.seq));
  return { removed: Number(gone.numDeletedRows), more: young < 0 && looked.length === ROWS_A_STEP };
};

const NOTHING_RESTS_ON_TEXT = sql<SqlBool>`
  not exists (select 1 from notice_rooms where notice_rooms.outbox = outbox.id)
  and not exists (select 1 from tickets where tickets.number = outbox.ticket and ${STANDING})
  and not exists (select 1 from corrections where corrections.quoted = outbox.platform_message)
  and not exists (select 1 from corrections where corrections.place = outbox.room
    and corrections.said_at >= outbox.settled_at
    and corrections.said_at <= outbox.settled_at + ${sql.lit(BOT_TALK_BEFORE_MS)})`;

/** Texts written before then. Kept: what waits, what carries a notice, what is about an open ticket, what is learned with. */
export const purgeTexts: PurgeStep = async (db, before) => {
  const from = await placeOf(db, 'outbox');
  const looked = await db
    .selectFrom('outbox')
    .select(['id', 'created_at'])
    .where('id', '>', from)
    .orderBy('id')
    .limit(ROWS_A_STEP)
    .execute();
  const young = looked.findIndex((row) => row.created_at >= before);
  const last = (young < 0 ? looked : looked.slice(0, young)).at(-1);
  if (last === undefined) return { removed: 0, more: false };
  const gone = await db
    .deleteFrom('outbox')
    .where('id', '>', from)
    .where('id', '<=', last.id)
    .where('state', 'not in', ['queued', 'sending'])
    .where(NOTHING_RESTS_ON_TEXT)
    .executeTakeFirst();
  await setSetting(db, placeKey('outbox'), String(last.id));
  return { removed: Number(gone.numDeletedRows), more: young < 0 && looked.length === ROWS_A_STEP };
};

/** Clocks that fired, were called off or came too late before then. */
export const purgeClocks: PurgeStep = async (db, before) => {
  for (const state of ['done', 'cancelled', 'stale'] as const) {
    const gone = await db
      .deleteFrom('due')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('due')
          .select('id')
          .where('state', '=', sql.lit(state))
          .where('due_at', '<', before)
          .orderBy('due_at')
          .limit(ROWS_A_STEP),
      )
      .executeTakeFirst();
    const removed = Number(gone.numDeletedRows);
    if (removed > 0) return { removed, more: true };
  }
  return { removed: 0, more: false };
};

/** Questions of the bot that could be answered until before then. */
export const purgeAsks: PurgeStep = async (db, before) => {
  const gone = await db
    .deleteFrom('asks')
    .where('id', 'in', (eb) =>
      eb.selectFrom('asks').select('id').where('expires_at', '<', before).orderBy('expires_at').limit(ROWS_A_STEP),
    )
    .executeTakeFirst();
  return asStep(gone);
};

/** Codes that were good until before then, and wrong ones that were tried; there are never many. */
export const purgeCodes: PurgeStep = async (db, before) => {
  const bind = await db.deleteFrom('bind_codes').where('expires_at', '<', before).executeTakeFirst();
  const identity = await db.deleteFrom('identity_codes').where('expires_at', '<', before).executeTakeFirst();
  const tried = (await Promise.all(TRIED.map((prefix) => triedBefore(db, prefix, before)))).flat();
  for (let at = 0; at < tried.length; at += ROWS_A_STEP)
    await db
      .deleteFrom('settings')
      .where('key', 'in', tried.slice(at, at + ROWS_A_STEP))
      .execute();
  return { removed: Number(bind.numDeletedRows) + Number(identity.numDeletedRows) + tried.length, more: false };
};

/** Beginnings of the keys under which the moments of wrong tries are kept: see bind-codes.ts and wrong-tries.ts. */
const TRIED = ['bind-wrong:', 'wrong-'];
const moments = z.array(z.number());

async function triedBefore(db: Db, prefix: string, before: Instant): Promise<string[]> {
  const kept = [...(await settingsUnder(db, prefix))];
  return kept
    .filter(([, tries]) => moments.parse(JSON.parse(tries)).every((at) => at < before))
    .map(([rest]) => `${prefix}${rest}`);
}

/** What evening digests counted before then: the next digest is checked against the last one only. */
export const purgeDigests: PurgeStep = async (db, before) => {
  const [last] = await db
    .selectFrom('digests')
    .select('made_at')
    .where('made_at', '<', before)
    .orderBy('made_at')
    .offset(ROWS_A_STEP - 1)
    .limit(1)
    .execute();
  const until = last === undefined ? before : last.made_at + 1;
  return asStep(await db.deleteFrom('digests').where('made_at', '<', until).executeTakeFirst());
};

/** Outages that were over before then, but for the last of each account. */
export const purgeOutages: PurgeStep = async (db, before) => {
  const gone = await db
    .deleteFrom('gaps')
    .where('up_at', '<', before)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('gaps as latest')
        .select((e) => e.fn.max('latest.id').as('id'))
        .groupBy(['latest.platform', 'latest.account']),
    )
    .executeTakeFirst();
  return { removed: Number(gone.numDeletedRows), more: false };
};

const asStep = ({ numDeletedRows }: { numDeletedRows: bigint }): Step => ({
  removed: Number(numDeletedRows),
  more: Number(numDeletedRows) >= ROWS_A_STEP,
});
