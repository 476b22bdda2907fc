/** One attempt to say a text: booked before the risky act, its outcome kept after it. */
import type { Adapter, SendResult } from '../../adapters/adapter.js';
import type { Clock } from '../clock/clock.js';
import type { Rules } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Happening } from '../message/doing.js';
import type { Words } from '../message/reply/words.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Town } from '../roster/town.js';
import { bookAttempt, postpone, queuedInRoom, settle, type OutboxRow } from '../store/outbox.js';
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

/** false: the row was no longer queued, so nothing was sent. */
export async function deliver(
  parts: DeliverParts,
  adapter: Adapter,
  route: Route | null,
  queued: OutboxRow,
): Promise<boolean> {
  const { store, clock } = parts;
  const { row, others } = await withWaitingAcks(parts, queued);
  if (!(await bookAttempt(store.db, row.id, clock.now()))) return false;
  const again = await keep(parts, row, await sent(parts, adapter, route, row));
  await keepOthers(parts, row, others, again);
  return true;
}

/** An adapter is bound never to throw; of one that does nobody knows whether the text went out. */
async function sent(
  { town }: DeliverParts,
  adapter: Adapter,
  route: Route | null,
  row: OutboxRow,
): Promise<SendResult> {
  const platformRoom: RoomId | null = 'room' in row.to ? (route?.platformRoom ?? row.to.room) : null;
  try {
    return await adapter.send({
      to: platformRoom !== null ? { room: platformRoom } : row.to,
      text: row.text,
      mentions: row.mentions.map((id) => ({ id, name: town().staff.get(id)?.name ?? '' })),
      replyTo: row.replyTo,
      outboxId: row.id,
    });
  } catch (error) {
    return { state: 'unknown', reason: `the adapter threw: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Acknowledgements that piled up behind the room's cap go as one. */
async function withWaitingAcks(
  { store, words, clock }: DeliverParts,
  row: OutboxRow,
): Promise<{ row: OutboxRow; others: readonly OutboxRow[] }> {
  if (row.purpose !== 'ack' || row.lane === 'emergency' || !('room' in row.to)) return { row, others: [] };
  const now = clock.now();
  const waiting = (await queuedInRoom(store.db, row.to.room, 'ack')).filter(
    (r) => r.lane !== 'emergency' && r.notBefore <= now,
  );
  const merged = await mergedAck(store.db, row, waiting, words);
  return merged === null ? { row, others: [] } : { row: merged, others: waiting.filter((r) => r.id !== row.id) };
}

/** What came of a text that surely did not go out: when it is tried again, null when it failed for good. */
type Again = { readonly refused: true; readonly at: Instant | null } | { readonly refused: false };

async function keep(parts: DeliverParts, row: OutboxRow, result: SendResult): Promise<Again> {
  const { store, clock, log, publish } = parts;
  const now = clock.now();
  if (result.state === 'accepted') {
    await settle(store.db, row.id, { state: 'accepted', at: now, platformMessage: result.id });
    publish({ type: 'sent', at: now, row, id: result.id });
    return { refused: false };
  }
  if (result.state === 'unknown') {
    log.warn({ outbox: row.id, reason: result.reason }, 'whether a text went out is unknown');
    await settle(store.db, row.id, { state: 'unknown', at: now, error: result.reason });
    return { refused: false };
  }
  const at = nextTry(parts, row, result.retryAfterMs);
  log.warn({ outbox: row.id, reason: result.reason, again: at }, 'a text was refused');
  if (at === null) await settle(store.db, row.id, { state: 'failed', at: now, error: result.reason });
  else await postpone(store.db, row.id, at);
  return { refused: true, at };
}

/** The wait doubles with each try and is never shorter than the platform asked for. null: it was the last try. */
function nextTry({ clock, rules }: DeliverParts, row: OutboxRow, retryAfterMs: number | null): Instant | null {
  const { attempts, retrySeconds } = rules.pacing;
  if (retryAfterMs === null || row.attempts + 1 >= attempts) return null;
  return clock.now() + Math.max(retryAfterMs, retrySeconds * 1000 * 2 ** row.attempts, 1000);
}

/** What was said in another row's text is dropped once that may be out; before, it waits as long as that one does. */
async function keepOthers(
  { store, clock }: DeliverParts,
  row: OutboxRow,
  others: readonly OutboxRow[],
  again: Again,
): Promise<void> {
  if (others.length === 0) return;
  const at = clock.now();
  await store.transact(async (tx) => {
    for (const { id } of others) {
      if (again.refused) await postpone(tx, id, again.at ?? at + 1000);
      else await settle(tx, id, { state: 'dropped', at, error: `said together with ${String(row.id)}` });
    }
  });
}
