/** 补发: only to rooms that missed it. */
import type { Doing } from '../message/doing.js';
import type { RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import { deliveriesOf, moveNotice, type Delivery } from '../store/notices.js';
import { MISSED_ROOMS_SHOWN } from './limits.js';
import { firstOf } from './phrases.js';
import { bookRooms, followReceipts, followSending } from './send.js';
import { missedRooms } from './report.js';
import { roomsInScope } from './tally.js';

type Missed = Pick<Delivery, 'room' | 'outbox' | 'state'>;

/** Rooms that never got it: failed, dropped by a stop, or never booked, such as rooms that joined the unit since. */
async function undelivered(doing: Doing, notice: Notice): Promise<Missed[]> {
  const booked = await deliveriesOf(doing.tx, notice.number);
  const known = new Set(booked.map((d) => d.room));
  const added = roomsInScope(doing.town, notice.scope)
    .filter((room) => !known.has(room.id))
    .map((room): Missed => ({ room: room.id, outbox: null, state: null }));
  const missed = booked.filter(
    ({ state }) => state === null || state === 'failed' || state === 'dropped' || state === 'unknown',
  );
  return [...missed, ...added];
}

/**
 * Books the missed rooms again; those of which nobody knows only when `withUnknown`, since they may have it already.
 * `within`: only these rooms; null: all. The text to say back.
 */
export async function resendMissed(
  doing: Doing,
  notice: Notice,
  within: (room: RoomId) => boolean,
  withUnknown: boolean,
): Promise<string> {
  const { tx, words, now } = doing;
  const missed = (await undelivered(doing, notice)).filter(({ room }) => within(room));
  const sure = missed.filter(({ state }) => withUnknown || state !== 'unknown');
  const unsure = withUnknown ? [] : missedRooms(doing, missed).unknown;
  const { number } = notice;
  const warning =
    unsure.length === 0
      ? ''
      : words('notice.resendUnknown', { number, n: unsure.length, names: firstOf(words, unsure, MISSED_ROOMS_SHOWN) });
  if (sure.length === 0) return warning === '' ? words('notice.resendNone', { number }) : warning;
  const again = (await moveNotice(tx, number, ['sending', 'sent', 'stopped'], { status: 'sending' })) ?? notice;
  await bookRooms(doing, again, sure);
  await followSending(doing, again);
  await followReceipts(doing, again);
  doing.happened({ type: 'notice', at: now, notice: again });
  const names = firstOf(
    words,
    sure.map(({ room }) => doing.town.rooms.get(room)?.name ?? room),
    MISSED_ROOMS_SHOWN,
  );
  const started = words('notice.resent', { number, n: sure.length, names });
  return warning === '' ? started : `${started}\n${warning}`;
}
