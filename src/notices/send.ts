/** A confirmed notice on its way: booked for every room at once, followed until each is settled. */
import { withinDaily } from '../calendar/calendar.js';
import { dayTime, minuteOfDay } from '../clock/zone.js';
import type { Doing } from '../message/doing.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import { inScope } from '../roster/town.js';
import { closeAsks, putAsk } from '../store/asks.js';
import { cancelDue, setDue } from '../store/due.js';
import { bookRoom, moveNotice, type Delivery } from '../store/notices.js';
import { enqueue } from '../store/outbox.js';
import { FIRST_LOOK_MS, RECEIPTS_OPEN_MS, REMIND_AT_MINUTE, STOPPABLE_MS } from './limits.js';
import { momentWords } from './phrases.js';
import { placesInScope } from './tally.js';
import { carrying, textForRooms } from './tell.js';

/** After 确认: now, or set for its time. What is said back. A notice that is no draft any more is left as it is. */
export async function confirmNotice(doing: Doing, draft: Notice): Promise<string> {
  const { tx, now, words, rules, town } = doing;
  const asker = town.staff.get(draft.askedBy) ?? { roles: [] };
  if (!draft.scope.every((unit) => inScope(town, asker, unit))) return words('notice.noLongerYours');
  await closeAsks(tx, 'notice-confirm', String(draft.number), now);
  await cancelDue(tx, 'notice-expiry', String(draft.number));
  if (draft.sendAt === null || draft.sendAt <= now) return startSending(doing, draft);
  const notice = await moveNotice(tx, draft.number, ['draft'], { status: 'scheduled', confirmedAt: now });
  if (!notice) return words('notice.notWaiting', { number: draft.number });
  const ref = String(notice.number);
  await setDue(tx, { kind: 'notice-send', ref, at: draft.sendAt, staleAt: draft.sendAt + rules.staleMs, data: '{}' });
  doing.happened({ type: 'notice', at: now, notice });
  return words('notice.scheduled', { number: notice.number, at: momentWords(words, draft.sendAt, now, rules.zone) });
}

/** Books every room of the scope in this transaction. Does nothing for a notice that was started or stopped before. */
export async function startSending(doing: Doing, waiting: Notice): Promise<string> {
  const { tx, now, words, town } = doing;
  const confirmedAt = waiting.confirmedAt ?? now;
  const notice = await moveNotice(tx, waiting.number, ['draft', 'scheduled'], { status: 'sending', confirmedAt });
  if (!notice) return words('notice.notWaiting', { number: waiting.number });
  const places = placesInScope(town, notice.scope).map(({ id, kind }) => ({
    room: id,
    outbox: null,
    outlet: kind === 'outlet',
  }));
  await bookRooms(doing, notice, places);
  await followSending(doing, notice);
  await followReceipts(doing, notice);
  doing.happened({ type: 'notice', at: now, notice });
  return startedWords(doing, notice, places.filter(({ outlet }) => !outlet).length);
}

/** One outbox row a room; a room booked before gets a new row only in place of the one named. */
export async function bookRooms(
  doing: Doing,
  notice: Notice,
  rooms: readonly Pick<Delivery, 'room' | 'outbox' | 'outlet'>[],
): Promise<void> {
  const text = textForRooms(doing.words, notice, doing.now, doing.rules.zone);
  // Nobody can reply 收到 to a screen: it shows the notice's own words.
  for (const { room, outbox, outlet } of rooms) await bookOne(doing, notice, room, outlet ? notice.text : text, outbox);
}

async function bookOne(doing: Doing, notice: Notice, room: RoomId, text: string, again: number | null): Promise<void> {
  const row = await enqueue(doing.tx, carrying(notice, room, text, again), doing.now);
  if (row !== null) await bookRoom(doing.tx, notice.number, room, row);
}

/** Sets the look at how it goes, and lets a plain 取消 in the asking place stop it meanwhile. */
export async function followSending({ tx, now, rules }: Doing, notice: Notice): Promise<void> {
  const ref = String(notice.number);
  const data = JSON.stringify({ toldAt: now, told: 0 });
  const at = now + FIRST_LOOK_MS;
  await setDue(tx, { kind: 'notice-progress', ref, at, staleAt: at + 7 * rules.staleMs, data });
  const expiresAt = now + STOPPABLE_MS;
  await closeAsks(tx, 'notice-confirm', ref, now);
  await putAsk(
    tx,
    { kind: 'notice-confirm', room: notice.askedIn, person: notice.askedBy, ref, data: '{}', expiresAt },
    now,
  );
}

/** Until when receipts of a notice are waited for. */
export const receiptsEnd = (notice: Notice, sentAt: Instant): Instant => notice.deadline ?? sentAt + RECEIPTS_OPEN_MS;

/** Sets the deadline's report and the daily reminders, from now on. */
export async function followReceipts({ tx, now, rules }: Doing, notice: Notice): Promise<void> {
  const ref = String(notice.number);
  const { deadline } = notice;
  const staleAt = (at: Instant) => at + 7 * rules.staleMs;
  if (deadline !== null && deadline > now)
    await setDue(tx, { kind: 'notice-deadline', ref, at: deadline, staleAt: staleAt(deadline), data: '{}' });
  const at = nextReminder(now, rules.zone);
  const end = receiptsEnd(notice, now);
  if (notice.remindDaily && at < end)
    await setDue(tx, { kind: 'notice-reminder', ref, at, staleAt: end, data: JSON.stringify({ end }) });
}

/** The next 9:00 that is at least an hour away: nobody is reminded of what came a moment ago. */
export function nextReminder(now: Instant, zone: string): Instant {
  return dayTime(now, zone, minuteOfDay(now, zone) <= REMIND_AT_MINUTE - 60 ? 0 : 1, REMIND_AT_MINUTE);
}

function startedWords({ words, now, rules }: Doing, notice: Notice, rooms: number): string {
  const { from, to } = rules.conduct.quietHours;
  const quiet = withinDaily(now, from, to, rules.zone);
  const clock = `${String(Math.floor(to / 60)).padStart(2, '0')}:${String(to % 60).padStart(2, '0')}`;
  return words(quiet ? 'notice.startedQuiet' : 'notice.started', { number: notice.number, rooms, clock });
}
