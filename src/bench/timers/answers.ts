/** What the measuring process of clocks is asked, and what it answers. */
import { z } from 'zod';
import { memorySchema, wrongSchema } from '../intake/answers.js';
import { placeSchema } from '../place.js';

export const timerJobSchema = z.object({
  place: placeSchema,
  bare: placeSchema,
  due: z.number().int().positive(),
  mostSeconds: z.number().positive(),
});
export const timerSchema = z.object({
  fired: z.number(),
  seconds: z.number(),
  perSecond: z.number(),
  /** The longest time in which nothing else of the process could go on. */
  longestStallMs: z.number(),
  raw: z.object({ changes: z.number(), perSecond: z.number() }),
  wrong: wrongSchema,
  memory: memorySchema,
});
export type TimerFigures = z.output<typeof timerSchema>;
