import { dated } from '../../accounts/late.js';
import { draftTicket } from '../../tickets/draft.js';
import { lookForTwins } from '../../timers/merge-offer.js';
import { opened, proposed } from '../reply/tickets.js';
import type { Executor } from './executor.js';
import { openTicket } from './ticket.js';

/** Opens or proposes a ticket and tells those who hold it; the reporter's acknowledgement waits for the burst to settle. */
export const open: Executor<'open'> = async (doing, decision, { message, room, sender }) => {
  const draft = draftTicket({
    town: doing.town,
    unit: decision.unit,
    room: room?.id ?? null,
    confidential: decision.confidential,
    text: decision.part.text,
    reading: decision.part.reading,
    message: message.id,
    reporter: sender.id,
    status: decision.proposed ? 'proposed' : 'open',
    now: doing.now,
  });
  const ticket = await openTicket(doing, draft, { message: message.id, person: sender.id, note: decision.reason });
  const tell = decision.proposed ? proposed : opened;
  const told = tell(doing, { ticket, reporter: sender, text: decision.part.text });
  await Promise.all([...told.map((speech) => doing.say(dated(doing, message, speech))), lookForTwins(doing, ticket)]);
};
