/** What the client's process can be told, and telling it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { child } from './child.js';
import type { Measured } from './town.js';

export const clientOrders = z.discriminatedUnion('order', [
  z.object({ order: z.literal('begin'), messages: z.number() }),
  z.object({ order: z.literal('counted') }),
  z.object({ order: z.literal('times') }),
]);

const countSchema = z.object({
  firstAt: z.number(),
  lastAt: z.number(),
  cpuMs: z.number(),
  /** When all of them were handled; null for a client that handles nothing. */
  handledAt: z.number().nullable(),
  handledCpuMs: z.number().nullable(),
});
export type Counted = z.output<typeof countSchema>;

/** By message: when it was durable, and when its acknowledgement was. */
const timesSchema = z.object({
  kept: z.array(z.tuple([z.string(), z.number()])),
  acknowledged: z.array(z.tuple([z.string(), z.number()])),
});

export interface Client {
  /** Does `talk`, and tells when `messages` of it were taken and handled. */
  count(messages: number, talk: () => Promise<unknown>): Promise<Counted>;
  times(): Promise<z.output<typeof timesSchema>>;
  end(): Promise<void>;
}

export type Kind = 'bare' | 'ours';

/** Where the processor profiles of our clients go; undefined: none are taken. */
const PROFILES = process.env['WEIGE_MEASURE_PROFILES'];

/** Connected to the platform, with a folder and a home of its own. */
export async function openClient(
  kind: Kind,
  platform: Measured,
  options: { readonly endpoint: string; readonly rooms: number; readonly burstSeconds?: number },
): Promise<Client> {
  const folder = mkdtempSync(join(tmpdir(), 'weige-measure-'));
  const { endpoint, rooms, burstSeconds = 20 } = options;
  const process = await child(
    './client.process.ts',
    [kind, platform, endpoint, folder, String(rooms), String(burstSeconds)],
    {
      env: { HOME: folder },
      nodeArgs: kind === 'ours' && PROFILES !== undefined ? ['--cpu-prof', '--cpu-prof-dir', PROFILES] : [],
    },
  );
  return {
    count: async (messages, talk) => {
      await process.ask({ order: 'begin', messages }, z.null());
      await talk();
      return process.ask({ order: 'counted' }, countSchema);
    },
    times: () => process.ask({ order: 'times' }, timesSchema),
    end: async () => {
      await process.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
