/** The bench of clocks: very many due at one moment, fired one after the other, beside bare changes of as many rows. */
import { fileURLToPath } from 'node:url';
import { inFreshProcess } from '../fresh-process.js';
import type { BenchOptions } from '../index.js';
import { rounded } from '../rounded.js';
import { timerSchema } from './answers.js';

/** A clock a message of a large district's day. */
const MOST_DUE = 100_000;
/** With the default number of messages all of them. */
const DUE_A_MESSAGE = 10;
/** All would take too long for a look: what is fired by then tells the rate. */
const MOST_SECONDS = 10;

export async function measure({ places, messages, log }: BenchOptions): Promise<object> {
  const due = Math.min(MOST_DUE, messages * DUE_A_MESSAGE);
  log.write(`timers: ${due} due at once, for ${MOST_SECONDS} seconds at most\n`);
  const file = fileURLToPath(new URL('./probes/fire.js', import.meta.url));
  const place = await places.fresh('timers');
  const bare = await places.fresh('changes');
  const job = { place, bare, due, mostSeconds: MOST_SECONDS };
  const { raw, wrong, memory, ...ours } = timerSchema.parse(await inFreshProcess(file, job));
  return rounded({ due, ...ours, raw, ratios: { toRaw: ours.perSecond / raw.perSecond }, wrong, memory });
}
