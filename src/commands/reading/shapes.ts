/**
 * What may follow a command's name for the words to be a command and not talk that happens to begin with them.
 * All expressions are matched against half-width text that begins right after the name. Pure.
 */

/** A number that counts something ("3个人", "12号楼", "8:30", "14-302") names no ticket. */
const COUNTED =
  '(?!号?(?:[楼栋幢门院户室层]|单元|[人个件位名]|[天点年周]|小时|分钟)|月|日|号|线|起|次|期|时|分|秒|元|块|万|亿|千|百|只|辆|台|条|家|间|岁|度|米|斤|公|吨|箱|份|张|盏|套|批|组|级|届|群|[%℃a-z]|[./:-]\\d)';
const PREFIX = '(?:工单|编号|第|no\\.?|#)?';
/** A ticket's number: "12", "#12", " 12号", "工单12". */
export const TICKET_NUMBER = `[\\s:,]*${PREFIX}\\s*\\d+(?!\\d)(?:号(?![楼栋幢门院线店厂房库机码]))?${COUNTED}`;
/** Nothing more, or a sign that ends a sentence. */
export const END = '[\\s。.!~]*$';
const SEPARATOR = '[\\s:]+';
/** Words of asking at the end: talk about the thing, not a command. */
const NOT_ASKED = '(?!.*(?:[?]|[吗呢吧么]|没有?|怎么样|怎么办)[\\s。.!?~]*$)';
/** What stands glued to a name in talk about the thing itself. */
const NOT_ABOUT =
  '(?![了吗没的前后时吧呢啊呀给到怎用出下上是有要也先就还不都太得需在和跟与过着谁哪什为这那我你他她]|一下|可以|已经)';

const any = (...forms: readonly string[]): RegExp => new RegExp(`^(?:${forms.join('|')})`, 'is');

const TICKET = any(END, TICKET_NUMBER, `${SEPARATOR}${NOT_ASKED}(?![\\d#])\\S`);
const SEPARATED = any(END, `${SEPARATOR}${NOT_ASKED}\\S`);
const WHOLE = any(END);
const NOTICE_NUMBER = any(END, `[\\s:]*(?:#|n|通知)?\\s*\\d{1,9}(?!\\d)号?${COUNTED}`);

/** By English name; a command that is not named here takes a blank and any words. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  help: any(END, `${SEPARATOR}\\S{1,8}${END}`),
  tickets: any(END, TICKET_NUMBER, `[\\s:]*(?:超期|逾期|超时|全部|所有|待确认)${END}`, `${SEPARATOR}\\S{1,4}${END}`),
  notice: any(END, `${SEPARATOR}${NOT_ASKED}\\S`, '[\\[【(〔《]', `${NOT_ABOUT}${NOT_ASKED}.{6,}`),
  receipts: NOTICE_NUMBER,
  nudge: NOTICE_NUMBER,
  resend: NOTICE_NUMBER,
  digest: any(END, `[\\s:]*(?:\\d{1,4}[-/.月]|今天|今日|昨天|昨日|前天)`, `${SEPARATOR}${NOT_ASKED}\\S{1,20}`),
  roster: any(END, `[\\s:]*\\d{1,4}(?:-\\d{1,4}){1,2}${END}`, `${SEPARATOR}${NOT_ASKED}\\S{1,20}${END}`),
  accounts: any(END, `[\\s:]*(?:恢复|resume)[\\s:]*\\S{1,60}${END}`),
  claim: any(END, TICKET_NUMBER, '[\\s:]*[A-Za-z0-9][A-Za-z0-9 -]{3,19}\\s*$'),
  faq: any(END, '\\s*(?:加|添加|新增|增加)[\\s:]*\\S.*\\|', '\\s*(?:删|删除)\\s*#?\\d', `${SEPARATOR}${NOT_ASKED}\\S`),
  bind: any(END, '[\\s:]*[A-Za-z0-9-]{4,20}\\s*$'),
  unbind: any(END, `[\\s:]*(?:本群|这个群)${END}`),
  bindcode: any(END, `${SEPARATOR}${NOT_ASKED}\\S`, `${NOT_ABOUT}${NOT_ASKED}.{2,}`),
  report: any(END, `[\\s:,]+\\S`),
  mine: WHOLE,
  human: WHOLE,
  who: WHOLE,
  status: any(END, `${TICKET_NUMBER}${END}`),
  rate: any(END, TICKET_NUMBER),
  withdraw: any(END, `${TICKET_NUMBER}${END}`),
};

const TICKET_COMMANDS = new Set([
  ...['accept', 'assign', 'resolve', 'return', 'escalate', 'hold', 'merge', 'split', 'category', 'urgency', 'chase'],
  ...['cancel', 'open', 'drop', 'reopen'],
]);

/** Whether what follows the name makes a command of it. */
export function fits(english: string, rest: string): boolean {
  return (SHAPES[english] ?? (TICKET_COMMANDS.has(english) ? TICKET : SEPARATED)).test(rest);
}

/** The stricter forms in which residents' own commands are taken from a message that addresses nobody. */
const BARE: Readonly<Record<string, RegExp>> = {
  report: any(END, '[\\s:,]+\\S'),
  mine: WHOLE,
  human: WHOLE,
  who: WHOLE,
  status: any(`${TICKET_NUMBER}${END}`),
  withdraw: any(`${TICKET_NUMBER}${END}`),
  claim: any(`[\\s:]*(?=[\\s\\d-]*[a-z])[a-z0-9]{4}[\\s-]?[a-z0-9]{4}${END}`),
  rate: any(`${TICKET_NUMBER}(?:${END}|[\\s,。.:!]+\\S)`),
};
/** Only of 不满意 a reason may follow without a sign. */
const BARE_COMPLAINT = any(TICKET_NUMBER);

export function fitsBare(english: string, name: string, rest: string): boolean {
  if (english === 'rate' && name.startsWith('不')) return BARE_COMPLAINT.test(rest);
  return BARE[english]?.test(rest) ?? false;
}
