/** How a broadcast goes: looked at until every room is settled, told when it is, and now and then before. */
import { z } from 'zod';
import type { Doing } from '../message/doing.js';
import type { Notice } from '../model/notice.js';
import { closeAsks } from '../store/asks.js';
import { setDue } from '../store/due.js';
import { deliveriesOf, moveNotice, type Delivery } from '../store/notices.js';
import { LOOK_AGAIN_MS, MISSED_ROOMS_SHOWN, TELL_EVERY_MS } from './limits.js';
import { firstOf } from './phrases.js';
import { missedRooms, outletsLine } from './report.js';
import { tellAsker } from './tell.js';
import { countDeliveries, type DeliveryCounts } from './view.js';

const memorySchema = z.object({ toldAt: z.number(), told: z.number() });
type Memory = z.output<typeof memorySchema>;

/** One look. `data`: what the due row remembers of earlier ones. A notice that is not being sent any more is left alone. */
export async function lookAtProgress(doing: Doing, notice: Notice, data: string): Promise<void> {
  if (notice.status !== 'sending') return;
  const all = await deliveriesOf(doing.tx, notice.number);
  const deliveries = all.filter(({ outlet }) => !outlet);
  const outlets = all.filter(({ outlet }) => outlet);
  const counts = countDeliveries(deliveries);
  // The groups decide: a screen that is switched off must not keep anybody waiting for the word that they have it.
  if (counts.waiting === 0) await finish(doing, notice, deliveries, outlets);
  else await stillSending(doing, notice, deliveries, counts, memorySchema.parse(JSON.parse(data)));
}

async function finish(
  doing: Doing,
  notice: Notice,
  deliveries: readonly Delivery[],
  outlets: readonly Delivery[],
): Promise<void> {
  const { tx, now, words } = doing;
  const counts = countDeliveries(deliveries);
  const sent = await moveNotice(tx, notice.number, ['sending'], { status: 'sent' });
  if (!sent) return;
  await closeAsks(tx, 'notice-confirm', String(notice.number), now);
  const { missed, unknown } = missedRooms(doing, deliveries);
  const values = { number: notice.number, sent: counts.sent, rooms: deliveries.length };
  const lines = [
    words(notice.needsReceipt ? 'notice.finishedWithReceipt' : 'notice.finished', values),
    missed.length === 0
      ? ''
      : words('notice.missed', { ...values, n: missed.length, names: firstOf(words, missed, MISSED_ROOMS_SHOWN) }),
    unknown.length === 0
      ? ''
      : words('notice.unknown', { ...values, n: unknown.length, names: firstOf(words, unknown, MISSED_ROOMS_SHOWN) }),
    outletsLine(doing, notice, outlets),
  ];
  const last = Math.max(0, ...deliveries.concat(outlets).map((d) => d.outbox ?? 0));
  const onceKey = `notice-finished:${String(notice.number)}:${String(last)}`;
  await tellAsker(doing, notice, { purpose: 'status', text: lines.filter((l) => l !== '').join('\n'), onceKey });
  doing.happened({ type: 'notice', at: now, notice: sent });
}

/** Tells only what changed since it was last told; in quiet hours the next look waits for the morning with the rooms. */
async function stillSending(
  doing: Doing,
  notice: Notice,
  deliveries: readonly Delivery[],
  counts: DeliveryCounts,
  memory: Memory,
): Promise<void> {
  const { tx, now, words, rules } = doing;
  const settled = deliveries.length - counts.waiting;
  const tell = now - memory.toldAt >= TELL_EVERY_MS && settled > memory.told;
  if (tell) {
    const values = { number: notice.number, sent: counts.sent, rooms: deliveries.length, waiting: counts.waiting };
    const onceKey = `notice-progress:${String(notice.number)}:${String(now)}`;
    await tellAsker(doing, notice, { purpose: 'status', text: words('notice.progress', values), onceKey });
    doing.happened({ type: 'notice', at: now, notice });
  }
  const soonest = Math.min(...deliveries.filter((d) => d.notBefore !== null).map((d) => d.notBefore ?? now));
  const at = Math.max(now, Number.isFinite(soonest) ? soonest : now) + LOOK_AGAIN_MS;
  const data = JSON.stringify(tell ? { toldAt: now, told: settled } : memory);
  const ref = String(notice.number);
  await setDue(tx, { kind: 'notice-progress', ref, at, staleAt: at + 7 * rules.staleMs, data });
}
