/** Several acknowledgements of one room said as one. */
import type { Db } from '../store/open.js';
import type { OutboxRow } from '../store/outbox.js';
import { ticketsSaidWith } from '../store/said-together.js';
import { findTicket } from '../store/tickets.js';
import type { Words } from '../message/reply/words.js';

/**
 * `first` with the words and mentions of all that wait, and of those it took up before and could not say; null when nothing
 * else waits. `waiting` without `first`.
 */
export async function mergedAck(
  db: Db,
  first: OutboxRow,
  waiting: readonly OutboxRow[],
  words: Words,
): Promise<OutboxRow | null> {
  const all = [first, ...waiting];
  if (all.length < 2) return null;
  const numbers = [first.ticket, ...(await ticketsSaidWith(db, first)), ...waiting.map((row) => row.ticket)];
  const lines: string[] = [];
  for (const number of numbers) {
    const ticket = number === null ? null : await findTicket(db, number);
    if (ticket)
      lines.push(
        words('ticket.listed', {
          number: ticket.number,
          summary: ticket.confidential ? words('ticket.private') : ticket.summary,
        }),
      );
  }
  return {
    ...first,
    text: words('ticket.acknowledgedMany', { list: lines.join(';'), holder: words('ticket.holderUnknown') }),
    mentions: [...new Set(all.flatMap((r) => r.mentions))],
  };
}
