/** A message about a matter already raised: which one, and what it does to it. Pure. */
import { isJoiner, type Joiner, type Reading } from '../../model/reading.js';
import type { Assignee } from '../../model/ticket.js';
import { isStaff } from '../../model/town.js';
import { parseIso } from '../../clock/zone.js';
import type { Decision, JoinEffect, Part } from './decision.js';
import { openingShare } from './evidence.js';
import { matterFor, type Match } from './join.js';
import { comparePlaces, likeness } from './likeness.js';
import { openers } from './openers.js';
import type { Meaning, Situation } from './situation.js';

/** Below this probability, of the act or of the matter, a message is kept with it, but nothing about the matter is changed by it. */
const SURE_ENOUGH = 0.5;
const PICTURE_WITHIN_MS = 10 * 60_000;

/** A joiner without a matter to join is talk, unless it presses for something nobody has raised: then it raises it. */
export function joining(meaning: Meaning, s: Situation): Decision[] {
  const { reading } = meaning;
  const part: Part = { text: s.message.text, reading };
  const act = joinerOf(reading);
  const match = act === null ? null : matterFor({ ...part, alone: meaning.alone }, s);
  const another = anotherMatter(meaning, match, s);
  if (another) return openers(another, s);
  if (act === null || !match) {
    const raises = act === 'chase' || openingShare(reading) >= s.rules.conduct.proposeAbove;
    return (raises || s.room === null) && !isStaff(s.sender)
      ? openers(asReport(meaning), s)
      : [{ kind: 'silent', reason: 'no-matter-to-join' }];
  }
  return [join(act, part, match, s)];
}

const TAKES_IT = /^(收到|好的?|好嘞|明白|行|没问题|马上|这就|我去|ok)/i;

/** 收到 in a staff room from whom exactly one ticket was sent to and not taken yet: they have it in hand. */
export function takesAssigned(meaning: Meaning, s: Situation): Decision | null {
  if (s.room?.kind !== 'staff' || !TAKES_IT.test(s.message.text.normalize('NFKC').trim())) return null;
  const sent = s.matters.filter(
    ({ ticket }) => ticket.status === 'accepted' && ticket.sentBy !== null && sentTo(s, ticket.assignee),
  );
  const [matter] = sent;
  if (!matter || sent.length > 1) return null;
  const part: Part = { text: s.message.text, reading: meaning.reading };
  const effect: JoinEffect = { kind: 'taken', started: true, promiseAt: promisedAt(part, s) };
  return {
    kind: 'join',
    reason: 'takes-what-was-sent',
    ticket: matter.ticket.number,
    act: 'answer',
    part,
    reporter: false,
    effect,
  };
}

function sentTo({ sender }: Situation, assignee: Assignee | null): boolean {
  if (assignee === null) return false;
  if ('person' in assignee) return assignee.person === sender.id;
  return sender.roles.some((r) => r.role === 'department' && r.department === assignee.department);
}

/** How surely a message must raise something when it is read without the talk before it. */
const RAISES_ALONE = 0.8;
/** From this probability of a matter on, what it would raise by itself is no longer asked. */
const SURELY_OF_MATTER = 0.6;

/** What reads as an addition only because of the talk before it, but is of another kind or place: a matter of its own. */
export function anotherMatter(meaning: Meaning, match: Match | null, s: Situation): Meaning | null {
  const { alone } = meaning;
  const least = match === null && meaning.reading.phones.length > 0 ? s.rules.conduct.openAbove : RAISES_ALONE;
  if (alone === null || match?.byQuote === true || openingShare(alone) < least) return null;
  if (match !== null && match.score >= SURELY_OF_MATTER) return null;
  const same = match !== null && match.matter.ticket.category === alone.category;
  if (same && comparePlaces(alone.location, match.matter.ticket.location) !== 'other') return null;
  return { ...meaning, reading: alone, parts: [{ text: s.message.text, reading: alone }] };
}

/** How likely a joining act must be, beside talk: where the bot is spoken to, or staff confer, talk is seldom of one matter. */
const JOINER_LEAST = { amongResidents: 0.04, elsewhere: 0.2 };

/** Talk that may belong to a matter is kept with the one it points to; nothing about the matter is changed by it. */
export function perhapsJoining({ reading, alone }: Meaning, s: Situation): Decision[] | null {
  const least = s.room?.kind === 'residents' ? JOINER_LEAST.amongResidents : JOINER_LEAST.elsewhere;
  const likeliest = reading.alternatives.find((a) => a.confidence >= least && isJoiner(a.act));
  if (!likeliest || !isJoiner(likeliest.act)) return null;
  const { act } = likeliest;
  const part: Part = { text: s.message.text, reading };
  const match = matterFor({ ...part, alone }, s);
  if (!match) return null;
  const reason = match.byQuote ? 'joins-by-quote' : 'joins-by-likeness';
  const ticket = match.matter.ticket.number;
  const reporter = act === 'echo' && !isStaff(s.sender);
  return [{ kind: 'join', reason, ticket, act, part, reporter, effect: { kind: 'none' } }];
}

const joinerOf = ({ act }: Reading): Joiner | null =>
  act === 'chase' || act === 'echo' || act === 'detail' || act === 'resolved' || act === 'answer' ? act : null;

/** "路灯什么时候修" with nothing raised before is a report. */
function asReport(meaning: Meaning): Meaning {
  if (meaning.reading.act !== 'chase') return meaning;
  return { ...meaning, reading: { ...meaning.reading, act: 'report' } };
}

function join(act: Joiner, part: Part, match: Match, s: Situation): Decision {
  const resident = !isStaff(s.sender);
  return {
    kind: 'join',
    reason: match.byQuote ? 'joins-by-quote' : 'joins-by-likeness',
    ticket: match.matter.ticket.number,
    act,
    part,
    reporter: resident && (act === 'echo' || act === 'chase') && affected(act, match, s),
    effect: effectOf(act, part, match, s),
  };
}

/** Who presses on another's matter is not thereby affected; who says "我家也" is. */
const affected = (act: Joiner, match: Match, s: Situation): boolean =>
  act === 'echo' || match.matter.ticket.reporters.includes(s.sender.id);

/** What each act does to the matter, by who says it. */
function effectOf(act: Joiner, part: Part, match: Match, s: Situation): JoinEffect {
  const { ticket } = match.matter;
  const reporter = ticket.reporters.includes(s.sender.id);
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  const unsure = Math.min(part.reading.confidence, match.score) < SURE_ENOUGH;
  switch (act) {
    case 'answer':
      return settled || reporter || unsure ? { kind: 'none' } : answered(part, ticket.act === 'question', s);
    case 'resolved':
      return settled || unsure || !knowsOf(part.text, match, s)
        ? { kind: 'none' }
        : { kind: 'settled', byReporter: reporter };
    case 'chase':
      return settled && reporter ? { kind: 'reopened' } : settled ? { kind: 'none' } : { kind: 'chased' };
    case 'echo':
    case 'detail':
      return { kind: 'none' };
  }
}

/** A passer-by's "找回来了" settles nothing: who says so has a role, took part, quotes it, or uses its words. */
function knowsOf(text: string, { matter, byQuote }: Match, s: Situation): boolean {
  const tookPart = matter.lines.some((l) => l.from === s.sender.id) || matter.ticket.reporters.includes(s.sender.id);
  if (byQuote || tookPart || s.sender.roles.length > 0) return true;
  return likeness(text, [matter.ticket.location ?? '', ...matter.lines.map((l) => l.text)]) > 0;
}

/** Neighbours may answer a question; only people with a role take a matter in hand. */
function answered(part: Part, question: boolean, s: Situation): JoinEffect {
  const hasRole = s.sender.roles.length > 0;
  if (question) return { kind: 'answered', byStaff: hasRole };
  if (!hasRole) return { kind: 'none' };
  return { kind: 'taken', started: UNDER_WAY.test(part.text), promiseAt: promisedAt(part, s) };
}

const UNDER_WAY =
  /正在|在修|在处理|在路上|在现场|已经(叫|联系|通知|安排|派|报|在)|到了|到现场|马上(到|来|过去|就到)|这就(去|来|过去)|我去$|我马上|师傅(来|到)了|动手|开工/;
const WILL = /我|咱|俺|来|去|安排|叫|派|看|修|弄|处理|联系|上门/;

/** The moment a promise names; a day alone counts as its afternoon. Only the future can be promised. */
function promisedAt(part: Part, s: Situation): number | null {
  const { time } = part.reading;
  if (time === null || !WILL.test(part.text)) return null;
  const end = time.split('/').at(-1) ?? time;
  const at = parseIso(/T/.test(end) ? end : `${end}T18:00:00${offsetOf(s)}`);
  return at !== null && at > s.now ? at : null;
}

function offsetOf(s: Situation): string {
  return /(?:Z|[+-]\d\d:\d\d)$/.exec(s.messageTime)?.[0] ?? '+08:00';
}

/** A picture alone belongs to what its speaker raised within ten minutes; else it is talk. */
export function picture(s: Situation): Decision {
  const mine = s.matters
    .filter((m) => m.ticket.reporters.includes(s.sender.id) || (s.quoted?.tickets.includes(m.ticket.number) ?? false))
    .map((m) => ({
      number: m.ticket.number,
      last: Math.max(...m.lines.filter((l) => l.from === s.sender.id).map((l) => l.at), -Infinity),
    }))
    .filter((m) => s.message.at - m.last <= PICTURE_WITHIN_MS)
    .sort((a, b) => b.last - a.last || b.number - a.number)[0];
  if (!mine) return { kind: 'silent', reason: 'chat' };
  const part: Part = { text: '', reading: s.emptyReading };
  return {
    kind: 'join',
    reason: 'picture-of-matter',
    ticket: mine.number,
    act: 'detail',
    part,
    reporter: false,
    effect: { kind: 'none' },
  };
}
