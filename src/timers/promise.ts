import { z } from 'zod';
import { promised } from '../message/reply/ladder.js';
import { personId } from '../model/ids.js';
import { UNSETTLED } from '../model/ticket.js';
import { findTicket } from '../store/tickets.js';
import { findPerson } from '../store/people.js';
import type { Timer } from './timer.js';

const dataSchema = z.object({ ticket: z.number(), person: z.string() });

/** The moment somebody promised has come: they are reminded in private, if it is not settled. */
export const promise: Timer = {
  kind: 'promise',
  async fire(doing, due) {
    const data = dataSchema.parse(JSON.parse(due.data));
    const ticket = await findTicket(doing.tx, data.ticket);
    const person = await findPerson(doing.tx, personId(data.person));
    if (!ticket || !person || !UNSETTLED.includes(ticket.status) || ticket.status === 'on_hold') return;
    await doing.say(promised(doing, ticket, person));
  },
};
