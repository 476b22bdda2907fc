/** Whether a message confirms a notice, which one, and for which households. Pure. */
import type { Instant, NoticeNumber, PersonId } from '../model/ids.js';
import { isOpener, type Act } from '../model/reading.js';
import { householdInText } from '../roster/household.js';

/** A notice that reached the room and still takes receipts. */
export interface OpenNotice {
  readonly number: NoticeNumber;
  readonly text: string;
  readonly sentAt: Instant;
  readonly needsReceipt: boolean;
  readonly deadline: Instant | null;
}

export interface ReceiptInput {
  readonly text: string;
  readonly act: Act;
  /** The notice that the quoted message carried or reminded of; null when none is quoted. */
  readonly quotedNotice: NoticeNumber | null;
  /** The speaker's household label; null when unknown. */
  readonly household: string | null;
  readonly personId: PersonId;
  readonly openNotices: readonly OpenNotice[];
}

export interface ReceiptMatch {
  readonly notice: NoticeNumber;
  /** Labels named in the text, else the speaker's own; the person's id when no household is known. Each once. */
  readonly households: string[];
}

/**
 * The quoted notice counts, even a late one; else the newest that is open in the room. A household named in the text
 * counts instead of the speaker's. null: no receipt, or no notice to count it for.
 */
export function matchReceipt(input: ReceiptInput): ReceiptMatch | null {
  if (!confirms(input)) return null;
  const notice = input.quotedNotice ?? newest(input.openNotices)?.number;
  if (notice === undefined) return null;
  const named = householdsNamed(input.text);
  return { notice, households: named.length > 0 ? named : [input.household ?? input.personId] };
}

/** The newest; of two sent at one moment the one with the higher number. */
function newest(notices: readonly OpenNotice[]): OpenNotice | undefined {
  return [...notices].sort((a, b) => b.sentAt - a.sentAt || b.number - a.number)[0];
}

/** Confirming words up to an end or a pause: "收到短信说停水" is none, "收到,请问几点" is one. */
const CONFIRMS =
  /(?:收到|已收到|已阅|已读|看到|知道|知晓|知悉|明白|了解|已办|办好|办完|已交|已缴|交了|缴了|已打|打了|已接种|接种了|已填|填了|已报|报了|已登记|登记了|已做|做了|已完成|完成)(?:了|啦|咯|喽|哈|谢谢|感谢)*(?=$|[\s,,。.!!~~;;、::]|\p{Extended_Pictographic}|\[)/u;
const SHORT =
  /^(?:\+?1|11|111|ok|okay|好的?|好嘞|嗯|行|👌|👍|✅|☑|✔|🆗|\[(?:OK|ok|好的|强|握手|抱拳|玫瑰)\]|🙏|\p{Emoji_Modifier}|\uFE0F)+[。.!!~]*$/u;
const DENIES =
  /没有?(?:收到|看到|打|办|交|缴|接种|填|报|做)|未(?:收|读|办|打|接种|交|缴|填|报)|还没|不知道|没法|打不了|不打|[吗么??]\s*$|谁.{0,4}(?:收到|知道)/;
/** Acts that confirm when their words do; of the others a plain "收到" is still one. */
const MAY_CONFIRM: readonly Act[] = ['receipt', 'chat', 'answer', 'detail', 'resolved', 'praise', 'echo'];

function confirms({ text, act, quotedNotice }: ReceiptInput): boolean {
  const said = text.normalize('NFKC').trim();
  if (said === '' || DENIES.test(said.split(/[,。;]/)[0] ?? '')) return false;
  if (isOpener(act) || act === 'chase')
    return /^(?:已?收到|已读|已阅)(?:了|啦)?\s*[,。!;~ ]/.test(said) && !/\?$/.test(said.split(/[,。!;]/)[0] ?? '');
  if (!MAY_CONFIRM.includes(act)) return false;
  if (act === 'receipt') return true;
  if (SHORT.test(said)) return quotedNotice !== null || (act !== 'echo' && /^(?:1|收到)/.test(said));
  return act !== 'echo' && said.length <= 30 && CONFIRMS.test(said);
}

/** Every household that the text names, in order. */
function householdsNamed(text: string): string[] {
  const pieces = text.split(/[、,,;;\s]+|(?<=\d[室号]?)[和与跟]/).filter((piece) => piece !== '');
  const found = pieces.map((piece) => householdInText(piece)).filter((label) => label !== null);
  const whole = found.length === 0 ? householdInText(text) : null;
  return [...new Set(whole === null ? found : [whole])];
}
