/** By which platform journeys are carried; each test project of vitest.config.ts names one. */
import type { MakeDouble } from './platform-double.js';

/** postgres: replay in a database on a server. */
export type Carrier = 'replay' | 'postgres' | 'web' | 'wechat' | 'telegram';
type Platform = Exclude<Carrier, 'replay' | 'postgres'>;

declare module 'vitest' {
  export interface ProvidedContext {
    readonly carrier: Carrier;
  }
}

/** Each double is loaded only where it is used: chat libraries are heavy. */
const DOUBLES: Readonly<Record<Platform, () => Promise<MakeDouble>>> = {
  web: async () => (await import('./web/double.js')).webDouble,
  wechat: async () => (await import('./wechat/double.js')).wechatDouble,
  telegram: async () => (await import('./telegram/double.js')).telegramDouble,
};

export const carrierOf = (carrier: Platform): Promise<MakeDouble> => DOUBLES[carrier]();
