/** How the program ends: what it has begun is finished, in bounds; what is not stays in the store for the next start. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../log.js';

/** What was accepted is handled and what is being sent is finished within this, or waits for the next start. */
const DRAIN_MS = 8500;
/** From the signal to the end, whatever hangs. An operator's service must wait longer than this before it kills. */
const END_MS = 9700;

/** Whether `work` was done within the time that ending may take. What is not goes on until the process ends. */
export async function drained(work: () => Promise<void>, log: Log): Promise<boolean> {
  const limit = new AbortController();
  const tooLong = wait(DRAIN_MS, false, { signal: limit.signal }).catch(() => false);
  const done = await Promise.race([work().then(() => true), tooLong]);
  limit.abort();
  if (!done) log.warn({ afterMs: DRAIN_MS }, 'not everything was done before the end; the next start goes on with it');
  return done;
}

const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Resolves at the first signal to end. From then on the process ends by itself in time with status 0, also when it has not
 * begun or does not come to an end; a second signal ends it at once.
 */
export function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const end = (signal: keyof typeof STATUS) => {
      if (told) process.exit(STATUS[signal]);
      told = true;
      setTimeout(() => process.exit(0), END_MS).unref();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  });
}
