/** What each of several processes is asked, and what it answers. */
import { z } from 'zod';
import { memorySchema, wrongSchema } from '../intake/answers.js';
import { placeSchema } from '../place.js';

const count = z.number().int().positive();
/** `account`: which of the accounts this process has, with rooms of its own. */
export const shareJobSchema = z.object({
  place: placeSchema,
  account: count.or(z.literal(0)),
  messages: count,
  rooms: count,
  /** What is not handled so long after the last was taken in is left. */
  mostSeconds: z.number().positive(),
});

/** Moments by the machine's clock, in milliseconds: of the first message given, the last durable, the end of handling. */
export const shareSchema = z.object({
  begunAt: z.number(),
  acceptedAt: z.number(),
  handled: count,
  handledAt: z.number(),
  p99Ms: z.number(),
  wrong: wrongSchema,
  memory: memorySchema,
});
export type Share = z.output<typeof shareSchema>;
