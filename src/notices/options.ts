/** What a notice's first line may say besides its text: 需回执, 截止 12月20日, 每天提醒, 明天8点发. Pure. */
import type { Instant } from '../model/ids.js';
import { MOMENT, momentOf } from './when.js';

export interface Options {
  readonly needsReceipt: boolean;
  readonly deadline: Instant | null;
  readonly remindDaily: boolean;
  /** null: at once. */
  readonly sendAt: Instant | null;
  /** Options whose day or time does not exist, as written. */
  readonly unreadable: readonly string[];
}

export const NO_OPTIONS: Options = {
  needsReceipt: false,
  deadline: null,
  remindDaily: false,
  sendAt: null,
  unreadable: [],
};

export type OptionKind = 'receipt' | 'daily' | 'now' | 'sendAt' | 'deadline';

export interface FoundOption {
  readonly kind: OptionKind;
  /** As written. */
  readonly words: string;
  /** The words of its moment; empty when it has none. */
  readonly moment: string;
}

const FORMS: readonly (readonly [OptionKind, string])[] = [
  ['receipt', '(?:需要?|要|请|须|必须)(?:大家|各户|居民)?回执|回执:?是|要求回执|带回执'],
  ['daily', '(?:需要?|要)?(?:每天|每日|天天)(?:提醒(?:一次)?|催)'],
  ['now', '(?:立即|立刻|马上|现在)(?:发出|发送|发)'],
  ['sendAt', `(?:定时|定于|于)?\\s*(@)\\s*(?:再|定时)?(?:发送|发出|推送|发)|定时\\s*(@)`],
  [
    'deadline',
    `(?:截止|截至)(?:日期|时间)?(?:到|至|是)?\\s*:?\\s*(@)(?:之?前|止)?|(?:最晚|最迟)\\s*(@)(?:之?前)?(?:回复|回执|反馈)?` +
      `|(?:请|须)?(?:于|在)?\\s*(@)\\s*(?:之?前(?:回复|回执|反馈|确认|回)|截止|为止)`,
  ],
];
const sourceOf = (form: string): string => form.replaceAll('(@)', `(${MOMENT})`);
const AT_START = FORMS.map(([kind, form]) => [kind, new RegExp(`^(?:${sourceOf(form)})(?=$|[\\s,;:。|])`)] as const);
const AT_END = FORMS.map(
  ([kind, form]) => [kind, new RegExp(`(?:^|[\\s,;。!|])(?:${sourceOf(form)})[\\s。.!]*$`)] as const,
);

function found(kind: OptionKind, match: RegExpExecArray): FoundOption {
  const words = match[0].replace(/^[\s,;。!|]+|[\s。.!]+$/g, '');
  return { kind, words, moment: match.slice(1).join('') };
}

/** The option that a half-width line starts with, when it stands by itself. */
export function optionAtStart(line: string): (FoundOption & { length: number }) | null {
  for (const [kind, form] of AT_START) {
    const match = form.exec(line);
    if (match) return { ...found(kind, match), length: match[0].length };
  }
  return null;
}

/** The option that a half-width line ends with; `from`: where it begins, its separator included. */
export function optionAtEnd(line: string): (FoundOption & { from: number }) | null {
  for (const [kind, form] of AT_END) {
    const match = form.exec(line);
    if (match) return { ...found(kind, match), from: match.index };
  }
  return null;
}

const END_OF_DAY = 23 * 60 + 59;
const MORNING = 9 * 60;

/** Adds one option to those read before; asking for replies by a time or daily reminders asks for receipts. */
export function withOption(options: Options, option: FoundOption, now: Instant, zone: string): Options {
  if (option.kind === 'receipt') return { ...options, needsReceipt: true };
  if (option.kind === 'daily') return { ...options, needsReceipt: true, remindDaily: true };
  if (option.kind === 'now') return { ...options, sendAt: null };
  const moment = momentOf(option.moment, now, zone, option.kind === 'sendAt' ? MORNING : END_OF_DAY);
  if (!moment) return { ...options, unreadable: [...options.unreadable, option.words] };
  return option.kind === 'sendAt'
    ? { ...options, sendAt: moment.at }
    : { ...options, deadline: moment.at, needsReceipt: true };
}
