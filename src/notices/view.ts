/** A notice as the replay's output and the page show it. */
import type { Notice } from '../model/notice.js';
import type { OutboxState } from '../model/speech.js';
import type { Town } from '../roster/town.js';
import type { Delivery } from '../store/notices.js';
import type { Db } from '../store/open.js';
import { tallyOf, total } from './tally.js';

/** Rooms by what became of the notice in them. */
export interface DeliveryCounts {
  readonly sent: number;
  readonly failed: number;
  readonly unknown: number;
  /** Queued or being sent. */
  readonly waiting: number;
  /** Dropped by a stop, or never booked. */
  readonly unsent: number;
}

const COUNTED_AS: Readonly<Record<OutboxState, keyof DeliveryCounts>> = {
  queued: 'waiting',
  sending: 'waiting',
  accepted: 'sent',
  delivered: 'sent',
  unknown: 'unknown',
  failed: 'failed',
  dropped: 'unsent',
};

export function countDeliveries(deliveries: readonly Pick<Delivery, 'state'>[]): DeliveryCounts {
  const counts = { sent: 0, failed: 0, unknown: 0, waiting: 0, unsent: 0 };
  for (const { state } of deliveries) counts[state === null ? 'unsent' : COUNTED_AS[state]] += 1;
  return counts;
}

export interface NoticeView {
  readonly id: number;
  readonly text: string;
  readonly rooms: number;
  readonly sent: number;
  readonly failed: number;
  readonly receipts: number;
  readonly households: number;
  /** Labels of households that have not confirmed, over all micro-grids; one label twice when two grids have it. */
  readonly missing: readonly string[];
}

/** Exactly the fields of the `notice` line, as they stand in this transaction. */
export async function noticeView(db: Db, town: Town, notice: Notice): Promise<NoticeView> {
  const { deliveries, units } = await tallyOf(db, town, notice);
  const { sent, failed } = countDeliveries(deliveries);
  return { id: notice.number, text: notice.text, rooms: deliveries.length, sent, failed, ...total(units) };
}
