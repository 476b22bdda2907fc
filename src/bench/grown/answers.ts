/** What the measuring processes of a grown store are asked, and what they answer. */
import { z } from 'zod';
import { memorySchema } from '../intake/answers.js';
import { placeSchema } from '../place.js';

const count = z.number().int().positive();
export const fillJobSchema = z.object({ place: placeSchema, rooms: count, tickets: count, messages: count });
export const placeJobSchema = z.object({ place: placeSchema });

export const digestSchema = z.object({
  times: z.number(),
  firstMs: z.number(),
  medianMs: z.number(),
  /** Unsettled ones that the digest counts: proof that it saw the rows. */
  open: z.number(),
  memory: memorySchema,
});
/** Milliseconds of each part one after the other, and from the start of the process until the bot could take a message in. */
export const startSchema = z.object({
  storeMs: z.number(),
  readerMs: z.number(),
  botMs: z.number(),
  sinceStartMs: z.number(),
  memory: memorySchema,
});
export type DigestFigures = z.output<typeof digestSchema>;
export type StartFigures = z.output<typeof startSchema>;
