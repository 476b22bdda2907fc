/** Every chat platform that can be configured: one line each. */
import { telegramPlatform } from './telegram/index.js';
import { webPlatform } from './web/index.js';
import { webhookPlatform } from './webhook/index.js';
import { wechatPlatform } from './wechat/index.js';
import type { Platform } from './platform.js';

export const PLATFORMS: readonly Platform[] = [webPlatform, webhookPlatform, telegramPlatform, wechatPlatform];

/** By the name that `platform:` has in the configuration. */
export function platformOf(name: string): Platform {
  const found = PLATFORMS.find((platform) => platform.name === name);
  if (!found) throw new Error(`no adapter is registered for the platform ${name}`);
  return found;
}
