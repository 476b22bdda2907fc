/** What the sender reads before a notice goes out. */
import type { Doing } from '../message/doing.js';
import type { Notice } from '../model/notice.js';
import type { Delivery } from '../store/notices.js';
import { ROOMS_SHOWN } from './limits.js';
import { firstOf, momentWords } from './phrases.js';
import { tallyOf, total } from './tally.js';
import { textForRooms } from './tell.js';

/** The text as it will read, how many rooms and households, which rooms, when, receipts, deadline, reminders. */
export async function previewText(doing: Doing, notice: Notice, dropped: readonly number[]): Promise<string> {
  const { words, now, rules, town } = doing;
  const { deliveries, outlets, units } = await tallyOf(doing.tx, town, notice);
  const names = deliveries.map(({ room }) => town.rooms.get(room)?.name ?? room);
  const { households } = total(units);
  const startsAt = Math.max(notice.sendAt ?? now, now);
  const said = (at: number) => momentWords(words, at, now, rules.zone);
  const lines = [
    words('notice.preview', { number: notice.number, text: textForRooms(words, notice, startsAt, rules.zone) }),
    words('notice.previewRooms', { rooms: names.length, households, names: firstOf(words, names, ROOMS_SHOWN) }),
    outlets.length === 0 ? '' : words('outlet.preview', { n: outlets.length, names: outletNames(doing, outlets) }),
    notice.sendAt === null ? words('notice.previewNow') : words('notice.previewAt', { at: said(notice.sendAt) }),
    receiptLine(doing, notice),
    dropped.length > 0
      ? words('notice.previewReplaces', { numbers: dropped.map((n) => `N${String(n)}`).join(' ') })
      : '',
    words('notice.previewConfirm'),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const outletNames = ({ words, town }: Doing, outlets: readonly Delivery[]): string =>
  firstOf(
    words,
    outlets.map(({ room }) => town.rooms.get(room)?.name ?? room),
    ROOMS_SHOWN,
  );

function receiptLine({ words, now, rules }: Doing, { needsReceipt, deadline, remindDaily }: Notice): string {
  if (!needsReceipt) return words('notice.previewNoReceipt');
  const until = deadline === null ? '' : momentWords(words, deadline, now, rules.zone);
  return words('notice.previewReceipt', {
    until,
    hasDeadline: until === '' ? 'no' : 'yes',
    daily: remindDaily ? 'yes' : 'no',
  });
}
