/**
 * A Feishu (飞书) or Lark group robot. Signature, limits and codes: open.feishu.cn, "自定义机器人使用指南" (100 messages a
 * minute, 5 a second, a body of at most 20 KB; 11232 also at crowded hours). 9499 stands for a bad body there, and in
 * practice for "too many request" as well.
 */
import { z } from 'zod';
import { jsonOf, robotVerdict, waitOf, type Meaning, type Said } from './answer.js';
import { bytesInJson, JSON_HEADERS, type Answer, type Format } from './format.js';
import { hmacSha256 } from './sign.js';

/** What stands in the body besides the text takes less than the difference to 20 KB. */
const TEXT_BYTES = 20_000;
const PATH = '/open-apis/bot/v2/hook/';

const CODES: Readonly<Record<number, Meaning>> = {
  11232: { afterMs: 60_000 },
  19001: { remedy: 'copy the address of the robot again' },
  19007: { remedy: 'the robot is switched off: switch it on in its group' },
  19021: { remedy: 'set the secret that the robot shows, and the clock of this machine' },
  19022: { remedy: "put this machine's address on the robot's IP list" },
  19024: { remedy: 'keep a keyword of the robot in what is sent, or take the keywords away' },
};

/** It has answered in both spellings, with one or the other missing. */
const answerSchema = z.union([
  z.object({ code: z.number(), msg: z.string().catch('') }).transform((a): Said => ({ code: a.code, message: a.msg })),
  z
    .object({ StatusCode: z.number(), StatusMessage: z.string().catch('') })
    .transform((a): Said => ({ code: a.StatusCode, message: a.StatusMessage })),
]);

function meaningOf({ code, message }: Said, answer: Answer): Meaning | null {
  if (code === 9499) return /too many/i.test(message) ? { afterMs: waitOf(answer) } : null;
  return CODES[code] ?? null;
}

export const feishu: Format = {
  title: 'Feishu',
  hosts: ['open.feishu.cn', 'open.larksuite.com'],
  lacks: (url) => (url.pathname.startsWith(PATH) && url.pathname.length > PATH.length ? null : `${PATH}…`),
  perMinute: 100,
  perSecond: 5,
  most: { bytes: TEXT_BYTES, of: bytesInJson },
  repeatable: false,
  wire: ({ text }, { url, secret }, now) => {
    const timestamp = String(Math.floor(now / 1000));
    // Unlike DingTalk's: time and secret are the key, and nothing at all is signed with it.
    const signed = secret !== null && { timestamp, sign: hmacSha256(`${timestamp}\n${secret}`, '', 'base64') };
    return { url, headers: JSON_HEADERS, body: JSON.stringify({ ...signed, msg_type: 'text', content: { text } }) };
  },
  read: (answer) =>
    robotVerdict(answer, answerSchema.safeParse(jsonOf(answer)).data ?? null, (said) => meaningOf(said, answer)),
};
