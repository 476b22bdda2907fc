/** A question taken apart clause by clause: what each asks, the things it is about, and its other words. Pure. */
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

const CLAUSE_END = /[,,。.!!??;;~~…\n::、()()\s]+/;
/** "开不开", "收不收": whether. */
const EITHER_OR = /([\p{Script=Han}])[不没]\1/gu;
/** "要排队不", "开了没": whether. */
const TAIL_PARTICLE = /(?<=.)(?:不|没|冇)$/u;
/** "交了没", "打过了吗": whether somebody did, which no stored answer knows; "可以交了吗" asks for the rule. */
const DONE = /(?<!(?:能|可以|开始).{0,6})(?:了|过|好)(?:吗|没有?|么|嘛|不)$/u;
const GAP = ' ';
/** A place by name; one of another place is another matter. */
const PLACE = /[\p{Script=Han}]{1,4}(?:村|社区|小区|街道|镇|苑)/gu;

export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[[\p{L}]{1,6}\]|\p{Extended_Pictographic}/gu, '')
    .trim();

/** In the order said; those of blanks and signs only are left out. A point within a number ends no clause. */
export function parseClauses(text: string): Parsed[] {
  return plainText(text)
    .replace(/(?<=\d)[.:](?=\d)/g, POINT)
    .split(CLAUSE_END)
    .filter((clause) => clause !== '')
    .map((clause) => parseClause(clause.replaceAll(POINT, ':')));
}

/** Parts of the day that say no more beside these ways of asking: 早上几点开门. */
const PARTS_OF_DAY: ReadonlyMap<string, readonly string[]> = new Map([
  ['opening', ['早上']],
  ['closing', ['下午', '晚上']],
]);

const POINT = '\u0002';

export function merge(clauses: readonly Parsed[]): Parsed {
  const things = new Map<string, Set<string>>();
  for (const clause of clauses)
    for (const [kind, names] of clause.things) things.set(kind, new Set([...(things.get(kind) ?? []), ...names]));
  return {
    asks: new Set(clauses.flatMap((c) => [...c.asks])),
    things,
    words: [...new Set(clauses.flatMap((c) => c.words))],
    plain: clauses.map((c) => c.plain).join(''),
  };
}

/** 什么时候 says no more beside 截止, nor 吗 beside anything else that is asked. */
function plainAsks(asks: Set<string>): Set<string> {
  if (asks.size > 1) asks.delete('whether');
  if (['deadline', 'start', 'hours', 'opening', 'closing'].some((ask) => asks.has(ask))) asks.delete('when');
  return asks;
}

function parseClause(plain: string): Parsed {
  const asks = new Set<string>();
  const things = new Map<string, Set<string>>();
  const take = (meaning: Meaning): void => {
    if (meaning.ask !== null) asks.add(meaning.ask);
    for (const thing of meaning.things) addThing(things, thing);
  };
  if (DONE.test(plain)) asks.add('done');
  let rest = takeLong(plain, take);
  rest = rest.replace(EITHER_OR, (_, verb: string) => {
    asks.add('whether');
    return verb;
  });
  rest = rest.replace(TAIL_PARTICLE, () => {
    asks.add('whether');
    return '';
  });
  const words = takeShort(rest, take);
  for (const ask of asks) for (const part of PARTS_OF_DAY.get(ask) ?? []) things.get('day')?.delete(part);
  return { asks: plainAsks(asks), things, words, plain };
}

function addThing(things: Map<string, Set<string>>, { kind, name }: Thing): void {
  const names = things.get(kind);
  if (names) names.add(name);
  else things.set(kind, new Set([name]));
}

/** Costs of a cut: a character of no known spelling, one that may be a word of its own, a spelling that ends within a word. */
const UNKNOWN = 1;
const SINGLE = 0.5;
const WITHIN_WORD = 0.45;
const PIECE = 0.01;

/** Takes out known spellings, cut so that least is left over (能报名 is 能 and 报名); a blank is left where each stood. */
function takeLong(text: string, take: (meaning: Meaning) => void): string {
  const { long } = vocabulary();
  let rest = '';
  let at = 0;
  for (const length of cut(text)) {
    const piece = text.slice(at, at + length);
    const meaning = length > 1 ? long.get(piece) : undefined;
    if (meaning) take(meaning);
    rest += meaning ? GAP : piece;
    at += length;
  }
  return rest;
}

/** The lengths of the pieces from the left. */
function cut(text: string): number[] {
  const { long, short, longest } = vocabulary();
  const edges = wordEdges(text);
  const best: { readonly cost: number; readonly length: number }[] = [{ cost: 0, length: 0 }];
  for (let end = 1; end <= text.length; end += 1) {
    const single = short.has(text.charAt(end - 1)) ? SINGLE : UNKNOWN;
    let chosen = { cost: (best[end - 1]?.cost ?? 0) + single, length: 1 };
    for (let length = 2; length <= Math.min(longest, end); length += 1) {
      if (!long.has(text.slice(end - length, end))) continue;
      const broken = (edges.has(end) ? 0 : WITHIN_WORD) + (edges.has(end - length) ? 0 : WITHIN_WORD);
      const cost = (best[end - length]?.cost ?? 0) + PIECE + broken;
      if (cost <= chosen.cost) chosen = { cost, length };
    }
    best.push(chosen);
  }
  const lengths: number[] = [];
  for (let at = text.length; at > 0; at -= lengths[0] ?? 1) lengths.unshift(best[at]?.length ?? 1);
  return lengths;
}

function wordEdges(text: string): ReadonlySet<number> {
  const edges = new Set([0, text.length]);
  let at = 0;
  for (const word of tokens(text)) {
    const start = text.indexOf(word, at);
    if (start < 0) continue;
    at = start + word.length;
    edges.add(start).add(at);
  }
  return edges;
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
      else if (!BY_THE.test(word)) kept.push(inFigures(word));
    }
  }
  return kept;
}

/** 多少钱一亩: what a price is for. */
const BY_THE = /^一\p{Script=Han}$/u;

const inFigures = (word: string): string =>
  /^[零〇一二两三四五六七八九十百千\d]+$/.test(word) ? String(numberOf(word) ?? word) : word;
