/** decide: from what was said and what is known, what to do. Pure; the policy stands above each step. */
import { isStaff } from '../../model/town.js';
import { matchReceipt } from '../../notices/receipt.js';
import type { Decision, Reason } from './decision.js';
import { openingShare } from './evidence.js';
import { alarmed, openers, overheard } from './openers.js';
import { anotherMatter, joining, perhapsJoining, picture, takesAssigned } from './joiners.js';
import { rating } from './rating.js';
import type { Meaning, Situation } from './situation.js';

export type { Decision } from './decision.js';
export type { Meaning, Situation } from './situation.js';

/**
 * Commands and answers to the bot's own questions come first, since they are meant for it; then what stands in the way of
 * acting at all; then plain talk by its act. At least one decision, the commonest being silence with its reason.
 */
export function decide(meaning: Meaning, s: Situation): readonly Decision[] {
  const first = notHere(meaning, s) ?? addressed(meaning, s) ?? barred(s);
  if (first) return [first];
  const counted = receipt(meaning, s);
  if (counted === null) return talk(meaning, s).map((d) => (d.kind === 'silent' ? (overheard(meaning, s) ?? d) : d));
  return [counted, ...talk(meaning, s).filter((d) => d.kind === 'open' || d.kind === 'join')];
}

const silent = (reason: Reason): Decision => ({ kind: 'silent', reason });

/**
 * Where the bot is bound to nothing it hears only what binds the room, and what staff want of it; where another account speaks,
 * only what makes it take over. Answers to its own questions are heard everywhere.
 */
function notHere({ command }: Meaning, s: Situation): Decision | null {
  if (s.message.room !== null && s.room === null) return silent('room-left');
  if (s.room === null || s.room.unit !== null || toAsk(s) !== null) return null;
  const given = command.kind === 'command' ? command.english : null;
  if (s.standsBy) return given === 'takeover' && isStaff(s.sender) ? null : silent('stands-by');
  return given === 'bind' || isStaff(s.sender) ? null : silent('room-unbound');
}

/** Said to the bot: a command, a slip of one, an answer to its question, a rating. */
function addressed(meaning: Meaning, s: Situation): Decision | null {
  const { command } = meaning;
  if (command.kind === 'command')
    return { kind: 'command', reason: 'command', english: command.english, args: command.args };
  const answer = toAsk(s);
  if (answer) return answer;
  if (waitsForNothing(s)) return { kind: 'guide', reason: 'slip', typed: s.message.text.trim(), nearest: [] };
  if (command.kind === 'slip') return { kind: 'guide', reason: 'slip', typed: command.typed, nearest: command.nearest };
  return rating(s);
}

/** 确认 or 取消 typed where staff give commands, with no question open: told so, never silence. */
function waitsForNothing({ room, sender, message }: Situation): boolean {
  const atWork = room === null ? isStaff(sender) : room.kind === 'staff' || room.kind === 'center';
  return atWork && /^(确认|取消|confirm|cancel)[。.!]*$/i.test(message.text.normalize('NFKC').trim());
}

const YES = /^(确认|确定|确认发送|是|是的|好|好的|可以|发|发送|ok|yes)[。.!!~]*$/i;
const NO = /^(取消|不发|不发了|否|不|不用|不用了|算了|no)[。.!!~]*$/i;

/** The words that the question itself names. */
const PLAIN_YES = /^(确认|confirm)[。.!!~]*$/i;
const PLAIN_NO = /^(取消|cancel)[。.!!~]*$/i;

/**
 * A question to a whole staff room stands for days among talk of other things: a passing "好的" does not answer it, nor does
 * anybody who only happens to sit there.
 */
function toAsk(s: Situation): Decision | null {
  const said = s.message.text.normalize('NFKC').trim();
  if (said.length > 20) return null;
  for (const ask of s.asks) {
    const toAll = ask.person === null;
    if (toAll && !isStaff(s.sender)) continue;
    const [yes, no] = toAll ? [PLAIN_YES, PLAIN_NO] : [YES, NO];
    if (yes.test(said)) return { kind: 'reply-to-ask', reason: 'answers-the-bot', ask, answer: { type: 'confirm' } };
    if (no.test(said)) return { kind: 'reply-to-ask', reason: 'answers-the-bot', ask, answer: { type: 'dismiss' } };
    if (s.askTakes(said, ask))
      return { kind: 'reply-to-ask', reason: 'answers-the-bot', ask, answer: { type: 'choice', words: said } };
  }
  return null;
}

/** Rooms in which nothing may be opened or answered. */
function barred(s: Situation): Decision | null {
  if (s.room !== null && s.room.unit === null) return silent('room-unbound');
  if (s.roomUnconfirmed) return silent('room-id-unconfirmed');
  if (s.message.text.trim() !== '' || s.message.images.length > 0) return null;
  if (s.message.kind === 'text' || s.message.kind === 'image') return silent('empty-message');
  return s.room === null ? { kind: 'ask-for-words', reason: 'not-words' } : silent('not-words');
}

/** Plain talk, by what it is. A message that raises two matters gives two decisions. */
function talk(meaning: Meaning, s: Situation): Decision[] {
  const { act } = meaning.reading;
  if (s.message.text.trim() === '') return [picture(s)];
  const danger = alarmed(meaning, s);
  if (danger) return [danger];
  const taken = takesAssigned(meaning, s);
  if (taken) return [taken];
  switch (act) {
    case 'report':
    case 'request':
    case 'question':
    case 'suggestion':
      return openers(meaning, s);
    case 'chase':
    case 'echo':
    case 'detail':
    case 'resolved':
    case 'answer':
      return joining(meaning, s);
    case 'receipt':
      return [silent('receipt-without-notice')];
    case 'notice':
      return [silent('notice-by-hand')];
    case 'spam':
      return openingShare(meaning.reading) >= s.rules.conduct.proposeAbove ? openers(meaning, s) : [silent('spam')];
    case 'praise':
      return [silent('praise')];
    case 'chat':
      return aloneMatter(meaning, s) ?? perhapsJoining(meaning, s) ?? maybeMatter(meaning, s);
  }
}

/** Talk that is surely a matter when it is read by itself. */
function aloneMatter(meaning: Meaning, s: Situation): Decision[] | null {
  const another = s.room === null ? null : anotherMatter(meaning, null, s);
  return another && openers(another, s);
}

/** Talk that may be a matter all the same: the opener acts together may outweigh it. In private every word was meant for the bot. */
function maybeMatter(meaning: Meaning, s: Situation): Decision[] {
  if (s.room === null) return [s.introduced ? silent('chat') : { kind: 'introduce', reason: 'private-talk' }];
  const openShare = meaning.reading.alternatives
    .filter((a) => a.act === 'report' || a.act === 'request' || a.act === 'question')
    .reduce((sum, a) => sum + a.confidence, 0);
  return openShare >= s.rules.conduct.proposeAbove ? openers(meaning, s) : [silent('chat')];
}

/** A receipt may stand beside something else: "收到。另外2号楼灯不亮". */
function receipt(meaning: Meaning, s: Situation): Decision | null {
  const match = matchReceipt({
    text: s.message.text,
    act: meaning.reading.act,
    quotedNotice: s.quoted?.notice ?? null,
    household: s.sender.household,
    personId: s.sender.id,
    openNotices: s.notices,
  });
  return match && { kind: 'receipt', reason: 'receipt', notice: match.notice, households: match.households };
}
