/**
 * A transcript may name a ticket by one of its messages, "受理 {{d041}}": the number it was given stands there when it is
 * said. So a transcript stays right when earlier talk is read otherwise than before.
 */
import { messageId } from '../model/ids.js';
import type { Db } from '../store/open.js';
import { ticketsOfMessage } from '../store/tickets.js';

const REFERENCE = /\{\{([^{}\s]{1,100})\}\}/g;

/** The text with every {{message id}} replaced by its ticket's number; one that opened no ticket stays as it is. */
export async function resolveReferences(text: string, db: Db): Promise<string> {
  let resolved = text;
  for (const [whole, id] of text.matchAll(REFERENCE)) {
    const [number] = await ticketsOfMessage(db, messageId(id ?? ''));
    if (number !== undefined) resolved = resolved.replace(whole, String(number));
  }
  return resolved;
}
