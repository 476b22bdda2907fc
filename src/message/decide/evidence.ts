/**
 * What speaks for and against a message belonging to a matter, each as a number of about 0 to 1. Pure. What each weighs
 * was learned (joining-weights.ts), so a change of meaning here asks for learning again.
 */
import { isJoiner, isOpener, type Act, type Reading } from '../../model/reading.js';
import { isStaff } from '../../model/town.js';
import type { Conversation } from './conversation.js';
import { comparePlaces, COMMON, marks } from './likeness.js';
import type { Matter, Situation } from './situation.js';

/** "…Now": the same, fading within minutes of the matter's last line. */
export const EVIDENCE = [
  'always',
  'quoted',
  'quotesAnother',
  'quotesNone',
  'sharedMarks',
  'sharedNow',
  'sharedWithOpener',
  'ownShare',
  'samePlace',
  'otherPlace',
  'placeFillsGap',
  'reported',
  'reportedNow',
  'reportedLast',
  'tookPart',
  'tookPartNow',
  'byStaff',
  'staffTookPart',
  'unanswered',
  'settled',
  'minutes20',
  'hour',
  'day',
  'lastInTalk',
  'previousLine',
  'linesBetween',
  'askedBack',
  'otherCategory',
  'raisesAlone',
  'raisesOdds',
  'joinsOdds',
  'asks',
  'short',
  'long',
  'proposed',
  'isQuestion',
  'isRequest',
  'emergency',
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];
export type Evidence = Readonly<Record<EvidenceName, number>>;
type Some<K extends EvidenceName> = Readonly<Record<K, number>>;

/** A message as it is weighed: its text and reading, and how it reads without the talk before it (null: not asked). */
export interface Weighed {
  readonly text: string;
  readonly reading: Reading;
  readonly alone: Reading | null;
}

const MINUTE = 60_000;
const yes = (is: boolean): number => (is ? 1 : 0);

export function evidenceOf(said: Weighed, matter: Matter, talk: Conversation, s: Situation): Evidence {
  const time = ofTime(matter, s);
  const content = ofContent(said, matter, talk);
  const speaker = ofSpeaker(matter, s);
  const place = ofTalk(matter, talk, s, speaker.reported + speaker.tookPart > 0);
  return {
    ...ofQuote(matter, s),
    ...content,
    ...ofPlace(said, matter),
    ...speaker,
    ...time,
    ...place,
    ...ofReading(said, matter),
    ...ofTicket(matter),
    sharedNow: content.sharedMarks * time.minutes20,
    reportedNow: speaker.reported * time.minutes20,
    reportedLast: speaker.reported * place.lastInTalk,
    tookPartNow: speaker.tookPart * time.minutes20,
  };
}

function ofQuote({ ticket }: Matter, { quoted }: Situation): Some<'quoted' | 'quotesAnother' | 'quotesNone'> {
  const tickets = quoted?.tickets ?? [];
  const own = tickets.includes(ticket.number);
  return {
    quoted: yes(own),
    quotesAnother: yes(!own && tickets.length > 0),
    quotesNone: yes(quoted !== null && tickets.length === 0),
  };
}

const MOST_MARKS = 4;

/** Marks that several matters share tell less of each. */
function ofContent(
  { text }: Weighed,
  { ticket, lines }: Matter,
  talk: Conversation,
): Some<'sharedMarks' | 'sharedWithOpener' | 'ownShare'> {
  const all = talk.marksOf.get(ticket.number) ?? new Set<string>();
  const opener = marks(lines[0]?.text ?? ticket.summary);
  const mine = [...marks(text)].filter((mark) => !COMMON.has(mark));
  const weightIn = (set: ReadonlySet<string>): number =>
    mine.filter((mark) => set.has(mark)).reduce((sum, mark) => sum + 1 / (talk.mattersWith.get(mark) ?? 1), 0);
  const shared = weightIn(all);
  return {
    sharedMarks: Math.min(MOST_MARKS, shared) / MOST_MARKS,
    sharedWithOpener: Math.min(MOST_MARKS, weightIn(opener)) / MOST_MARKS,
    ownShare: mine.length === 0 ? 0 : Math.min(1, shared / mine.length),
  };
}

function ofPlace({ reading }: Weighed, { ticket }: Matter): Some<'samePlace' | 'otherPlace' | 'placeFillsGap'> {
  const place = comparePlaces(reading.location, ticket.location);
  return {
    samePlace: yes(place === 'same'),
    otherPlace: yes(place === 'other'),
    placeFillsGap: yes(reading.location !== null && ticket.location === null),
  };
}

function ofSpeaker(
  { ticket, lines }: Matter,
  { sender }: Situation,
): Some<'reported' | 'tookPart' | 'byStaff' | 'staffTookPart'> {
  const staff = isStaff(sender);
  const reported = ticket.reporters.includes(sender.id);
  const took = lines.some((l) => l.from === sender.id);
  return {
    reported: yes(reported),
    tookPart: yes(took && !reported),
    byStaff: yes(staff),
    staffTookPart: yes(staff && took),
  };
}

function ofTime({ ticket, lines }: Matter, { message }: Situation): Some<'minutes20' | 'hour' | 'day' | 'settled'> {
  const age = Math.max(0, message.at - (lines.at(-1)?.at ?? ticket.openedAt));
  const fading = (minutes: number) => Math.exp(-age / (minutes * MINUTE));
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  return { minutes20: fading(20), hour: fading(60), day: fading(1440), settled: yes(settled) };
}

const MOST_LINES = 8;

function ofTalk(
  { ticket: { number } }: Matter,
  talk: Conversation,
  s: Situation,
  ofSpeaker: boolean,
): Some<'lastInTalk' | 'previousLine' | 'linesBetween' | 'askedBack'> {
  const between = talk.linesSince.get(number) ?? s.talk.length;
  return {
    lastInTalk: yes(talk.lastMatters.has(number)),
    previousLine: yes(between === 0),
    linesBetween: Math.min(MOST_LINES, between) / MOST_LINES,
    askedBack: yes(talk.askedBack && ofSpeaker),
  };
}

/** Probability that the message raises a matter at all, whichever opener it is. */
export const openingShare = (reading: Reading): number => share(reading, isOpener);

/** The probability of all acts of a kind together. */
function share({ act, confidence, alternatives }: Reading, is: (act: Act) => boolean): number {
  const others = alternatives.filter((a) => a.act !== act && is(a.act)).reduce((sum, a) => sum + a.confidence, 0);
  return (is(act) ? confidence : 0) + others;
}

/** −1 for hardly ever to 1 for nearly always. */
function odds(probability: number): number {
  const p = Math.min(0.99, Math.max(0.01, probability));
  return Math.log(p / (1 - p)) / 4;
}

function ofReading(
  { text, reading, alone }: Weighed,
  { ticket }: Matter,
): Some<'otherCategory' | 'raisesAlone' | 'raisesOdds' | 'joinsOdds' | 'asks' | 'short' | 'long'> {
  const raises = openingShare(reading);
  const raisesAlone = alone === null ? raises : openingShare(alone);
  const category = isOpener(reading.act) ? reading.category : (alone?.category ?? null);
  const letters = text.replace(/[\s\p{P}\p{S}]/gu, '').length;
  return {
    otherCategory: category !== null && category !== ticket.category ? raisesAlone : 0,
    raisesAlone,
    raisesOdds: odds(raises),
    joinsOdds: odds(share(reading, isJoiner)),
    asks: yes(/[??]|吗|呢$/.test(text)),
    short: yes(letters <= 6),
    long: Math.min(60, letters) / 60,
  };
}

function ofTicket({
  ticket,
}: Matter): Some<'always' | 'unanswered' | 'proposed' | 'isQuestion' | 'isRequest' | 'emergency'> {
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  return {
    always: 1,
    unanswered: yes(ticket.firstResponseAt === null && !settled),
    proposed: yes(ticket.status === 'proposed'),
    isQuestion: yes(ticket.act === 'question'),
    isRequest: yes(ticket.act === 'request'),
    emergency: yes(ticket.urgency === 'emergency'),
  };
}
