/** What the platform's process can be told, and telling it. */
import { z } from 'zod';
import { child, type Child } from './child.js';
import type { Line } from './talk.js';
import type { Measured } from './town.js';

const lineSchema = z.object({ room: z.string(), person: z.string(), text: z.string() });

export const stageOrders = z.discriminatedUnion('order', [
  z.object({ order: z.literal('endpoint') }),
  z.object({
    order: z.literal('talk'),
    lines: z.array(lineSchema),
    perSecond: z.number().nullable(),
    /** The platform's time of them and of what follows; null: the machine's. */
    at: z.number().nullable(),
  }),
  z.object({ order: z.literal('shown') }),
  z.object({ order: z.literal('away') }),
  z.object({ order: z.literal('back') }),
]);

/** A message by the id that the adapter gives it, and when it was said, in milliseconds of the machine's clock. */
const saidSchema = z.array(z.object({ id: z.string(), at: z.number() }));
export type SaidAt = z.output<typeof saidSchema>[number];

export interface Stage {
  readonly process: Child;
  readonly endpoint: string;
  /** Resolves when all has been said. */
  talk(lines: readonly Line[], options?: { perSecond?: number; at?: number }): Promise<SaidAt[]>;
  /** How many texts the bot has brought there. */
  shown(): Promise<number>;
  away(): Promise<void>;
  back(): Promise<void>;
}

export async function openStage(platform: Measured, rooms: number, port = 0): Promise<Stage> {
  const process = await child('./stage.process.ts', [platform, String(rooms), String(port)]);
  const order = async (name: 'away' | 'back') => {
    await process.ask({ order: name }, z.null());
  };
  return {
    process,
    endpoint: await process.ask({ order: 'endpoint' }, z.string()),
    talk: (lines, { perSecond, at } = {}) =>
      process.ask({ order: 'talk', lines, perSecond: perSecond ?? null, at: at ?? null }, saidSchema),
    shown: () => process.ask({ order: 'shown' }, z.number()),
    away: () => order('away'),
    back: () => order('back'),
  };
}
