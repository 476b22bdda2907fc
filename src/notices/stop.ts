/** 取消: a draft is dropped, a set time is called off, a broadcast stops where it stands. */
import type { Doing } from '../message/doing.js';
import type { NoticeNumber } from '../model/ids.js';
import type { Notice, NoticeStatus } from '../model/notice.js';
import { closeAsks } from '../store/asks.js';
import { cancelDue } from '../store/due.js';
import { deliveriesOf, dropQueued, moveNotice } from '../store/notices.js';
import { countDeliveries } from './view.js';

const DUE_KINDS = ['notice-expiry', 'notice-send', 'notice-progress', 'notice-reminder', 'notice-deadline'] as const;

/** A draft nobody confirmed. false: it is no draft any more. */
export const dropDraft = (doing: Doing, number: NoticeNumber): Promise<boolean> =>
  end(doing, number, ['draft'], 'cancelled');

/** Stops a notice in whatever status it stands; the text to say back. */
export async function stopNotice(doing: Doing, { number }: Notice): Promise<string> {
  const { tx, now, words } = doing;
  if (await end(doing, number, ['draft', 'scheduled'], 'cancelled')) return words('notice.cancelled', { number });
  const queued = (await deliveriesOf(tx, number)).filter(({ state }) => state === 'queued');
  const all = await dropQueued(tx, number, now);
  const dropped = queued.filter(({ outlet }) => !outlet).length;
  const groups = (await deliveriesOf(tx, number)).filter(({ outlet }) => !outlet);
  const { sent, unknown, waiting } = countDeliveries(groups);
  const out = sent + unknown + waiting;
  if (all === 0) return words('notice.nothingToStop', { number, out });
  await end(doing, number, ['sending', 'sent'], 'stopped');
  const outlets = queued.length - dropped;
  const stopped = words('notice.stopped', { number, out, dropped });
  return outlets === 0 ? stopped : `${stopped}\n${words('outlet.stopped', { n: outlets })}`;
}

async function end(
  doing: Doing,
  number: NoticeNumber,
  from: readonly NoticeStatus[],
  status: NoticeStatus,
): Promise<boolean> {
  const { tx, now } = doing;
  const notice = await moveNotice(tx, number, from, { status });
  if (!notice) return false;
  const ref = String(number);
  await closeAsks(tx, 'notice-confirm', ref, now);
  for (const kind of DUE_KINDS) await cancelDue(tx, kind, ref);
  doing.happened({ type: 'notice', at: now, notice });
  return true;
}
