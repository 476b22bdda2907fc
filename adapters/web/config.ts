import { z } from 'zod';

export const webSchema = z.strictObject({
  platform: z.literal('web'),
  account: z.string().min(1).default('web'),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65535).default(7420),
  /** People may be impersonated and the clock moved; for trying out, never for a town. */
  demo: z.boolean().default(false),
});
export type WebConfig = z.output<typeof webSchema>;
