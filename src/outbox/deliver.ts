/** One attempt to say a text: booked before the risky act, its outcome kept after it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Outgoing, SendResult } from '../../adapters/adapter.js';
import type { Clock } from '../clock/clock.js';
import type { Rules } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Ground } from '../ground.js';
import type { Happening } from '../message/doing.js';
import type { Words } from '../message/reply/words.js';
import { asHolder, type Holding } from '../leases/index.js';
import type { Instant } from '../model/ids.js';
import type { Town } from '../roster/town.js';
import { idsOnAccount } from '../store/identities.js';
import { findNotice } from '../store/notices.js';
import { bookAttempt, postpone, queuedInRoom, settle, unbook, type OutboxRow } from '../store/outbox.js';
import type { Store } from '../store/open.js';
import { sayTogether } from '../store/said-together.js';
import { namesOfPeople } from '../store/people.js';
import { findTicket } from '../store/tickets.js';
import { buttonsFor } from './buttons.js';
import { askToWriteFirst } from './cold.js';
import { mergedAck } from './merge.js';
import type { Pace } from './pace.js';
import { accountName } from './route.js';
import { stopAccount } from './stopped.js';

export interface DeliverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly words: Words;
  readonly town: () => Town;
  readonly log: Log;
  readonly pace: Pace;
  readonly holding: Holding;
  readonly publish: (what: Happening) => void;
  readonly inTransaction: Ground['inTransaction'];
}

/** An account that cannot send is not asked more often than this. */
const LEAST_REST_MS = 500;
/** Longer than any platform takes to answer. */
const SEND_LIMIT_MS = 120_000;
/** A server that is gone is looked for again after this. */
const GONE_AGAIN_MS = 250;

/** sent: the platform was given it. waits: it was no longer queued. closed: nothing of the account can go out just now. */
export async function deliver(
  parts: DeliverParts,
  adapter: Adapter,
  to: Outgoing['to'],
  queued: OutboxRow,
): Promise<'sent' | 'waits' | 'closed'> {
  const { clock } = parts;
  const row = await withWaitingAcks(parts, queued);
  const message = await outgoing(parts, adapter, to, row);
  const now = clock.now();
  const booked = await asHolder(parts, adapter, (db) => bookAttempt(db, row.id, now, accountName(adapter)));
  if (!booked) return 'waits';
  // The database took too long: others may speak through the account by now, unless it can still be put back.
  if (!parts.holding.mine(adapter)) {
    await asHolder(parts, adapter, (db) => unbook(db, row.id, row.notBefore));
    return 'closed';
  }
  const result = await sent(adapter, message);
  return whenBack(parts, () => keep(parts, adapter, row, result));
}

/** What came of it nobody else knows: while the database is gone it is kept here, and there as soon as it is back. */
async function whenBack<T>({ store }: DeliverParts, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!store.dialect.gone(error)) throw error;
      await wait(GONE_AGAIN_MS);
    }
  }
}

/**
 * An account that does not answer must not wait for ever; what it was given may be out. An adapter is bound never to throw; of
 * one that does nobody knows whether the text went out.
 */
async function sent(adapter: Adapter, message: Outgoing): Promise<SendResult> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<SendResult>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'unknown', reason: 'no answer in time' }), SEND_LIMIT_MS).unref();
  });
  try {
    return await Promise.race([adapter.send(message), silence]);
  } catch (error) {
    return { state: 'unknown', reason: `the adapter threw: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

async function outgoing(
  { store, words, town }: DeliverParts,
  adapter: Adapter,
  to: Outgoing['to'],
  row: OutboxRow,
): Promise<Outgoing> {
  const names = await namesOfPeople(store.db, row.mentions);
  const ids = await idsOnAccount(store.db, row.mentions, adapter);
  const kind = 'room' in row.to ? (town().rooms.get(row.to.room)?.kind ?? null) : null;
  const ticket = adapter.capabilities.buttons && row.ticket !== null ? await findTicket(store.db, row.ticket) : null;
  const notice = adapter.capabilities.buttons && row.notice !== null ? await findNotice(store.db, row.notice) : null;
  return {
    to,
    text: row.text,
    images: [],
    link: null,
    mentions: row.mentions.map((id) => ({ id: ids.get(id) ?? id, name: names.get(id) ?? '' })),
    replyTo: row.replyTo,
    buttons: buttonsFor({
      row,
      roomKind: kind,
      status: ticket?.status ?? null,
      noticeWaits: notice?.status === 'draft',
      words,
    }),
    outboxId: row.id,
    ...(!adapter.capabilities.hears && { about: { purpose: row.purpose, notice: row.notice } }),
  };
}

/** Acknowledgements that piled up behind the room's cap go as one: the first row takes up the words of all, for good. */
async function withWaitingAcks({ store, words, clock }: DeliverParts, row: OutboxRow): Promise<OutboxRow> {
  if (row.purpose !== 'ack' || row.lane === 'emergency' || !('room' in row.to)) return row;
  const at = clock.now();
  const queued = await queuedInRoom(store.db, row.to.room, 'ack');
  const waiting = queued.filter((r) => r.id !== row.id && r.lane !== 'emergency' && r.notBefore <= at);
  const merged = await mergedAck(store.db, row, waiting, words);
  if (merged === null) return row;
  const others = waiting.map(({ id }) => id);
  await store.transact((tx) => sayTogether(tx, merged, others, at));
  return merged;
}

async function keep(
  parts: DeliverParts,
  adapter: Adapter,
  row: OutboxRow,
  result: SendResult,
): Promise<'sent' | 'closed'> {
  const { clock, log, publish } = parts;
  const now = clock.now();
  switch (result.state) {
    case 'delivered':
    case 'accepted':
      await asHolder(parts, adapter, (db) =>
        settle(db, row.id, { state: result.state, at: now, platformMessage: result.id }),
      );
      publish({ type: 'sent', at: now, row, id: result.id });
      return 'sent';
    case 'unknown':
      log.warn({ outbox: row.id, reason: result.reason }, 'whether a text went out is unknown');
      await asHolder(parts, adapter, (db) => settle(db, row.id, { state: 'unknown', at: now, error: result.reason }));
      return 'sent';
    case 'refused':
      await refused(parts, adapter, row, result);
      return 'sent';
    case 'unready':
    case 'stopped':
      await closed(parts, adapter, row, result);
      return 'closed';
  }
}

async function refused(
  parts: DeliverParts,
  adapter: Adapter,
  row: OutboxRow,
  result: Extract<SendResult, { state: 'refused' }>,
): Promise<void> {
  const { clock, log, pace } = parts;
  if (result.concerns === 'cold' && 'person' in row.to) return askToWriteFirst(parts, adapter, row, row.to.person);
  const at = nextTry(parts, row, result.retryAfterMs);
  log.warn({ outbox: row.id, reason: result.reason, again: at }, 'a text was refused');
  const now = clock.now();
  if (at === null)
    return asHolder(parts, adapter, (db) => settle(db, row.id, { state: 'failed', at: now, error: result.reason }));
  if (result.concerns === 'room' && 'room' in row.to) pace.hold(row.to.room, now + (result.retryAfterMs ?? 0));
  return asHolder(parts, adapter, (db) => postpone(db, row.id, at));
}

/** The text keeps its place and the try does not count. */
async function closed(
  parts: DeliverParts,
  adapter: Adapter,
  row: OutboxRow,
  result: Extract<SendResult, { state: 'unready' | 'stopped' }>,
): Promise<void> {
  const { clock, log, pace, inTransaction } = parts;
  const account = accountName(adapter);
  await asHolder(parts, adapter, (db) => unbook(db, row.id, row.notBefore));
  if (result.state === 'unready') {
    log.info({ outbox: row.id, account, reason: result.reason }, 'the account cannot send just now');
    pace.rest(account, clock.now(), clock.now() + Math.max(result.retryAfterMs, LEAST_REST_MS));
    return;
  }
  log.error(
    { account, reason: result.reason },
    'the platform rejects the account: it says nothing more until it is let',
  );
  await inTransaction((doing) => stopAccount(doing, account, result.reason), [adapter]);
}

/** The wait doubles with each try and is never shorter than the platform asked for. null: it was the last try. */
function nextTry({ clock, rules }: DeliverParts, row: OutboxRow, retryAfterMs: number | null): Instant | null {
  const { attempts, retrySeconds } = rules.pacing;
  if (retryAfterMs === null || row.attempts + 1 >= attempts) return null;
  return clock.now() + Math.max(retryAfterMs, retrySeconds * 1000 * 2 ** row.attempts, 1000);
}
