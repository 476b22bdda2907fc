/** A question taken apart: what it asks, the things it is about, and its other words. Pure. */
import { numberOf } from '../message/understand/slots/numbers.js';
import { tokens } from '../message/understand/words.js';
import { vocabulary, type Meaning, type Thing } from './vocabulary.js';

export interface Parsed {
  /** Ways of asking: where, deadline, whether … */
  readonly asks: ReadonlySet<string>;
  /** By kind, the names of the things. */
  readonly things: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that are neither, in the order said; numbers in figures. */
  readonly words: readonly string[];
  /** The text in one spelling without blanks. */
  readonly plain: string;
}

const CLAUSE_END = /[,,。.!!??;;~~…\n::、]+/;
/** "开不开", "收不收": whether. */
const EITHER_OR = /([\p{Script=Han}])[不没]\1/gu;
/** "要排队不", "开了没": whether. */
const TAIL_PARTICLE = /(?<=.)(?:不|没|冇)$/u;
const GAP = ' ';
/** Kinds that alone tell nothing: 我前几天不在. */
const CIRCUMSTANCES: readonly string[] = ['negation', 'day', 'way'];
/** A place by name; one of another place is another matter. */
const PLACE = /[\p{Script=Han}]{1,4}(?:村|社区|小区|街道|镇|苑)/gu;

export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[[\p{L}]{1,6}\]|\p{Extended_Pictographic}/gu, '')
    .trim();

/** Clauses that neither ask nor name a known thing ("各位好,我是新来的") are left out when others do. */
export function parseQuestion(text: string): Parsed {
  const clauses = plainText(text)
    .split(CLAUSE_END)
    .filter((clause) => clause.trim() !== '')
    .map(parseClause);
  const telling = clauses.filter(
    (c) =>
      c.asks.size > 0 || [...c.things.keys()].some((kind) => !CIRCUMSTANCES.includes(kind)) || /\d+岁/.test(c.plain),
  );
  return merge(telling.length > 0 ? telling : clauses);
}

function merge(clauses: readonly Parsed[]): Parsed {
  const things = new Map<string, Set<string>>();
  for (const clause of clauses)
    for (const [kind, names] of clause.things) things.set(kind, new Set([...(things.get(kind) ?? []), ...names]));
  return {
    asks: plainAsks(new Set(clauses.flatMap((c) => [...c.asks]))),
    things,
    words: [...new Set(clauses.flatMap((c) => c.words))],
    plain: clauses.map((c) => c.plain).join(''),
  };
}

/** 什么时候 says no more beside 截止, nor 吗 beside anything else that is asked. */
function plainAsks(asks: Set<string>): Set<string> {
  if (asks.size > 1) asks.delete('whether');
  if (['deadline', 'hours', 'opening', 'closing'].some((ask) => asks.has(ask))) asks.delete('when');
  return asks;
}

function parseClause(clause: string): Parsed {
  const plain = clause.replace(/\s+/g, '');
  const asks = new Set<string>();
  const things = new Map<string, Set<string>>();
  const take = (meaning: Meaning): void => {
    if (meaning.ask !== null) asks.add(meaning.ask);
    for (const thing of meaning.things) addThing(things, thing);
  };
  let rest = takeLong(plain, take);
  rest = rest.replace(EITHER_OR, (_, verb: string) => {
    asks.add('whether');
    return verb;
  });
  rest = rest.replace(TAIL_PARTICLE, () => {
    asks.add('whether');
    return '';
  });
  return { asks, things, words: takeShort(rest, take), plain };
}

function addThing(things: Map<string, Set<string>>, { kind, name }: Thing): void {
  const names = things.get(kind);
  if (names) names.add(name);
  else things.set(kind, new Set([name]));
}

/** Takes out the longest known spellings from the left; a blank is left where each stood. */
function takeLong(text: string, take: (meaning: Meaning) => void): string {
  const { long, longest } = vocabulary();
  let rest = '';
  for (let at = 0; at < text.length;) {
    const length = knownLength(text, at, longest, long);
    if (length === 0) {
      rest += text.charAt(at);
      at += 1;
      continue;
    }
    const meaning = long.get(text.slice(at, at + length));
    if (meaning) take(meaning);
    rest += GAP;
    at += length;
  }
  return rest;
}

function knownLength(text: string, at: number, longest: number, known: ReadonlyMap<string, Meaning>): number {
  for (let length = Math.min(longest, text.length - at); length > 1; length -= 1)
    if (known.has(text.slice(at, at + length))) return length;
  return 0;
}

/** What is left, cut into words: known single characters are taken, the others are kept. */
function takeShort(rest: string, take: (meaning: Meaning) => void): string[] {
  const { short } = vocabulary();
  const kept: string[] = [...rest.matchAll(PLACE)].map(([place]) => place);
  for (const part of rest
    .replace(PLACE, GAP)
    .split(GAP)
    .filter((p) => p !== '')) {
    for (const word of tokens(part)) {
      const meaning = short.get(word);
      if (meaning) take(meaning);
      else kept.push(inFigures(word));
    }
  }
  return kept;
}

const inFigures = (word: string): string =>
  /^[零〇一二两三四五六七八九十百千\d]+$/.test(word) ? String(numberOf(word) ?? word) : word;
