/** Every format that a receiver may have: one line each. */
import type { FormatName } from './config.js';
import { dingtalk } from './dingtalk.js';
import { feishu } from './feishu.js';
import type { Format } from './format.js';
import { generic } from './generic.js';
import { wecom } from './wecom.js';

export const FORMAT_OF: Readonly<Record<FormatName, Format>> = { generic, dingtalk, wecom, feishu };
