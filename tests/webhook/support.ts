/** An outlet under test: its configuration, its address by the environment, and a core that remembers. */
import type { Adapter, Outgoing, Sink } from '../../adapters/adapter.js';
import { webhookSchema, type WebhookConfig } from '../../adapters/webhook/config.js';
import { createWebhook } from '../../adapters/webhook/index.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { roomId } from '../../src/model/ids.js';

export const NOON = Date.parse('2021-12-06T12:00:00+08:00');
export const TOWN_TIME = '2021-12-06T12:00:00+08:00';

export const configured = (over: Readonly<Record<string, unknown>> = {}): WebhookConfig =>
  webhookSchema.parse({
    platform: 'webhook',
    account: 'led',
    format: 'generic',
    unit: 'hq',
    carries: ['notices', 'digests'],
    timeoutSeconds: 2,
    ...over,
  });

/** Keeps notes as the store does; nothing is ever received. */
export class Memory implements Sink {
  readonly notes = new Map<string, string>();
  receive(): Promise<void> {
    return Promise.reject(new Error('an outlet hears nothing'));
  }
  echoed(): Promise<void> {
    return Promise.reject(new Error('an outlet echoes nothing'));
  }
  remembered(_source: unknown, key: string): Promise<string | null> {
    return Promise.resolve(this.notes.get(key) ?? null);
  }
  remember(_source: unknown, key: string, value: string): Promise<void> {
    this.notes.set(key, value);
    return Promise.resolve();
  }
}

export interface Set {
  readonly url?: string;
  readonly secret?: string;
}

export const environment = ({ url, secret }: Set): Record<string, string> => ({
  ...(url !== undefined && { WEIGE_WEBHOOK_LED_URL: url }),
  ...(secret !== undefined && { WEIGE_WEBHOOK_LED_SECRET: secret }),
});

export async function outlet(
  over: Readonly<Record<string, unknown>>,
  set: Set,
  parts: { readonly clock?: VirtualClock; readonly memory?: Memory } = {},
): Promise<Adapter> {
  const realClock = parts.clock ?? new VirtualClock(NOON);
  const adapter = createWebhook(configured(over), { env: environment(set), realClock, townTime: () => TOWN_TIME });
  await adapter.start(parts.memory ?? new Memory());
  return adapter;
}

export const notice = (text: string, over: Partial<Outgoing> = {}): Outgoing => ({
  to: { room: roomId('outlet:webhook/led') },
  text,
  images: [],
  link: null,
  mentions: [],
  replyTo: null,
  buttons: [],
  outboxId: 7,
  about: { purpose: 'notice', notice: 3 },
  ...over,
});
