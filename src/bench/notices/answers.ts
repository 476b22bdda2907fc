/** What the measuring process of notices is asked, and what it answers. */
import { z } from 'zod';
import { memorySchema, wrongSchema } from '../intake/answers.js';
import { placeSchema } from '../place.js';

export const noticeJobSchema = z.object({ place: placeSchema, bare: placeSchema, rooms: z.number().int().positive() });

const rate = z.object({ seconds: z.number(), perSecond: z.number() });
/** `queue`: in memory, nothing kept. `bookings`: two durable changes a row, as before and after each text. */
export const noticeSchema = z.object({
  ours: rate,
  queue: rate,
  bookings: rate,
  wrong: wrongSchema,
  memory: memorySchema,
});
export type NoticeFigures = z.output<typeof noticeSchema>;
export type Rate = z.output<typeof rate>;
