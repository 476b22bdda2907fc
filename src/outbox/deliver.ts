/** One attempt to say a text: booked before the risky act, its outcome kept after it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, SendResult } from '../../adapters/adapter.js';
import type { Clock } from '../clock/clock.js';
import type { Rules } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Happening } from '../message/doing.js';
import type { Words } from '../message/reply/words.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Town } from '../roster/town.js';
import { bookAttempt, postpone, queuedInRoom, reword, settle, type OutboxRow } from '../store/outbox.js';
import type { Store } from '../store/open.js';
import type { Route } from '../store/rooms.js';
import { mergedAck } from './merge.js';

export interface DeliverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly words: Words;
  readonly town: () => Town;
  readonly log: Log;
  readonly publish: (what: Happening) => void;
}

/** Longer than any platform takes to answer. */
const SEND_LIMIT_MS = 120_000;

/** false: the row was no longer queued, so nothing was sent. */
export async function deliver(
  parts: DeliverParts,
  adapter: Adapter,
  route: Route | null,
  queued: OutboxRow,
): Promise<boolean> {
  const { store, clock } = parts;
  const row = await withWaitingAcks(parts, queued);
  if (!(await bookAttempt(store.db, row.id, clock.now()))) return false;
  await keep(parts, row, await sent(parts, adapter, route, row));
  return true;
}

/** An account that does not answer must not hold up the others; what it was given may be out. */
const silence = (): Promise<SendResult> =>
  wait(SEND_LIMIT_MS, { state: 'unknown', reason: 'no answer in time' }, { ref: false });

/** An adapter is bound never to throw; of one that does nobody knows whether the text went out. */
async function sent(
  { town }: DeliverParts,
  adapter: Adapter,
  route: Route | null,
  row: OutboxRow,
): Promise<SendResult> {
  const platformRoom: RoomId | null = 'room' in row.to ? (route?.platformRoom ?? row.to.room) : null;
  try {
    const sending = adapter.send({
      to: platformRoom !== null ? { room: platformRoom } : row.to,
      text: row.text,
      mentions: row.mentions.map((id) => ({ id, name: town().staff.get(id)?.name ?? '' })),
      replyTo: row.replyTo,
      outboxId: row.id,
    });
    return await Promise.race([sending, silence()]);
  } catch (error) {
    return { state: 'unknown', reason: `the adapter threw: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Acknowledgements that piled up behind the room's cap go as one: the first row takes up the words of all, for good. */
async function withWaitingAcks({ store, words, clock }: DeliverParts, row: OutboxRow): Promise<OutboxRow> {
  if (row.purpose !== 'ack' || row.lane === 'emergency' || !('room' in row.to)) return row;
  const at = clock.now();
  const queued = await queuedInRoom(store.db, row.to.room, 'ack');
  const waiting = queued.filter((r) => r.id !== row.id && r.lane !== 'emergency' && r.notBefore <= at);
  const merged = await mergedAck(store.db, row, waiting, words);
  if (merged === null) return row;
  await store.transact(async (tx) => {
    await reword(tx, merged);
    for (const { id } of waiting) {
      await settle(tx, id, { state: 'dropped', at, error: `said together with ${String(row.id)}` });
    }
  });
  return merged;
}

async function keep(parts: DeliverParts, row: OutboxRow, result: SendResult): Promise<void> {
  const { store, clock, log, publish } = parts;
  const now = clock.now();
  if (result.state === 'accepted') {
    await settle(store.db, row.id, { state: 'accepted', at: now, platformMessage: result.id });
    publish({ type: 'sent', at: now, row, id: result.id });
    return;
  }
  if (result.state === 'unknown') {
    log.warn({ outbox: row.id, reason: result.reason }, 'whether a text went out is unknown');
    return settle(store.db, row.id, { state: 'unknown', at: now, error: result.reason });
  }
  const at = nextTry(parts, row, result.retryAfterMs);
  log.warn({ outbox: row.id, reason: result.reason, again: at }, 'a text was refused');
  if (at === null) return settle(store.db, row.id, { state: 'failed', at: now, error: result.reason });
  return postpone(store.db, row.id, at);
}

/** The wait doubles with each try and is never shorter than the platform asked for. null: it was the last try. */
function nextTry({ clock, rules }: DeliverParts, row: OutboxRow, retryAfterMs: number | null): Instant | null {
  const { attempts, retrySeconds } = rules.pacing;
  if (retryAfterMs === null || row.attempts + 1 >= attempts) return null;
  return clock.now() + Math.max(retryAfterMs, retrySeconds * 1000 * 2 ** row.attempts, 1000);
}
