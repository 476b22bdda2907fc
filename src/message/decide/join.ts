/**
 * Which open matter a message belongs to, or none of them: the evidence for each is weighed by what was learned, and the weights
 * become probabilities. Pure. What it reaches stands in data/corpus/README.md.
 */
import { isOpener, type Act, type Reading } from '../../model/reading.js';
import { conversationOf } from './conversation.js';
import { EVIDENCE, evidenceOf, openingShare, type Evidence, type Weighed } from './evidence.js';
import { GROUPS, WEIGHTS, type Group } from './joining-weights.js';
import { comparePlaces, likeness } from './likeness.js';
import type { Matter, Situation } from './situation.js';

export type { Weighed } from './evidence.js';

const MINUTE = 60_000;

/**
 * The probability that a matter must reach, by how the message was read. A wrong join hides a new matter, a second ticket can be
 * merged: so what raises something joins only on strong grounds.
 */
const LEAST: Readonly<Record<Group, number>> = {
  opener: 0.6,
  chase: 0.4,
  echo: 0.5,
  detail: 0.5,
  resolved: 0.4,
  answer: 0.4,
  chat: 0.4,
};

/**
 * For what raises something: a matter of the same kind with words in common needs less, and one at the same place hardly anything;
 * the conversations that were learned from have few of these.
 */
const LEAST_ALIKE = { kind: 0.3, place: 0.1 };
/** Who surely raises something may raise a second matter soon after the first: with so few words in common it is one. */
const SURELY_RAISES = 0.6;
const TELLING = 2;

/** A number that is named goes before all that was learned. */
const NAMED = 8;

export interface Match {
  readonly matter: Matter;
  /** Probability that the message belongs to it. */
  readonly score: number;
  readonly byQuote: boolean;
}

/** The matter a message belongs to; null when none is likely enough for how it was read. */
export function matterFor(said: Weighed, s: Situation): Match | null {
  const group = groupOf(said.reading.act);
  const best = group === null ? undefined : ranked(group, said, s)[0];
  if (group === null || !best || best.score < LEAST[group]) return null;
  const elsewhere = s.room?.kind === 'staff' && best.matter.ticket.room !== s.room.id;
  return elsewhere && !grounded(best, said) ? null : best;
}

function groupOf(act: Act): Group | null {
  return isOpener(act) ? 'opener' : (GROUPS.find((group) => group === act) ?? null);
}

/** A staff room speaks of what was raised in many rooms: being the latest is no ground there; a quote, a number, a word or a place is. */
function grounded({ matter, byQuote }: Match, { text, reading }: Weighed): boolean {
  if (byQuote || namesTicket(text, matter.ticket.number)) return true;
  const place = comparePlaces(reading.location, matter.ticket.location);
  return (
    place !== 'other' &&
    (place === 'same' || likeness(text, [matter.ticket.summary, ...matter.lines.map((l) => l.text)]) > 0)
  );
}

const SETTLED_FOR_MS = 120 * MINUTE;

/** The matter that an opener merely repeats: likely the same, at no other place, not long settled, and no new danger. */
export function sameMatter(said: Weighed, s: Situation): Match | null {
  const { reading } = said;
  const near = ranked('opener', said, s).find(
    ({ matter: { ticket } }) => comparePlaces(reading.location, ticket.location) !== 'other',
  );
  if (!near || near.score < leastFor(said, near.matter)) return null;
  if (!near.byQuote && openingShare(reading) >= SURELY_RAISES && !commonGround(said, near.matter)) return null;
  const { ticket, lines } = near.matter;
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  const age = s.message.at - (lines.at(-1)?.at ?? ticket.openedAt);
  const newDanger = reading.urgency === 'emergency' && ticket.urgency !== 'emergency';
  return (settled && age >= SETTLED_FOR_MS) || newDanger ? null : near;
}

/** `matter` is at no other place. */
function leastFor(said: Weighed, matter: Matter): number {
  const words = sharedWords(said, matter);
  if (matter.ticket.category !== said.reading.category || words === 0) return LEAST.opener;
  const place = comparePlaces(said.reading.location, matter.ticket.location);
  return place === 'same' && words >= TELLING ? LEAST_ALIKE.place : LEAST_ALIKE.kind;
}

const commonGround = (said: Weighed, matter: Matter): boolean =>
  sharedWords(said, matter) >= (matter.ticket.category === said.reading.category ? 1 : TELLING);

/** Words that both have, but for those of the place. */
const sharedWords = ({ text, reading }: Weighed, { ticket, lines }: Matter): number =>
  likeness(text.replace(reading.location ?? '', ' '), [ticket.summary, ...lines.map((l) => l.text)]);

/** Every matter with its probability, the likeliest first, of equals the later one. */
function ranked(group: Group, said: Weighed, s: Situation): Match[] {
  const talk = conversationOf(s);
  const weighed = s.matters.map((matter) => {
    const named = namesTicket(said.text, matter.ticket.number) ? NAMED : 0;
    return { matter, weight: Math.exp(weightOf(group, evidenceOf(said, matter, talk, s)) + named) };
  });
  const all = weighed.reduce((sum, { weight }) => sum + weight, 1);
  return weighed
    .map(({ matter, weight }) => ({
      matter,
      score: weight / all,
      byQuote: s.quoted?.tickets.includes(matter.ticket.number) ?? false,
    }))
    .sort((a, b) => b.score - a.score || b.matter.ticket.number - a.matter.ticket.number);
}

function weightOf(group: Group, evidence: Evidence): number {
  const at = GROUPS.indexOf(group);
  return EVIDENCE.reduce((sum, name) => sum + evidence[name] * (WEIGHTS[name][at] ?? 0), 0);
}

const NAMES_ONE = /#|工单/;
const namesTicket = (text: string, number: number): boolean =>
  NAMES_ONE.test(text) && new RegExp(`(?:#|工单)\\s*${String(number)}(?!\\d)`).test(text);

/** A part of a message is weighed by itself. */
export const weighedPart = ({ text, reading }: { text: string; reading: Reading }): Weighed => ({
  text,
  reading,
  alone: null,
});
