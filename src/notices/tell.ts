/** What the bot says about a notice: to its rooms, and to the one who asked for it. */
import type { Instant, RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Purpose, Speech } from '../model/speech.js';
import type { Room } from '../model/town.js';
import { speech } from '../message/reply/audience.js';
import type { Words } from '../message/reply/words.js';
import type { Doing } from '../message/doing.js';
import { momentWords } from './phrases.js';

/** The text as residents read it: the notice's own words, then how to confirm. */
export function textForRooms(words: Words, notice: Omit<Notice, 'number'>, now: Instant, zone: string): string {
  const { text, needsReceipt, deadline } = notice;
  if (!needsReceipt) return text;
  return deadline === null
    ? words('notice.sentWithReceipt', { text })
    : words('notice.sentWithDeadline', { text, deadline: momentWords(words, deadline, now, zone) });
}

/** The one speech that carries a notice into a room. `again`: the outbox row it replaces, so that each retry is booked once. */
export function carrying(notice: Notice, room: RoomId, text: string, again: number | null): Speech {
  const key = `notice:${String(notice.number)}:${room}`;
  return speech(
    { to: { room }, audience: 'residents', purpose: 'notice', lane: 'notice', text },
    { notice: notice.number, proactive: true, onceKey: again === null ? key : `${key}:after-${String(again)}` },
  );
}

/** Where a command's notice is spoken of: the staff room it was given in; null (in private) elsewhere. */
export const placeOf = (room: Room | null): RoomId | null =>
  room !== null && (room.kind === 'staff' || room.kind === 'center') ? room.id : null;

/** Tells where the notice was asked for; in private when that place is gone or is no staff room any more. */
export async function tellAsker(
  doing: Doing,
  notice: Notice,
  said: { purpose: Purpose; text: string; onceKey: string },
): Promise<void> {
  const room = notice.askedIn === null ? null : (doing.town.rooms.get(notice.askedIn) ?? null);
  const place = placeOf(room);
  const { purpose, text, onceKey } = said;
  const to = place === null ? { person: notice.askedBy } : { room: place };
  const more = { notice: notice.number, onceKey, proactive: true };
  await doing.say(speech({ to, audience: 'staff', purpose, lane: 'answer', text }, more));
}
