/** Tells the people concerned of a change that was just made. */
import type { PersonId } from '../../model/ids.js';
import type { Ticket } from '../../model/ticket.js';
import { mergedInto } from '../../store/merged.js';
import { updateTicket } from '../../store/tickets.js';
import type { Doing } from '../doing.js';
import { asksSatisfaction, news, type NewsKind } from '../reply/ticket-news.js';

export interface Told {
  /** Who did it; null: a timer. */
  readonly actor: PersonId | null;
  readonly note: string | null;
  readonly doneBy?: PersonId | null;
}

/** Books the news in the open transaction; after `resolved` the ticket given back knows that satisfaction was asked. */
export async function tell(doing: Doing, kind: NewsKind, ticket: Ticket, told: Told): Promise<Ticket> {
  const { town, words, now } = doing;
  const mergedFrom = await mergedInto(doing.tx, ticket.number);
  for (const speech of news({ kind, ticket, town, words, now, mergedFrom, ...told })) await doing.say(speech);
  if (kind !== 'resolved' || !asksSatisfaction({ ticket, town, actor: told.actor })) return ticket;
  const asked = { ...ticket, askedAt: now };
  await updateTicket(doing.tx, asked, ticket.act);
  return asked;
}
