import { z } from 'zod';
import { CARRIED } from '../../src/model/town.js';

export const FORMATS = ['generic', 'dingtalk', 'wecom', 'feishu'] as const;
export type FormatName = (typeof FORMATS)[number];

/** Its address and secret come by the environment: WEIGE_WEBHOOK_<ACCOUNT>_URL and WEIGE_WEBHOOK_<ACCOUNT>_SECRET. */
export const webhookSchema = z.strictObject({
  platform: z.literal('webhook'),
  /** Plain enough for the name of a variable, so that no two accounts share one. */
  account: z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, {
    message: 'must be small letters, digits and hyphens, such as led-hall',
  }),
  /** What staff read; the account's name when left out. */
  name: z.string().trim().min(1).max(60).optional(),
  format: z.enum(FORMATS),
  /** Id of the unit whose notices and digests it shows. */
  unit: z.string().trim().min(1).max(200),
  carries: z.array(z.enum(CARRIED)).min(1),
  /** Most messages in a minute; what the format allows when left out. */
  perMinute: z.number().int().positive().max(6000).optional(),
  timeoutSeconds: z.number().positive().max(60).default(10),
  /** Plain http to a public address, where anybody on the way can read and change what is sent. */
  allowHttp: z.boolean().default(false),
});
export type WebhookConfig = z.output<typeof webhookSchema>;
