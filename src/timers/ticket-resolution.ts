import { addWorking } from '../calendar/calendar.js';
import { dueKind } from '../message/execute/ticket.js';
import { overdue } from '../message/reply/ladder.js';
import { UNSETTLED } from '../model/ticket.js';
import type { Due } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import type { Doing } from '../message/doing.js';
import { setAgain, timesFired, type Timer } from './timer.js';

const AGAIN_AFTER_MS = 8 * 3600_000;

/** Past its limit: whoever has it and the tier above are told, again after eight working hours, a bounded number of times. */
export const ticketResolution: Timer = {
  kind: dueKind('resolution'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (!ticket || !UNSETTLED.includes(ticket.status) || ticket.dueAt === null) return;
    for (const speech of overdue(doing, ticket)) await doing.say(speech);
    const repeats = timesFired(due);
    if (repeats >= doing.rules.repeats) return;
    await again(doing, due, repeats);
  },
  /** After a long sleep everything is overdue at once: it is told of eight working hours on, if it still is. */
  late: (doing, due) => again(doing, due, null),
};

const again = (doing: Doing, due: Due, repeats: number | null): Promise<void> =>
  setAgain(doing, due, addWorking(doing.now, AGAIN_AFTER_MS, 'working', doing.rules.calendar), repeats);
