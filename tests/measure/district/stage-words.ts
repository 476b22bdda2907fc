/** What the platform's process can be told, and telling it. */
import { z } from 'zod';
import { child, type Child } from '../child.js';
import type { Line } from './day.js';

const lineSchema = z.object({
  atMs: z.number(),
  room: z.number(),
  by: z.union([z.number(), z.literal('leader')]),
  text: z.string(),
  kind: z.enum(['talk', 'question', 'report', 'followUp', 'answer', 'settled', 'thanks', 'receipt']),
  quote: z.number().nullable(),
  key: z.number(),
});

export const stageOrders = z.discriminatedUnion('order', [
  z.object({ order: z.literal('endpoints') }),
  z.object({ order: z.literal('talk'), lines: z.array(lineSchema) }),
  z.object({ order: z.literal('polled') }),
  z.object({ order: z.literal('shown') }),
  z.object({ order: z.literal('cpu') }),
]);

const saidSchema = z.object({
  /** By the ids that the adapter gives; milliseconds of the machine's clock. */
  said: z.array(z.object({ id: z.string(), at: z.number() })),
  /** How late the last of them was said: the platform's process could not keep up. */
  lateMs: z.number(),
});
export type Said = z.output<typeof saidSchema>;

export interface StageProcess {
  readonly process: Child;
  readonly endpoints: readonly string[];
  /** Resolves when all has been said, each at its time. */
  talk(lines: readonly Line[]): Promise<Said>;
  polled(): Promise<boolean>;
  /** How many texts the bot has brought there. */
  shown(): Promise<number>;
  /** Seconds of a processor that it has used. */
  cpuSeconds(): Promise<number>;
}

export async function openStageProcess(accounts: number): Promise<StageProcess> {
  const process = await child('./district/stage.process.ts', [String(accounts)]);
  return {
    process,
    endpoints: await process.ask({ order: 'endpoints' }, z.array(z.string())),
    talk: (lines) => process.ask({ order: 'talk', lines }, saidSchema),
    polled: () => process.ask({ order: 'polled' }, z.boolean()),
    shown: () => process.ask({ order: 'shown' }, z.number()),
    cpuSeconds: () => process.ask({ order: 'cpu' }, z.number()),
  };
}
