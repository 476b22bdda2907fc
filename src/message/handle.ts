/** The way of one accepted message, in one transaction: all of it happens or none. */
import { markHandled, type KeptMessage } from '../store/messages.js';
import type { Speech } from '../model/speech.js';
import type { Told } from './consult/told.js';
import { byRoomAlone } from './beside.js';
import { decide } from './decide/index.js';
import type { Doing } from './doing.js';
import { execute } from './execute/index.js';
import { recall, withAnswers } from './recall.js';
import { understand } from './understand/meaning.js';

export interface Handling {
  /** What a language model said of the message, if one was asked. */
  readonly told: Told | null;
  /** The transaction sees nothing of others like it, which handle other rooms. */
  readonly beside: boolean;
}

/**
 * handled: it was done. before: it had been handled before, and what was done now must not be kept. too-wide: nothing was done;
 * what it takes needs a transaction that sees everything.
 */
export type Came = 'handled' | 'before' | 'too-wide';

/** accept came before; the outbox comes after. */
export async function handle(doing: Doing, message: KeptMessage, { told, beside }: Handling): Promise<Came> {
  const known = await recall(doing, message);
  const meaning = understand(doing.reader, known, told);
  const situation = await withAnswers(doing, meaning, known.situation);
  const decisions = decide(meaning, situation);
  if (beside && !byRoomAlone(decisions, known)) return 'too-wide';
  let speaks = false;
  const say = (speech: Speech) => {
    speaks = true;
    return doing.say(speech);
  };
  for (const decision of decisions) await execute({ ...doing, say }, decision, situation);
  const reasons = decisions.map((d) => `${d.kind}:${d.reason}`).join(' ');
  if (!(await markHandled(doing.tx, message.id, meaning.reading, reasons))) return 'before';
  const { id, at: saidAt, room, from } = message;
  const place = room === null ? { person: from } : { room };
  doing.happened({ type: 'reading', message: id, place, saidAt, reading: meaning.reading, reasons, speaks });
  return 'handled';
}
