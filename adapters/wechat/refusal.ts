/** What a failed send means for the text. Pure; the words are those that gateways are known to pass on from WeChat. */
import type { SendResult } from '../adapter.js';
import type { GatewayError } from './calls.js';

const MINUTE_MS = 60_000;
/** A wait before a text is tried again that the gateway refused without a reason that lasts. */
const AGAIN_MS = 30_000;

interface Rule {
  readonly words: RegExp;
  readonly result: (reason: string) => SendResult;
}

const unknown = (reason: string): SendResult => ({ state: 'unknown', reason });
const unready = (retryAfterMs: number) => (reason: string) => ({ state: 'unready' as const, reason, retryAfterMs });

/** The first that fits; the graver before the milder. */
const RULES: readonly Rule[] = [
  {
    words: /not logged ?in|logged ?out|log ?in first|need login|未登录|掉线|已退出|重新登录|请登录/i,
    result: unready(MINUTE_MS),
  },
  // One group's own rule, which the account must not pay for.
  {
    words: /^(?![^]*(?:账号|帐号|风险|风控))[^]*(?:禁言|限制发言)/,
    result: (reason) => ({ state: 'refused', reason, retryAfterMs: 10 * MINUTE_MS }),
  },
  {
    words:
      /\brisk|风险|风控|封(?:号|禁|停)|被封|限制(?:使用|登录|发)|功能受限|账号异常|\bban(?:ned)?\b|blocked account|security/i,
    result: (reason) => ({ state: 'stopped', reason }),
  },
  { words: /频繁|too (?:fast|frequent|many)|frequen|rate ?limit|slow down/i, result: unready(5 * MINUTE_MS) },
  {
    words:
      /not (?:a )?(?:member|in (?:the )?room)|room .*not (?:found|exist)|no such room|不在(?:群|该群)|不是群成员|群(?:聊)?(?:不存在|已解散)|移出(?:了)?群/i,
    result: (reason) => ({ state: 'refused', reason, retryAfterMs: null, concerns: 'room' }),
  },
  {
    words:
      /not (?:a |your )?friend|friend verification|stranger|不是(?:对方|你的|好)?(?:的)?(?:朋友|好友)|朋友验证|好友验证/i,
    result: (reason) => ({ state: 'refused', reason, retryAfterMs: null, concerns: 'cold' }),
  },
  // The gateway itself heard nothing back: the text may be out.
  {
    words: /time[d ]? ?-?out|超时|ECONNRESET|socket hang ?up|EPIPE|\b50[0-4]\b|internal (?:server )?error/i,
    result: unknown,
  },
  {
    words: /refus|reject|denied|invalid|illegal|not (?:allowed|supported)|发送失败|拒绝|非法|无效|不支持|参数/i,
    result: (reason) => ({ state: 'refused', reason, retryAfterMs: AGAIN_MS }),
  },
];

/** By the numbers of gRPC, then by the gateway's words. */
export function resultOf({ code, details }: GatewayError): SendResult {
  switch (code) {
    case 14:
      return NEVER_LEFT.test(details) ? unready(5_000)(details) : unknown(details);
    case 16:
    case 7:
      return unready(MINUTE_MS)(`the gateway refuses the token: ${details}`);
    case 12:
      return { state: 'refused', reason: `the gateway cannot do this: ${details}`, retryAfterMs: null };
    case 2:
    case 3:
    case 5:
    case 8:
    case 9:
      return byWords(details);
    default:
      return unknown(`${code} ${details}`);
  }
}

/** Only so much is certain: no connection stood when the call was made. */
const NEVER_LEFT =
  /no connection established|name resolution failed|failed to connect|channel has been (?:shut ?down|closed)/i;

/** Words that are not known say nothing of when the gateway failed: before the text went out, or after. */
function byWords(details: string): SendResult {
  const rule = RULES.find(({ words }) => words.test(details));
  return (rule?.result ?? unknown)(details);
}
