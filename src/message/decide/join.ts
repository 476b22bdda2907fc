/**
 * Which open matter a message belongs to: a score over content, place, time, speaker and quote. Pure.
 * Weights were set by hand on the conversations of data/corpus; what they reach stands in data/corpus/README.md.
 */
import type { Instant } from '../../model/ids.js';
import type { Act, Reading } from '../../model/reading.js';
import { isStaff } from '../../model/town.js';
import { comparePlaces, likeness } from './likeness.js';
import type { Matter, Situation } from './situation.js';

const MINUTE = 60_000;

const WEIGHT = {
  quoteOfMatter: 7,
  quoteOfOther: -4,
  ticketNamed: 8,
  sharedMark: 0.9,
  sharedMarksCap: 3.6,
  samePlace: 1.5,
  otherPlace: -3,
  speakerReported: 1.4,
  speakerTookPart: 2,
  answererTookPart: 0.5,
  unanswered: 0.8,
  settled: -1.2,
  perLineBetween: -0.08,
  linesBetweenCap: 20,
} as const;

/** How fast a matter fades from talk, by act: minutes after which its pull has fallen to a third. */
const FADES_MINUTES: Partial<Record<Act, number>> = { detail: 20, echo: 60, answer: 60, resolved: 360, chase: 720 };
/** How much the matter just spoken of is favoured: people press on old matters out of the blue. */
const LAST_IN_TALK: Partial<Record<Act, number>> = { detail: 1.4, echo: 1.4, answer: 1.4, resolved: 0.5, chase: 0 };
const PULL: Partial<Record<Act, number>> = { detail: 2.2, echo: 2.2, answer: 2.2, resolved: 1, chase: 0.8 };

/** The score a matter must reach. */
export const THRESHOLD: Partial<Record<Act, number>> = { detail: 2.2, echo: 2, answer: 1.8, resolved: 1, chase: 0.8 };
/** An opener is taken for the same matter only with strong grounds. */
const SAME_MATTER = 4.2;

export interface Match {
  readonly matter: Matter;
  readonly score: number;
  readonly byQuote: boolean;
}

/** The matter a joining message belongs to; null when none reaches its act's threshold and `above` it. */
export function matterFor(act: Act, text: string, reading: Reading, s: Situation, above = 0): Match | null {
  const best = ranked(act, text, reading, s)[0];
  if (!best || best.score < (THRESHOLD[act] ?? Infinity) + above) return null;
  const elsewhere = s.room?.kind === 'staff' && best.matter.ticket.room !== s.room.id;
  return elsewhere && !grounded(best, text, reading) ? null : best;
}

/** A staff room speaks of what was raised in many rooms: being the latest is no ground there; a quote, a number, a word or a place is. */
function grounded({ matter, byQuote }: Match, text: string, reading: Reading): boolean {
  if (byQuote || namesTicket(text, matter.ticket.number)) return true;
  const place = comparePlaces(reading.location, matter.ticket.location);
  return (
    place !== 'other' &&
    (place === 'same' || likeness(text, [matter.ticket.summary, ...matter.lines.map((l) => l.text)]) > 0)
  );
}

/** The matter that an opener merely repeats: same kind of trouble, no other place, and shared words or an echo of it. */
export function sameMatter(text: string, reading: Reading, s: Situation): Match | null {
  const near = ranked('echo', text, reading, s).find(
    ({ matter, byQuote }) =>
      (byQuote || matter.ticket.category === reading.category) &&
      comparePlaces(reading.location, matter.ticket.location) !== 'other',
  );
  if (!near) return null;
  const age = s.message.at - lastAt(near.matter);
  const { status } = near.matter.ticket;
  const fresh = age < 120 * MINUTE || (status !== 'resolved' && status !== 'closed');
  return fresh && near.score >= SAME_MATTER ? near : null;
}

function ranked(act: Act, text: string, reading: Reading, s: Situation): Match[] {
  const inTalk = lastMattersInTalk(s);
  return s.matters
    .map((matter) => score(act, text, reading, matter, inTalk, s))
    .sort((a, b) => b.score - a.score || b.matter.ticket.number - a.matter.ticket.number);
}

function score(
  act: Act,
  text: string,
  reading: Reading,
  matter: Matter,
  inTalk: ReadonlySet<number>,
  s: Situation,
): Match {
  const { ticket } = matter;
  const byQuote = s.quoted?.tickets.includes(ticket.number) ?? false;
  let sum = byQuote ? WEIGHT.quoteOfMatter : 0;
  if (s.quoted && !byQuote && s.quoted.tickets.length > 0) sum += WEIGHT.quoteOfOther;
  if (namesTicket(text, ticket.number)) sum += WEIGHT.ticketNamed;
  sum += Math.min(
    WEIGHT.sharedMarksCap,
    WEIGHT.sharedMark * likeness(text, [ticket.location ?? '', ...ownLines(matter, s)]),
  );
  sum += placeScore(reading, matter);
  sum += speakerScore(act, matter, s);
  sum += fading(act, s.message.at - lastAt(matter));
  if (inTalk.has(ticket.number)) sum += LAST_IN_TALK[act] ?? 1;
  sum += WEIGHT.perLineBetween * linesSince(matter, s);
  if (ticket.status === 'resolved' || ticket.status === 'closed')
    sum += act === 'chase' || act === 'detail' ? 0 : WEIGHT.settled;
  return { matter, score: sum, byQuote };
}

const namesTicket = (text: string, number: number): boolean => new RegExp(`(?:#|工单)\\s*${number}(?!\\d)`).test(text);

function placeScore(reading: Reading, { ticket }: Matter): number {
  const place = comparePlaces(reading.location, ticket.location);
  if (place === 'same') return WEIGHT.samePlace;
  return place === 'other' ? WEIGHT.otherPlace : 0;
}

function speakerScore(act: Act, matter: Matter, s: Situation): number {
  const reported = matter.ticket.reporters.includes(s.sender.id);
  const took = matter.lines.some((l) => l.from === s.sender.id);
  const unanswered = matter.ticket.firstResponseAt === null && matter.ticket.status !== 'resolved';
  if (act === 'answer') {
    const answering = (unanswered ? WEIGHT.unanswered : 0) + (took && !reported ? WEIGHT.answererTookPart : 0);
    return reported ? -1 : answering + (isStaff(s.sender) ? 0.3 : 0);
  }
  if (act === 'echo') return reported ? -1 : 0;
  return reported ? WEIGHT.speakerReported : took ? WEIGHT.speakerTookPart : 0;
}

function fading(act: Act, ageMs: number): number {
  const fades = (FADES_MINUTES[act] ?? 30) * MINUTE;
  return (PULL[act] ?? 1) * Math.exp(-Math.max(0, ageMs) / fades);
}

const lastAt = (matter: Matter): Instant => matter.lines.at(-1)?.at ?? matter.ticket.openedAt;

/** The matters that the last line about any matter belonged to: several when one message raised them all. */
function lastMattersInTalk(s: Situation): Set<number> {
  for (const { message } of [...s.talk].reverse()) {
    const of = s.matters.filter((m) => m.lines.some((l) => l.id === message.id));
    if (of.length > 0) return new Set(of.map((m) => m.ticket.number));
  }
  return new Set();
}

/** What was said about this matter; of a line that raised another one too, only this matter's part. */
const ownLines = (matter: Matter, s: Situation): string[] =>
  matter.lines.map((line) =>
    s.matters.some((m) => m !== matter && m.lines.some((l) => l.id === line.id)) ? matter.ticket.summary : line.text,
  );

function linesSince(matter: Matter, s: Situation): number {
  const ids = new Set(matter.lines.map((l) => l.id));
  const index = s.talk.findLastIndex(({ message }) => ids.has(message.id));
  return Math.min(WEIGHT.linesBetweenCap, index < 0 ? s.talk.length : s.talk.length - 1 - index);
}
