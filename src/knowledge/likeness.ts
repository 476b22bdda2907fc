/** How surely an entry answers a question, 0..1. Pure. */
import { covers } from './covers.js';
import { merge, parseClauses, type Parsed } from './parse.js';
import type { Stored } from './stored.js';
import { has, hasTopic, isNeutral, isTopic, namesTopic, terms, type Term } from './terms.js';
import { vocabulary } from './vocabulary.js';

/** One thing that a person asks, and what they tell around it. */
export interface Asked {
  readonly clause: Parsed;
  readonly around: Parsed;
  /** The clause says itself what it is about; otherwise what is said around it does. */
  readonly topical: boolean;
  /** It does so with a known thing. */
  readonly named: boolean;
}

/** A part that asks nothing or about nothing is left out where another asks: 有人知道吗. Empty: it can't be answered. */
export function askedOf(question: string): Asked[] {
  const clauses = parseClauses(question);
  const all = clauses.map((clause): Asked => {
    const around = merge(clauses.filter((c) => c !== clause));
    return { clause, around, named: namesTopic(clause), topical: hasTopic(clause) };
  });
  const asking = all.filter(({ clause }) => clause.asks.size > 0);
  const full = asking.filter(({ clause }) => terms(clause).length > 0 || !isOnly(clause.asks, 'whether'));
  return full.some(({ clause, around }) => hasTopic(clause) || hasTopic(around)) ? full : [];
}

const isOnly = (asks: ReadonlySet<string>, ask: string): boolean => asks.size === 1 && asks.has(ask);

/** An entry that asks something else, or about something else, is at most this like. */
const OTHER_MEANING = 0.5;

/** Everything that is asked must be answered: the least of all counts. */
export function likeness(asked: readonly Asked[], stored: Stored): number {
  return Math.min(...asked.map((one) => Math.max(...stored.questions.map((question) => like(one, question, stored)))));
}

function like(asked: Asked, question: Parsed, stored: Stored): number {
  const met = storedShare(asked, question, stored);
  if (met === 0) return 0;
  const share = askedShare(asked, question, stored);
  const score = share ** 2 * met ** 0.8;
  const same =
    isAnswered(asked, question, stored, share) && sameThings(asked, question, stored) && sameNumbers(asked, stored);
  return same ? score : score * OTHER_MEANING;
}

/** A longer word is cut differently here and there: most of its pairs of characters say it. */
function isIn(word: string, all: string): boolean {
  if (all.includes(word)) return true;
  if (word.length < 3 || /\d/.test(word) || OWN_PLACE.test(word)) return false;
  const pairs = Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2));
  return pairs.filter((pair) => all.includes(pair)).length * 2 > pairs.length;
}

const isThere = ({ kind, text }: Term, question: Parsed, stored: Stored): boolean =>
  kind === null
    ? isIn(text, stored.all)
    : has(question, kind, text) || has(stored.question, kind, text) || has(stored.answer, kind, text);

/** Which share of what is asked, by weight, the entry speaks of. Of what is said around it only the topic counts. */
function askedShare({ clause, around, named }: Asked, question: Parsed, stored: Stored): number {
  const own = terms(clause);
  const borrowed = named ? [] : terms(around).filter((t) => isTopic(t) && isThere(t, question, stored));
  return share([...own, ...borrowed], (term) => isThere(term, question, stored));
}

/** A unit's own name goes without saying among its people. */
const OWN_PLACE = /(?:村|社区|镇|街道|乡|小区|网格|苑|年度?)$/;
const OWN_PLACE_WEIGHT = 0.15;
/** What the asker tells and the answer takes up makes up for this much of what they leave out. */
const EVIDENCE = 0.5;
const HALF = 0.5;

/** Which share of the stored question was asked or told. */
function storedShare({ clause, around }: Asked, question: Parsed, stored: Stored): number {
  const said = (term: Term): boolean =>
    isSaid(term, clause) || isSaid(term, around) || isImplied(term.kind, clause, around);
  const all = terms(question).map((t) => (OWN_PLACE.test(t.text) ? { ...t, weight: OWN_PLACE_WEIGHT } : t));
  const met = share(all, said);
  const sum = all.reduce((total, term) => total + term.weight, 0);
  if (sum === 0 || met < HALF) return 0;
  const more = evidence([clause, around], question, stored).reduce((total, term) => total + term.weight, 0);
  return Math.min(1, met + Math.min(EVIDENCE, more) / sum);
}

/** 借 says 借用. */
const isSaid = ({ kind, text }: Term, parsed: Parsed): boolean =>
  kind === null
    ? parsed.plain.includes(text) ||
      parsed.words.some((word) => word.length === 1 && text.length === 2 && text.includes(word))
    : has(parsed, kind, text);

const LEAST_EVIDENCE = 0.4;
/** What people say that the stored question doesn't and the rest of the entry does. */
const evidence = (said: readonly Parsed[], question: Parsed, stored: Stored): Term[] =>
  said
    .flatMap(terms)
    .filter((term) => !isSaid(term, question) && isThere(term, question, stored) && term.weight >= LEAST_EVIDENCE);

function share(all: readonly Term[], counts: (term: Term) => boolean): number {
  const sum = all.reduce((total, term) => total + term.weight, 0);
  const found = all.filter(counts).reduce((total, term) => total + term.weight, 0);
  return sum === 0 ? 0 : found / sum;
}

/** Of this kind nothing was said because a thing of another kind says it too: 第三针 is one of a vaccine. */
function isImplied(kind: string | null, clause: Parsed, around: Parsed): boolean {
  const by = kind === null ? null : (vocabulary().kinds.get(kind)?.impliedBy ?? null);
  if (kind === null || by === null) return false;
  const said = [clause, around];
  return said.some((p) => p.things.has(by)) && !said.some((p) => p.things.has(kind));
}

const GOES_THERE = /[去到往上放找]/;

/** Where to do it; or where the thing itself is, which only an answer with 在 tells. */
const tellsWhere = (clause: Parsed, { told }: Stored): boolean =>
  GOES_THERE.test(clause.plain) || clause.things.has('action') || told.answer.includes('在');

/** What only the answer says must answer all that is asked, and 吗 only with something the entry takes up. */
const TOLD_FROM = 0.85;

function isAnswered({ clause }: Asked, question: Parsed, stored: Stored, share: number): boolean {
  return [...clause.asks].every((ask) => {
    const how = covers(ask, question, stored.told);
    if (how !== 'told') return how === 'asked';
    if (ask === 'where' && !tellsWhere(clause, stored)) return false;
    return share >= TOLD_FROM && (ask !== 'whether' || takenUp(clause, question, stored));
  });
}

/** The clause says more than the topic, and the entry speaks of it. */
const takenUp = (clause: Parsed, question: Parsed, stored: Stored): boolean =>
  evidence([clause], question, stored).length > 0 ||
  terms(clause).some((t) => t.kind !== null && t.kind !== 'negation' && !isTopic(t) && isThere(t, question, stored));

function sameThings(asked: Asked, question: Parsed, stored: Stored): boolean {
  const { clause, around, topical } = asked;
  return [...vocabulary().kinds].every(([kind, { inContext, unsaid }]) => {
    const own = [...(clause.things.get(kind) ?? [])];
    const told = [...(around.things.get(kind) ?? [])];
    const needed = [...(question.things.get(kind) ?? [])];
    const counts = told.filter((name) => inContext.includes(name) || (!topical && !isCircumstance(kind)));
    const more = [...own, ...counts].filter((name) => !isThere({ kind, text: name, weight: 1 }, question, stored));
    const less = needed.filter(
      (name) => !own.includes(name) && !told.includes(name) && !isImplied(kind, clause, around),
    );
    const strict = more.filter((name) => !isNeutral(kind, name, question));
    if (strict.length > 0) return false;
    return less.every(
      (name) =>
        unsaid.includes(name) || isNeutral(kind, name, question) || isMadeUp(kind, own, asked, question, stored),
    );
  });
}

const CIRCUMSTANCES: readonly string[] = ['negation', 'day', 'way', 'who'];
const isCircumstance = (kind: string): boolean => CIRCUMSTANCES.includes(kind);

/** An office needs no name where none other is named and the answer takes up what the asker wants there. */
const isMadeUp = (kind: string, own: readonly string[], asked: Asked, question: Parsed, stored: Stored): boolean =>
  kind === 'office' &&
  own.length === 0 &&
  (evidence([asked.clause, asked.around], question, stored).length > 0 ||
    asked.clause.words.some((word) => word.length > 1 && isIn(word, stored.all)));

const YEAR = /^20\d\d(?:年度?)?$/;
const numbersOf = (parsed: Parsed): string[] => parsed.words.filter((word) => /\d/.test(word));

/** A number in what is asked stands in the entry too. */
const sameNumbers = ({ clause, around }: Asked, { all, question }: Stored): boolean =>
  numbersOf(clause).every((word) => all.includes(word)) &&
  numbersOf(question).every((w) => YEAR.test(w) || clause.plain.includes(w) || around.plain.includes(w));
