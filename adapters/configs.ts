/** The shape of each platform's configuration, one line each; light, so that reading a configuration loads no chat library. */
import { telegramSchema } from './telegram/config.js';
import { webSchema } from './web/config.js';
import { webhookSchema } from './webhook/config.js';
import { wechatSchema } from './wechat/config.js';

export const ADAPTER_SCHEMAS = [webSchema, webhookSchema, telegramSchema, wechatSchema] as const;
