import { z } from 'zod';
import { addWorking } from '../calendar/calendar.js';
import { dueKind } from '../message/execute/ticket.js';
import { stillProposed } from '../message/reply/ladder.js';
import { setDue } from '../store/due.js';
import { findTicket } from '../store/tickets.js';
import type { Timer } from './timer.js';

const dataSchema = z.object({ repeats: z.number().optional() });

/** Nobody opened or dropped a proposed ticket: staff are reminded, a bounded number of times; the digest goes on listing it. */
export const ticketProposal: Timer = {
  kind: dueKind('proposal'),
  async fire(doing, due) {
    const ticket = await findTicket(doing.tx, Number(due.ref));
    if (ticket?.status !== 'proposed') return;
    for (const speech of stillProposed(doing, ticket)) await doing.say(speech);
    const repeats = (dataSchema.parse(JSON.parse(due.data)).repeats ?? 0) + 1;
    if (repeats >= doing.rules.repeats) return;
    const at = addWorking(doing.now, repeats * 4 * 3600_000, 'daily', doing.rules.calendar);
    await setDue(doing.tx, {
      kind: due.kind,
      ref: due.ref,
      at,
      staleAt: at + doing.rules.staleMs,
      data: JSON.stringify({ repeats }),
    });
  },
};
