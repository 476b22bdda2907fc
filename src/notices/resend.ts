/** 补发: only to rooms that missed it. */
import type { Doing } from '../message/doing.js';
import type { RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import { withLeft } from '../roster/town.js';
import { deliveriesOf, moveNotice, type Delivery } from '../store/notices.js';
import { MISSED_ROOMS_SHOWN } from './limits.js';
import { firstOf } from './phrases.js';
import { bookRooms, followReceipts, followSending } from './send.js';
import { missedRooms } from './report.js';
import { placesInScope } from './tally.js';

type Missed = Pick<Delivery, 'room' | 'outbox' | 'state' | 'outlet'>;

/** Rooms that never got it: failed, dropped by a stop, or never booked, such as rooms that joined the unit since. */
async function undelivered(doing: Doing, notice: Notice): Promise<Missed[]> {
  const booked = await deliveriesOf(doing.tx, notice.number);
  const known = new Set(booked.map((d) => d.room));
  const added = placesInScope(doing.town, notice.scope)
    .filter((room) => !known.has(room.id))
    .map((room): Missed => ({ room: room.id, outbox: null, state: null, outlet: room.kind === 'outlet' }));
  const missed = booked
    .filter(({ outlet, room }) => !outlet || doing.town.rooms.has(room))
    .filter(({ state }) => state === null || state === 'failed' || state === 'dropped' || state === 'unknown');
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
  const left = missed.filter(({ room }) => doing.town.left?.has(room));
  const sure = missed.filter((one) => !left.includes(one) && (withUnknown || one.state !== 'unknown'));
  const unsure = withUnknown ? [] : missedRooms(doing, missed).unknown;
  const { number } = notice;
  const warning =
    unsure.length === 0
      ? ''
      : words('notice.resendUnknown', { number, n: unsure.length, names: firstOf(words, unsure, MISSED_ROOMS_SHOWN) });
  const lost =
    left.length === 0
      ? ''
      : words('room.resendLeft', { names: firstOf(words, missedNames(doing, left), MISSED_ROOMS_SHOWN) });
  const notes = [warning, lost].filter((line) => line !== '').join('\n');
  if (sure.length === 0) return notes === '' ? words('notice.resendNone', { number }) : notes;
  const again = (await moveNotice(tx, number, ['sending', 'sent', 'stopped'], { status: 'sending' })) ?? notice;
  await bookRooms(doing, again, sure);
  await followSending(doing, again);
  await followReceipts(doing, again);
  doing.happened({ type: 'notice', at: now, notice: again });
  return [...resentWords(doing, number, sure), notes].filter((line) => line !== '').join('\n');
}

const missedNames = ({ town }: Doing, rooms: readonly Missed[]): string[] => {
  const known = withLeft(town).rooms;
  return rooms.map(({ room }) => known.get(room)?.name ?? room);
};

function resentWords({ words, town }: Doing, number: number, resent: readonly Missed[]): string[] {
  const named = (list: readonly Missed[]) => ({
    number,
    n: list.length,
    names: firstOf(
      words,
      list.map(({ room }) => town.rooms.get(room)?.name ?? room),
      MISSED_ROOMS_SHOWN,
    ),
  });
  const groups = resent.filter(({ outlet }) => !outlet);
  const outlets = resent.filter(({ outlet }) => outlet);
  return [
    groups.length === 0 ? '' : words('notice.resent', named(groups)),
    outlets.length === 0 ? '' : words('outlet.resent', named(outlets)),
  ];
}
