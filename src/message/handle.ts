/** The way of one accepted message, in one transaction: all of it happens or none. */
import { markHandled, type KeptMessage } from '../store/messages.js';
import type { Told } from './consult/told.js';
import { decide } from './decide/index.js';
import type { Doing } from './doing.js';
import { execute } from './execute/index.js';
import { recall, withAnswers } from './recall.js';
import { understand } from './understand/meaning.js';

/** accept came before; the outbox comes after. `told`: what a language model said of the message, if one was asked. */
export async function handle(doing: Doing, message: KeptMessage, told: Told | null): Promise<void> {
  const known = await recall(doing, message);
  const meaning = understand(doing.reader, known, told);
  const situation = await withAnswers(doing, meaning, known.situation);
  const decisions = decide(meaning, situation);
  for (const decision of decisions) await execute(doing, decision, situation);
  const reasons = decisions.map((d) => `${d.kind}:${d.reason}`).join(' ');
  await markHandled(doing.tx, message.id, meaning.reading, reasons);
  const { id, at: saidAt, room, from } = message;
  const place = room === null ? { person: from } : { room };
  doing.happened({ type: 'reading', message: id, place, saidAt, reading: meaning.reading, reasons });
}
