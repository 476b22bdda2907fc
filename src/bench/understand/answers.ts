/** What the measuring processes are asked, and what they answer. */
import { z } from 'zod';

const count = z.number().int().positive();

/** `most`: as many messages are timed. */
export const speedJobSchema = z.object({ most: count });
export const learnJobSchema = z.object({ learn: count.nullable() });
/** `file`: the learned model, written by the one and read by the other. */
export const peerJobSchema = z.object({ peer: z.string(), file: z.string(), learn: count.nullable() });
export const peerUseJobSchema = z.object({ peer: z.string(), file: z.string(), most: count });

const spread = z.object({ median: z.number(), p90: z.number(), p99: z.number() });
const timing = z.object({ steps: z.number(), batch: z.number(), microseconds: spread });

export const bareSchema = z.object({ residentMiB: z.number() });
/** `sinceStartMs`: from the start of the process until the reader could read. */
export const loadSchema = z.object({ loadMs: z.number(), sinceStartMs: z.number(), residentMiB: z.number() });
export const speedSchema = z.object({ medianCharacters: z.number(), warm: timing, cold: timing });
/** How many were learned from, how many were read, and how long the learning took. */
export const learnSchema = z.object({
  learned: z.number(),
  held: z.number(),
  seconds: z.number(),
  actAccuracy: z.number(),
});
export const useSchema = z.object({ loadMs: z.number(), residentMiB: z.number(), timing });

export type Load = z.output<typeof loadSchema>;
export type Speed = z.output<typeof speedSchema>;
export type Learn = z.output<typeof learnSchema>;
export type Use = z.output<typeof useSchema>;
