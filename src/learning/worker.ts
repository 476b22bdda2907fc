/** The thread of run.ts: takes a night's examples, answers with what became of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { learn } from '../message/understand/learn/index.js';
import type { TownExample } from '../message/understand/learn/lesson.js';

const nightSchema = z.object({ examples: z.custom<TownExample[]>(Array.isArray), at: z.string(), folder: z.string() });

parentPort?.postMessage(learn(nightSchema.parse(workerData)));
