/** What the measuring processes of intake are asked, and what they answer. */
import { z } from 'zod';
import { placeSchema } from '../place.js';

const count = z.number().int().positive();

/** `paced`: as many messages are given at the fixed rate. */
export const oursJobSchema = z.object({ place: placeSchema, messages: count, rooms: count, paced: count });
/** `together`: messages in one transaction, beside one in each. */
export const rawJobSchema = z.object({ place: placeSchema, messages: count, rooms: count, together: count });
export const hubotJobSchema = z.object({ place: placeSchema, messages: count, rooms: count });

export const loadSchema = z.object({
  messages: z.number(),
  seconds: z.number(),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  commits: z.number(),
  messagesPerCommit: z.number(),
});
/** Errors that the bot logged, and the first of them. */
export const wrongSchema = z.object({ errors: z.number(), first: z.string().nullable() });
export const memorySchema = z.object({ residentMiB: z.number(), heapMiB: z.number() });

export const oursSchema = z.object({
  /** Of people who speak for the first time, whose names and rooms are kept with their words. */
  newcomers: loadSchema,
  /** Of people who have spoken before: what a day is made of. */
  accepted: loadSchema,
  /** Of both, within some seconds from the first message given. */
  handled: z.object({ messages: z.number(), seconds: z.number(), perSecond: z.number() }),
  /** At a fixed rate, while what came before is still being handled. */
  paced: loadSchema,
  /** Understood, decided and executed a second meanwhile. */
  handledAtPace: z.number(),
  /** Of the log ahead of the database, after both: a file's size, or what a server wrote. */
  logBytes: z.number(),
  /** What this process had written to the disk for both; null where the system does not tell. */
  writtenBytes: z.number().nullable(),
  wrong: wrongSchema,
  memory: memorySchema,
});
export const rawSchema = z.object({
  single: z.object({ perSecond: z.number(), messages: z.number() }),
  groups: z.object({ perSecond: z.number(), messages: z.number(), messagesPerCommit: z.number() }),
});
export type Ours = z.output<typeof oursSchema>;
export type Raw = z.output<typeof rawSchema>;
export type LoadSeen = z.output<typeof loadSchema>;
