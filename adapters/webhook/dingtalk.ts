/**
 * A DingTalk (钉钉) group robot. Address, signature, limits and codes: open.dingtalk.com, "自定义机器人接入" (20 messages a
 * minute, beyond it closed for ten minutes; a body of at most 20,000 bytes) and "自定义机器人安全设置" (signature).
 */
import { z } from 'zod';
import { jsonOf, robotVerdict, type Meaning } from './answer.js';
import { bytesInJson, JSON_HEADERS, type Format } from './format.js';
import { hmacSha256 } from './sign.js';

/** What stands in the body besides the text takes less than the difference to 20,000. */
const TEXT_BYTES = 19_800;
const CLOSED_MS = 10 * 60_000;

const AGAIN = 'copy the address of the robot again';
const CODES: Readonly<Record<number, Meaning>> = {
  [-1]: { afterMs: 30_000 },
  130101: { afterMs: CLOSED_MS },
  410100: { afterMs: CLOSED_MS },
  310000: {
    remedy:
      "the robot's security settings refuse it: set the secret if it asks for a signature, keep its keyword in what is sent, or put this machine's address on its IP list",
  },
  300001: { remedy: AGAIN },
  300005: { remedy: AGAIN },
  400101: { remedy: AGAIN },
  400106: { remedy: AGAIN },
  400013: { remedy: 'the group was dissolved: add the robot to another' },
  400102: { remedy: 'the robot is switched off: switch it on in its group' },
  460101: { remedy: 'the text is too long' },
};

const answerSchema = z.object({ errcode: z.number(), errmsg: z.string().catch('') });

export const dingtalk: Format = {
  title: 'DingTalk',
  hosts: ['oapi.dingtalk.com'],
  lacks: (url) => (url.searchParams.has('access_token') ? null : 'access_token'),
  perMinute: 20,
  perSecond: null,
  most: { bytes: TEXT_BYTES, of: bytesInJson },
  repeatable: false,
  wire: ({ text }, receiver, now) => {
    const url = new URL(receiver.url);
    if (receiver.secret !== null) {
      url.searchParams.set('timestamp', String(now));
      url.searchParams.set('sign', hmacSha256(receiver.secret, `${String(now)}\n${receiver.secret}`, 'base64'));
    }
    return { url, headers: JSON_HEADERS, body: JSON.stringify({ msgtype: 'text', text: { content: text } }) };
  },
  read: (answer) => {
    const { data } = answerSchema.safeParse(jsonOf(answer));
    const said = data === undefined ? null : { code: data.errcode, message: data.errmsg };
    return robotVerdict(answer, said, ({ code }) => CODES[code] ?? null);
  },
};
