/** The bench of a store with much in it: a town's digest, and how long the program takes to start on it. */
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { rounded } from '../rounded.js';
import { digestSchema, startSchema } from './answers.js';

/** With the default number of messages 20,000 tickets and 100,000 messages. */
const TICKETS_A_MESSAGE = 2;
const MESSAGES_A_MESSAGE = 10;

const probe = (name: 'digest' | 'start', job: object): Promise<unknown> =>
  inFreshProcess(fileURLToPath(new URL(`./probes/${name}.js`, import.meta.url)), job);

export async function measure({ places, rooms, messages: asked, log }: BenchOptions): Promise<object> {
  const size = { rooms, tickets: asked * TICKETS_A_MESSAGE, messages: asked * MESSAGES_A_MESSAGE };
  log.write(`grown: ${size.tickets} tickets and ${size.messages} messages\n`);
  const place = await places.fresh('grown');
  const digest = digestSchema.parse(await probe('digest', { place, ...size }));
  const start = startSchema.parse(await probe('start', { place }));
  return rounded({ ...size, digest, start });
}
