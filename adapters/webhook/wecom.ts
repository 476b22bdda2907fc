/**
 * A WeCom (企业微信) group robot. Limits: developer.work.weixin.qq.com/document/path/91770, "群机器人配置说明" (text of at most
 * 2,048 bytes, 20 messages a minute). Codes: …/path/90313 and /90455, "全局错误码".
 */
import { z } from 'zod';
import { jsonOf, robotVerdict, type Meaning } from './answer.js';
import { JSON_HEADERS, type Format } from './format.js';

const AGAIN = 'copy the address of the robot again';
const CODES: Readonly<Record<number, Meaning>> = {
  [-1]: { afterMs: 30_000 },
  45009: { afterMs: 60_000 },
  45033: { afterMs: 10_000 },
  93000: { remedy: AGAIN },
  93004: { remedy: 'the robot was switched off: switch it on in its group' },
  93008: { remedy: 'the robot is not in the group: add it again and copy its address' },
  40058: { remedy: 'the text is too long or empty' },
  45002: { remedy: 'the text is too long' },
  60020: { remedy: "put this machine's address on the IP list" },
};

const answerSchema = z.object({ errcode: z.number(), errmsg: z.string().catch('') });

export const wecom: Format = {
  title: 'WeCom',
  hosts: ['qyapi.weixin.qq.com'],
  lacks: (url) => (url.searchParams.has('key') ? null : 'key'),
  perMinute: 20,
  perSecond: null,
  most: { bytes: 2048, of: (text) => Buffer.byteLength(text) },
  repeatable: false,
  // Its address is all that it asks for: this robot knows no signature.
  wire: ({ text }, { url }) => ({
    url,
    headers: JSON_HEADERS,
    body: JSON.stringify({ msgtype: 'text', text: { content: text } }),
  }),
  read: (answer) => {
    const { data } = answerSchema.safeParse(jsonOf(answer));
    const said = data === undefined ? null : { code: data.errcode, message: data.errmsg };
    return robotVerdict(answer, said, ({ code }) => CODES[code] ?? null);
  },
};
