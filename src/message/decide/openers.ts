/** A message that may raise a matter: open it, propose it, answer it, or see that it was raised before. Pure. */
import { matchKnowledge } from '../../knowledge/match.js';
import { chain } from '../../roster/town.js';
import { isOpener, type Opener, type Reading } from '../../model/reading.js';
import { isStaff } from '../../model/town.js';
import { alarm, plainTrouble } from './alarm.js';
import { sensitive } from './sensitive.js';
import type { Decision, Part } from './decision.js';
import { openingShare } from './evidence.js';
import { sameMatter, weighedPart } from './join.js';

import { comparePlaces } from './likeness.js';
import type { Meaning, Situation } from './situation.js';

/** Each matter of the message gets its decision; clauses count as two matters only when they differ in kind or place. */
export function openers(meaning: Meaning, s: Situation): Decision[] {
  return separate(meaning, s).map((part, index) => opener(part, s, index > 0));
}

function separate(meaning: Meaning, s: Situation): readonly Part[] {
  const whole: Part = { text: s.message.text, reading: meaning.reading };
  const raising = meaning.parts.filter((p) => openingShare(p.reading) >= s.rules.conduct.openAbove);
  const turns = TURN.test(s.message.text);
  const differ = raising.every((p, i) => raising.slice(i + 1).every((q) => twoMatters(p.reading, q.reading, turns)));
  return raising.length > 1 && differ ? raising : [whole];
}

/** Words with which people pass on to another matter. */
const TURN = /还有|另外|再就是|再有|再一个|顺便|对了|第二|其次|二是|也/;

/** Without a word that turns to it, a second matter must be of another kind and stand at another place. */
function twoMatters(a: Reading, b: Reading, turns: boolean): boolean {
  const otherKind = a.category !== b.category;
  const otherPlace = comparePlaces(a.location, b.location) === 'other';
  return turns ? otherKind || otherPlace : otherKind && otherPlace;
}

/** Missing an emergency costs far more than a needless look: staff are asked from this probability on. */
const EMERGENCY_ABOVE = 0.15;

/** The policy: what is known is answered, what was raised is joined, what is likely is opened, what is possible is proposed. */
function opener(part: Part, s: Situation, second: boolean): Decision {
  const known = knownAnswer(part, s);
  if (known) return known;
  const same = second ? null : sameMatter(weighedPart(part), s);
  if (same) return again(part, s, same.matter.ticket.number);
  if (s.unit === null) return { kind: 'silent', reason: 'room-unbound' };
  const share = openingShare(part.reading);
  const { openAbove, proposeAbove } = s.rules.conduct;
  const emergency = part.reading.urgency === 'emergency';
  const confidential = s.room === null || sensitive(part);
  const base = { kind: 'open', part: asOpener(part), confidential, unit: s.unit } as const;
  if (s.room === null)
    return { ...base, reason: emergency ? 'emergency-matter' : 'raised-in-private', proposed: false };
  if (share >= openAbove) {
    const reason = emergency ? 'emergency-matter' : second ? 'second-matter' : 'new-matter';
    return { ...base, reason, proposed: false };
  }
  if (share >= proposeAbove || (emergency && share >= EMERGENCY_ABOVE))
    return { ...base, reason: emergency ? 'perhaps-an-emergency' : 'perhaps-a-matter', proposed: true };
  return { kind: 'silent', reason: 'unsure' };
}

/** Plain words of danger that the reader took for something else: opened when said of here and now, else staff look at once. */
export function alarmed(meaning: Meaning, s: Situation): Decision | null {
  const level = alarm(s.message.text);
  const { reading } = meaning;
  const seen = reading.urgency === 'emergency' && openingShare(reading) >= s.rules.conduct.openAbove;
  if (level === null || s.unit === null || seen) return null;
  const part = asOpener({
    text: s.message.text,
    reading: { ...reading, urgency: 'emergency', category: reading.category ?? 'safety' },
  });
  const same = sameMatter(weighedPart(part), s);
  if (same?.matter.ticket.urgency === 'emergency') return again(part, s, same.matter.ticket.number);
  const proposed = level === 'possible' && s.room !== null;
  const reason = proposed ? 'perhaps-an-emergency' : 'emergency-matter';
  return { kind: 'open', reason, part, proposed, confidential: s.room === null || sensitive(part), unit: s.unit };
}

/** Plain trouble that was read as talk: proposed in the staff room, opened when it was told in private. */
export function overheard({ reading }: Meaning, s: Situation): Decision | null {
  const { text } = s.message;
  if (
    s.unit === null ||
    isStaff(s.sender) ||
    isOpener(reading.act) ||
    reading.act === 'spam' ||
    reading.act === 'notice'
  )
    return null;
  if (!plainTrouble(text.normalize('NFKC'))) return null;
  const part = asOpener({ text, reading });
  const confidential = s.room === null;
  return { kind: 'open', reason: 'perhaps-a-matter', part, proposed: !confidential, confidential, unit: s.unit };
}

/** A part that came in through its alternatives is given the likeliest opener's act. */
function asOpener(part: Part): Part {
  if (isOpener(part.reading.act)) return part;
  const likeliest = part.reading.alternatives.find((a) => isOpener(a.act))?.act;
  const act: Opener = likeliest !== undefined && isOpener(likeliest) ? likeliest : 'report';
  return { ...part, reading: { ...part.reading, act } };
}

/** Only questions of residents and never in an emergency, only when surely known, and never after it has grown old (an outage's backlog). */
function knownAnswer(part: Part, s: Situation): Decision | null {
  const late = s.now - s.message.at > s.rules.conduct.answerWithinMinutes * 60_000;
  if (part.reading.act !== 'question' || part.reading.urgency === 'emergency') return null;
  if (late || isStaff(s.sender)) return null;
  const { answerAbove, margin } = s.rules.knowledge;
  const units = s.unit === null ? [] : chain(s.town, s.unit).map((u) => u.id);
  const match = matchKnowledge(part.text, s.knowledge, { today: s.today, chain: units, answerAbove, margin });
  return match && 'entry' in match ? { kind: 'answer', reason: 'known-answer', part, entry: match.entry } : null;
}

/** The same trouble again: from its reporter it presses or adds, from others it is one more household; after a solution it is not solved. */
function again(part: Part, s: Situation, ticket: number): Decision {
  const matter = s.matters.find((m) => m.ticket.number === ticket);
  const reported = matter?.ticket.reporters.includes(s.sender.id) ?? false;
  const settled = matter?.ticket.status === 'resolved' || matter?.ticket.status === 'closed';
  if (settled) {
    return {
      kind: 'join',
      reason: 'not-solved',
      ticket,
      act: 'chase',
      part,
      reporter: !isStaff(s.sender),
      effect: { kind: 'reopened' },
    };
  }
  const act = reported ? 'detail' : 'echo';
  return {
    kind: 'join',
    reason: 'same-matter',
    ticket,
    act,
    part,
    reporter: !isStaff(s.sender),
    effect: { kind: 'none' },
  };
}
