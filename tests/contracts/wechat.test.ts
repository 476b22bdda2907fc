import { wechatDouble } from '../support/wechat/double.js';
import { adapterContract } from './adapters.js';

await adapterContract('WeChat', wechatDouble);
