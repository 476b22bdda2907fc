/**
 * Which stored answer a question is after. A wrong answer is worse than none: an entry is told only when it asks the same
 * about the same things, says nothing less, is valid today and here, and no other entry comes near. Pure.
 */
import type { KnowledgeEntry } from '../model/notice.js';
import type { UnitId } from '../model/ids.js';
import { parseQuestion, plainText, type Parsed } from './parse.js';
import { vocabulary } from './vocabulary.js';

export interface MatchOptions {
  /** YYYY-MM-DD in the town's zone: entries that ended before are left out. */
  readonly today: string;
  /** The asker's unit and those above it, nearest first. */
  readonly chain: readonly UnitId[];
  /** From this likeness (0..1) up an entry may be told. */
  readonly answerAbove: number;
  /** The next entry with another answer must be less like by this much. */
  readonly margin: number;
}

/** One entry to be told, those that come near, or nothing. */
export type Match =
  { readonly entry: KnowledgeEntry; readonly likeness: number } | { readonly near: readonly KnowledgeEntry[] } | null;

/** An entry that asks something else, or about something else, is at most this like. */
const OTHER_MEANING = 0.5;
const NEAR_FROM = 0.3;
const NEAR_SHOWN = 3;

interface Scored {
  readonly entry: KnowledgeEntry;
  readonly likeness: number;
  /** Place of its unit in the chain; a whole-town entry comes last. */
  readonly distance: number;
}

export function matchKnowledge(question: string, entries: readonly KnowledgeEntry[], options: MatchOptions): Match {
  const asked = parseQuestion(question);
  if (subjects(asked).length === 0) return null;
  const scored = entries
    .filter((entry) => holds(entry, options))
    .map((entry): Scored => ({
      entry,
      likeness: likeness(asked, entry),
      distance: entry.unit === null ? options.chain.length : options.chain.indexOf(entry.unit),
    }))
    .sort((a, b) => b.likeness - a.likeness || a.distance - b.distance || a.entry.number - b.entry.number);
  const sure = surest(scored, options);
  if (sure) return { entry: sure.entry, likeness: sure.likeness };
  const near = scored.filter((s) => s.likeness >= NEAR_FROM).slice(0, NEAR_SHOWN);
  return near.length > 0 ? { near: near.map((s) => s.entry) } : null;
}

function holds(entry: KnowledgeEntry, { today, chain }: MatchOptions): boolean {
  if (entry.validUntil !== null && entry.validUntil < today) return false;
  return entry.unit === null || chain.includes(entry.unit);
}

/** The best one, when it is sure and no other answer comes close; of close ones that of the nearest unit, if it is one. */
function surest(scored: readonly Scored[], { answerAbove, margin }: MatchOptions): Scored | null {
  const [best] = scored;
  if (!best || best.likeness < answerAbove) return null;
  const close = scored.filter((s) => s.likeness >= answerAbove && best.likeness - s.likeness < margin);
  const nearest = Math.min(...close.map((s) => s.distance));
  const here = close.filter((s) => s.distance === nearest);
  const [first] = here;
  if (!first || here.some((s) => s.entry.answer !== first.entry.answer)) return null;
  return first;
}

/** An entry taken apart. `told`: everything it says, in one spelling. */
interface Stored {
  readonly question: Parsed;
  readonly answer: Parsed;
  readonly told: string;
}

function likeness(asked: Parsed, entry: KnowledgeEntry): number {
  const stored = storedOf(entry);
  const score = askedShare(asked, stored) ** 2 * storedShare(asked, stored) ** 0.8;
  const same = sameAsk(asked, stored) && sameThings(asked, stored) && sameNumbers(asked, stored);
  return same ? score : score * OTHER_MEANING;
}

/** Entries change seldom and are compared with every question: taken apart once. */
const takenApart = new Map<string, Stored>();
const KEPT_APART = 5000;

function storedOf({ question, answer, source }: KnowledgeEntry): Stored {
  const key = JSON.stringify([question, answer, source]);
  const known = takenApart.get(key);
  if (known) return known;
  const told = plainText(`${question}${answer}${source ?? ''}`).replace(/\s+/g, '');
  const made = { question: parseQuestion(question), answer: parseQuestion(answer), told };
  if (takenApart.size >= KEPT_APART) takenApart.clear();
  takenApart.set(key, made);
  return made;
}

const WEIGHT = { thing: 1, action: 0.5, word: 1, character: 0.3, place: 0.15 };
const PLACE = /(?:村|社区|镇|街道|乡|小区|网格|苑|年度?)$/;
/** Things that say what is done and not what it is about. */
const ACTION_KINDS: readonly string[] = ['action', 'negation', 'way', 'day'];

interface Term {
  readonly text: string;
  readonly weight: number;
  readonly kind: string | null;
}

function terms(parsed: Parsed): Term[] {
  const things = [...parsed.things].flatMap(([kind, names]) =>
    [...names].map((text): Term => ({ text, kind, weight: kind === 'action' ? WEIGHT.action : WEIGHT.thing })),
  );
  const words = parsed.words.map((text): Term => ({
    text,
    kind: null,
    weight: text.length === 1 && !/\d/.test(text) ? WEIGHT.character : WEIGHT.word,
  }));
  return [...things, ...words];
}

/** What a question is about; one without any can't be answered from a store. */
const subjects = (parsed: Parsed): Term[] =>
  terms(parsed).filter((t) => (t.kind === null ? t.text.length > 1 : !ACTION_KINDS.includes(t.kind)));

/** Whether a question says enough to be known again: what it asks, and about what. */
export function canBeAsked(question: string): boolean {
  const parsed = parseQuestion(question);
  return parsed.asks.size > 0 && subjects(parsed).length > 0;
}

/** Which share of the question, by weight, the entry speaks of. */
function askedShare(asked: Parsed, stored: Stored): number {
  return share(terms(asked), ({ kind, text }) =>
    kind === null
      ? stored.question.words.includes(text) || stored.told.includes(text)
      : has(stored.question, kind, text) || isNeutral(kind, text) || inAnswer(stored, kind, text),
  );
}

/** Which share of the stored question was asked; a unit's own name goes without saying among its people. */
function storedShare(asked: Parsed, stored: Stored): number {
  const weighed = terms(stored.question).map((term) =>
    term.kind === null && PLACE.test(term.text) ? { ...term, weight: WEIGHT.place } : term,
  );
  return share(weighed, ({ kind, text }) =>
    kind === null
      ? asked.words.includes(text) || asked.plain.includes(text)
      : has(asked, kind, text) || isNeutral(kind, text) || isImplied(asked, kind),
  );
}

function share(all: readonly Term[], isThere: (term: Term) => boolean): number {
  const sum = all.reduce((total, term) => total + term.weight, 0);
  const found = all.filter(isThere).reduce((total, term) => total + term.weight, 0);
  return sum === 0 ? 0 : found / sum;
}

const has = (parsed: Parsed, kind: string, name: string): boolean => parsed.things.get(kind)?.has(name) ?? false;

const isNeutral = (kind: string, name: string): boolean =>
  vocabulary().kinds.get(kind)?.neutral.includes(name) ?? false;

const inAnswer = ({ answer }: Stored, kind: string, name: string): boolean =>
  (vocabulary().kinds.get(kind)?.inAnswer ?? false) && has(answer, kind, name);

/** Of this kind nothing was said because a thing of another kind says it too: 第三针 is one of a vaccine. */
function isImplied(asked: Parsed, kind: string): boolean {
  const by = vocabulary().kinds.get(kind)?.impliedBy ?? null;
  return by !== null && asked.things.has(by) && !asked.things.has(kind);
}

const HOURS: readonly string[] = ['hours', 'opening', 'closing'];
const CLOCK_TIMES = /\d{1,2}(?::\d{2}|点)/g;

/** Both ask something, and the same. An answer with two times of day tells opening and closing alike. */
function sameAsk({ asks }: Parsed, { question, told }: Stored): boolean {
  const [only] = asks;
  const tellsHours = HOURS.some((ask) => question.asks.has(ask)) && (told.match(CLOCK_TIMES)?.length ?? 0) >= 2;
  if (asks.size === 1 && only !== undefined && tellsHours)
    return HOURS.includes(only) || (only === 'when' && question.things.has('office'));
  return asks.size > 0 && asks.size === question.asks.size && [...asks].every((ask) => question.asks.has(ask));
}

function sameThings(asked: Parsed, stored: Stored): boolean {
  return [...vocabulary().kinds.keys()].every((kind) => {
    const left = [...(asked.things.get(kind) ?? [])];
    const right = [...(stored.question.things.get(kind) ?? [])];
    const more = left.filter((name) => !right.includes(name) && !inAnswer(stored, kind, name));
    const less = right.filter((name) => !left.includes(name) && !isImplied(asked, kind));
    if (![...more, ...less].every((name) => isNeutral(kind, name))) return false;
    return more.length === 0 || less.length === 0;
  });
}

const YEAR = /^20\d\d(?:年度?)?$/;
const numbersOf = (parsed: Parsed): string[] => parsed.words.filter((word) => /\d/.test(word));

/** A number in the question is in the entry too; one in the stored question, but for a year, was asked for. */
function sameNumbers(asked: Parsed, { question, told }: Stored): boolean {
  return (
    numbersOf(asked).every((word) => told.includes(word)) &&
    numbersOf(question).every((word) => YEAR.test(word) || asked.words.includes(word))
  );
}
