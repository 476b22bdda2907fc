import { z } from 'zod';
import { carriesPassword } from '../../src/config/secrets.js';

const httpAddress = z.string().refine((text) => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text), {
  message: 'not an address; write "https://host"',
});

const webhookSchema = z.strictObject({
  /** The public address that Telegram calls; whatever stands there passes it on to host, port and path. */
  url: httpAddress.refine((text) => text.startsWith('https://'), {
    message: 'Telegram calls https addresses only; put a server with a certificate before the bot',
  }),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65535).default(7430),
  path: z.string().regex(/^\//, 'begin the path with "/"').default('/telegram'),
});

export const telegramSchema = z
  .strictObject({
    platform: z.literal('telegram'),
    account: z.string().min(1).max(40).default('telegram'),
    apiRoot: httpAddress.default('https://api.telegram.org'),
    /** polling: the bot asks Telegram, nothing need be reachable from outside. webhook: Telegram calls `webhook.url`. */
    mode: z.enum(['polling', 'webhook']).default('polling'),
    webhook: webhookSchema.nullable().default(null),
    /** An http(s) proxy through which Telegram is reached; null: directly. */
    proxy: httpAddress
      .refine((text) => !carriesPassword(text), { message: 'no name and password in a proxy address' })
      .nullable()
      .default(null),
    /** Speaks only in rooms that it has taken over. */
    standby: z.boolean().default(false),
  })
  .refine(({ mode, webhook }) => mode === 'polling' || webhook !== null, {
    path: ['webhook'],
    message: 'mode is webhook, but no address is given; write webhook: { url: https://… }',
  })
  .refine(({ proxy, apiRoot }) => proxy === null || apiRoot.startsWith('https://'), {
    path: ['proxy'],
    message: 'a proxy serves an https apiRoot only',
  });

export type TelegramConfig = z.output<typeof telegramSchema>;
export type WebhookConfig = z.output<typeof webhookSchema>;
