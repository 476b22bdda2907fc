/** What is to be done about a message: a closed union, each with a machine reason (logs, metrics, tests) that also reads as a human one. */
import type { AskAnswer } from '../../asks/ask.js';
import type { Instant, NoticeNumber, TicketNumber, UnitId } from '../../model/ids.js';
import type { KnowledgeEntry } from '../../model/notice.js';
import type { Joiner, Reading } from '../../model/reading.js';
import type { Ask } from '../../store/asks.js';

/** Why nothing is said or done, or why what is done is done. The words beside each are for people who read logs. */
export const REASONS = {
  'room-unbound': 'the room is bound to no unit yet',
  'room-left': 'the account is no longer in the room',
  'stands-by': 'another account speaks in this group',
  'room-id-unconfirmed': "the room's new id waits for a person to confirm it",
  chat: 'talk among neighbours',
  spam: 'advertising or a rumour',
  'notice-by-hand': 'a notice that a person posted',
  praise: 'thanks, counted',
  'receipt-without-notice': 'a receipt, but no notice waits for one here',
  'no-matter-to-join': 'it belongs to an earlier matter, but to none that is known here',
  unsure: 'it may be a matter, but too little speaks for it',
  'empty-message': 'nothing to read and no picture',
  'not-words': 'a voice message, a video or the like: it cannot be read here',
  'new-matter': 'a matter that nobody raised before',
  'second-matter': 'one message raised two matters',
  'perhaps-a-matter': 'it may be a matter: staff decide',
  'perhaps-an-emergency': 'it may be an emergency: staff are told at once',
  'emergency-matter': 'somebody may be in danger now',
  'raised-in-private': 'told to the bot in private',
  'same-matter': 'the same trouble was raised before',
  'joins-by-quote': 'it quotes a message of the matter',
  'joins-by-likeness': 'content, place, speaker and time point to the matter',
  'takes-what-was-sent': 'whom it was sent to says that they have it',
  'picture-of-matter': 'a picture soon after its speaker raised the matter',
  'not-solved': 'said to be solved, but the reporter says it is not',
  'known-answer': 'a stored answer surely fits',
  receipt: 'confirms a notice',
  command: 'a command',
  slip: 'nearly a command',
  'answers-the-bot': 'answers a question that the bot put',
  rating: 'says whether it was solved',
  'private-talk': 'private talk that is no matter: told once what the bot does',
} as const;
export type Reason = keyof typeof REASONS;

/** One matter's share of a message: the whole text, or the clause that raises it. */
export interface Part {
  readonly text: string;
  readonly reading: Reading;
}

export type Decision =
  | { readonly kind: 'silent'; readonly reason: Reason }
  | {
      readonly kind: 'open';
      readonly reason: Reason;
      readonly part: Part;
      /** Staff decide whether it is a ticket. */
      readonly proposed: boolean;
      readonly confidential: boolean;
      readonly unit: UnitId;
    }
  | {
      readonly kind: 'join';
      readonly reason: Reason;
      readonly ticket: TicketNumber;
      readonly act: Joiner;
      readonly part: Part;
      /** The speaker is affected too and counts among the reporters. */
      readonly reporter: boolean;
      readonly effect: JoinEffect;
    }
  | { readonly kind: 'answer'; readonly reason: Reason; readonly part: Part; readonly entry: KnowledgeEntry }
  | {
      readonly kind: 'receipt';
      readonly reason: Reason;
      readonly notice: NoticeNumber;
      readonly households: readonly string[];
    }
  | { readonly kind: 'command'; readonly reason: Reason; readonly english: string; readonly args: string }
  | { readonly kind: 'guide'; readonly reason: Reason; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly kind: 'reply-to-ask'; readonly reason: Reason; readonly ask: Ask; readonly answer: AskAnswer }
  | {
      readonly kind: 'rate';
      readonly reason: Reason;
      readonly ticket: TicketNumber;
      readonly score: number;
      readonly note: string;
    }
  | { readonly kind: 'introduce'; readonly reason: Reason }
  | { readonly kind: 'ask-for-words'; readonly reason: Reason };

/** What a joining message does to its ticket besides being kept with it. */
export type JoinEffect =
  | { readonly kind: 'none' }
  /** A person with a role took it in hand; `promiseAt`: when they said they would. */
  | { readonly kind: 'taken'; readonly started: boolean; readonly promiseAt: Instant | null }
  /** The question was answered by hand. */
  | { readonly kind: 'answered'; readonly byStaff: boolean }
  | { readonly kind: 'settled'; readonly byReporter: boolean }
  | { readonly kind: 'chased' }
  | { readonly kind: 'reopened' };

export type DecisionKind = Decision['kind'];
