/** Does a night's work in a thread of its own, so that messages are not held up. */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Learned, Night } from '../message/understand/learn/index.js';

/** Whoever does the work. Rejects when it fails; the folder then holds what it held. */
export type Learner = (night: Night, stopped: AbortSignal) => Promise<Learned>;

/** Our own thread's answer: only that it is one is looked at. */
const answerSchema = z.custom<Learned>((told) => z.object({ verdicts: z.object() }).safeParse(told).success);

/** A night takes some seconds; one that takes this long is stuck. */
const LONGEST_MS = 10 * 60_000;

export const inThread: Learner = (night, stopped) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: night });
    const limit = AbortSignal.any([stopped, AbortSignal.timeout(LONGEST_MS)]);
    const end = () => {
      reject(new Error('learning was ended before it was done'));
      void worker.terminate();
    };
    if (limit.aborted) end();
    limit.addEventListener('abort', end, { once: true });
    worker.once('message', (told: unknown) => {
      const parsed = answerSchema.safeParse(told);
      if (parsed.success) resolve(parsed.data);
      else reject(new Error('the learning thread answered in another form'));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      limit.removeEventListener('abort', end);
      reject(new Error(`the learning thread ended with ${code} and without an answer`));
    });
  });
