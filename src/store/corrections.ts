/** What staff put right about how a message was read: examples for this town's reader. */
import type { Instant, MessageId, PersonId, TicketNumber } from '../model/ids.js';
import type { Db } from './open.js';

export interface Correction {
  /** The opener's message; null when the ticket has none. */
  readonly message: MessageId | null;
  readonly ticket: TicketNumber;
  readonly field: 'act' | 'category' | 'urgency';
  readonly was: string;
  readonly now: string;
  readonly person: PersonId;
  readonly at: Instant;
}

export async function insertCorrection(db: Db, correction: Correction): Promise<void> {
  await db.insertInto('corrections').values(correction).execute();
}
