/** What a day's program is asked, and what it tells in the end. */
import { z } from 'zod';

export const soakOrders = z.object({ order: z.literal('live') });

const heldSchema = z.object({
  hour: z.number(),
  /** Said until then. */
  messages: z.number(),
  heapMb: z.number(),
  externalMb: z.number(),
  rssMb: z.number(),
  sockets: z.number(),
  listeners: z.number(),
  emitters: z.number(),
  signals: z.number(),
  resources: z.record(z.string(), z.number()),
});

export const livedSchema = z.object({
  looks: z.array(heldSchema),
  said: z.number(),
  outages: z.number(),
  kept: z.number(),
  unhandled: z.number(),
  setAside: z.number(),
  tickets: z.number(),
  /** Texts by what became of them. */
  outbox: z.record(z.string(), z.number()),
  purposes: z.record(z.string(), z.number()),
  shownByPlatform: z.number(),
  /** Complaints of Node itself: too many listeners, and the like. */
  warnings: z.array(z.string()),
  tookSeconds: z.number(),
});
export type Lived = z.output<typeof livedSchema>;
