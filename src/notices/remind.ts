/** One merged reminder in each room where households have not confirmed; rooms where all have are left in peace. */
import type { Doing } from '../message/doing.js';
import type { Instant, RoomId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import { speech } from '../message/reply/audience.js';
import { lastReminders, type Delivery } from '../store/notices.js';
import { LABELS_SHOWN, REMIND_GAP_MS } from './limits.js';
import { firstOf, momentWords } from './phrases.js';
import { tallyOf, type UnitTally } from './tally.js';

export interface Reminded {
  /** Rooms in which a reminder was booked. */
  readonly rooms: number;
  /** Households missing there. */
  readonly households: number;
  /** Rooms left out because they were reminded within the last hour. */
  readonly recent: number;
}

/** Books the reminders in this transaction. `within`: only these rooms; null: all of the notice. Firing twice books nothing twice. */
export async function remindMissing(
  doing: Doing,
  notice: Notice,
  within: ReadonlySet<RoomId> | null,
): Promise<Reminded> {
  const { deliveries, units } = await tallyOf(doing.tx, doing.town, notice);
  const reached = new Set(deliveries.filter(wasReached).map((d) => d.room));
  const last = await lastReminders(doing.tx, notice.number);
  const result = { rooms: 0, households: 0, recent: 0 };
  for (const unit of units.filter(isWaiting)) {
    const rooms = unit.rooms.filter((room) => reached.has(room) && (within?.has(room) ?? true));
    const ready = rooms.filter((room) => isReady(last.get(room), doing.now));
    result.recent += rooms.length - ready.length;
    if (ready.length === 0) continue;
    for (const room of ready) await remindRoom(doing, notice, room, unit);
    result.rooms += ready.length;
    result.households += unit.missing.length + unit.missingUnknown;
  }
  return result;
}

const wasReached = ({ state }: Delivery): boolean =>
  state === 'accepted' || state === 'delivered' || state === 'unknown';

/** Somebody is known to be missing, or nobody is known there at all and nobody has answered. */
export const isWaiting = (unit: UnitTally): boolean =>
  unit.missing.length + unit.missingUnknown > 0 || (unit.households === 0 && unit.receipts === 0);

const isReady = (last: Instant | undefined, now: Instant): boolean => last === undefined || now - last >= REMIND_GAP_MS;

const QUOTED_CHARS = 40;

async function remindRoom(doing: Doing, notice: Notice, room: RoomId, unit: UnitTally): Promise<void> {
  const { words, now, rules } = doing;
  const line = notice.text.replace(/\s+/g, ' ');
  const text = words(unit.missing.length > 0 ? 'notice.reminder' : 'notice.reminderToAll', {
    about: line.length > QUOTED_CHARS ? `${Array.from(line).slice(0, QUOTED_CHARS).join('')}…` : line,
    households: firstOf(words, unit.missing, LABELS_SHOWN),
    count: unit.missing.length,
    until: notice.deadline === null ? '' : momentWords(words, notice.deadline, now, rules.zone),
    hasDeadline: notice.deadline !== null && notice.deadline > now ? 'yes' : 'no',
  });
  const onceKey = `notice-reminder:${String(notice.number)}:${room}:${String(now)}`;
  await doing.say(
    speech(
      { to: { room }, audience: 'residents', purpose: 'reminder', lane: 'notice', text },
      { notice: notice.number, proactive: true, onceKey },
    ),
  );
}
