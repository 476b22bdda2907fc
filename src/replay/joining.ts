/** Which ticket each message of a transcript goes to when it is replayed: what `evaluate` measures joining by. */
import { configSchema } from '../config/schema.js';
import { logger } from '../log.js';
import { loadReader } from '../message/understand/index.js';
import type { Happening } from '../message/doing.js';
import { replay } from './replay.js';
import { readTranscript } from './transcript.js';

/** By message id; a message that belongs to two tickets is counted with the first. Throws InputError for a bad transcript. */
export async function ticketsOfTranscript(file: string): Promise<Map<string, number>> {
  const tickets = new Map<string, number>();
  const watch = (what: Happening) => {
    if (what.type !== 'ticket') return;
    for (const message of what.ticket.messages) if (!tickets.has(message)) tickets.set(message, what.ticket.number);
  };
  await replay(readTranscript(file), {
    config: configSchema.parse({}),
    reader: await loadReader(),
    log: logger('error'),
    readings: false,
    until: null,
    print: () => undefined,
    watch,
  });
  return tickets;
}
