/**
 * WeChat, through a Wechaty gateway: a program of its own that holds the account and speaks the Wechaty puppet service protocol.
 * It stands on wechaty 1.20.2 and wechaty-puppet-service 1.19.9. The versions are pinned because puppet.ts leans on members that
 * they do not promise, and because the protocol's details (the token as authority, the embedded certificate, the numbers of
 * message types) stand in no document.
 */
import { platform } from '../platform.js';
import { WechatAccount } from './account.js';
import { checkWechat } from './check.js';
import { wechatSchema } from './config.js';
import { loadGateways } from './gateway.js';

export const wechatPlatform = platform({
  name: 'wechat',
  schema: wechatSchema,
  create: async (config, deps) => new WechatAccount(config, deps, await loadGateways()),
  check: checkWechat,
});
