/** By which platform journeys are carried; each test project of vitest.config.ts names one. */
import type { MakeDouble } from './platform-double.js';

export type Carrier = 'replay' | 'web' | 'wechat' | 'telegram';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly carrier: Carrier;
  }
}

/** Each double is loaded only where it is used: chat libraries are heavy. */
const DOUBLES: Readonly<Record<Exclude<Carrier, 'replay'>, () => Promise<MakeDouble>>> = {
  web: async () => (await import('./web/double.js')).webDouble,
  wechat: async () => (await import('./wechat/double.js')).wechatDouble,
  telegram: async () => (await import('./telegram/double.js')).telegramDouble,
};

export const carrierOf = (carrier: Exclude<Carrier, 'replay'>): Promise<MakeDouble> => DOUBLES[carrier]();
