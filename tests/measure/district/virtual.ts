/** The day on the virtual clock, in a process of its own. */
import { z } from 'zod';
import { child } from '../child.js';

export const virtualOrders = z.object({
  accounts: z.number(),
  /** Of the whole district on an ordinary day. */
  messagesADay: z.number(),
  typhoonTimes: z.number(),
});
export type VirtualOptions = z.output<typeof virtualOrders>;

const spreadSchema = z.object({
  count: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  most: z.number(),
});

const figuresSchema = z.object({
  accounts: z.number(),
  rooms: z.number(),
  grids: z.number(),
  tookSeconds: z.number(),
  messages: z.number(),
  commands: z.number(),
  clocks: z.record(z.string(), spreadSchema),
  texts: z.record(z.string(), spreadSchema),
  hours: z.array(z.object({ messages: z.number(), acknowledgements: z.number() })),
  notices: z.array(z.object({ rooms: z.number(), minutes: z.number() })),
  said: z.number(),
  kept: z.number(),
  handled: z.number(),
  setAside: z.number(),
  tickets: z.number(),
  openByEvents: z.number(),
  openByTickets: z.number(),
  escalations: z.number(),
  unknownTexts: z.number(),
  failedTexts: z.number(),
  units: z.number(),
  digestsMade: z.number(),
  errors: z.number(),
});
export type VirtualFigures = z.output<typeof figuresSchema>;

export async function measureVirtual(options: VirtualOptions): Promise<VirtualFigures> {
  const process = await child('./district/virtual.process.ts', []);
  try {
    return await process.ask(options, figuresSchema);
  } finally {
    await process.end();
  }
}
