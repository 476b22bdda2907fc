/** Which unit a person means by a name, a part of one, or a number: 七村, 13, 第13微网格, 七村第一网格. Pure. */
import type { Unit } from '../model/town.js';
import { levelRank } from '../model/town.js';
import { numberOf } from '../message/understand/slots/numbers.js';

/** One spelling for names: half width, numbers in figures, no 第, 微格 written 微网格. */
export function oneSpelling(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/[零〇一二三四五六七八九十百]+/g, (word) => String(numberOf(word) ?? word))
    .replace(/第(?=\d)/g, '')
    .replace(/(?<=\d)号(?=微|网)/g, '')
    .replace(/微格/g, '微网格');
}

const LEVEL_ENDING = /(?:微网格|网格|社区|街道|居委会|村委会|村|镇|乡|区|县)$/;
const bare = (spelt: string): string => spelt.replace(LEVEL_ENDING, '');
const onlyDigits = (spelt: string): boolean => /^\d+$/.test(spelt);

/** Whether `word` stands in `name` without cutting a number in two. */
function stands(word: string, name: string, atEnd: boolean): boolean {
  const at = atEnd ? name.length - word.length : name.indexOf(word);
  if (at < 0 || !name.startsWith(word, at) || word.length < 2) return false;
  const cutsBefore = /^\d/.test(word) && /\d$/.test(name.slice(0, at));
  return !cutsBefore && !(/\d$/.test(word) && /^\d/.test(name.slice(at + word.length)));
}

type Rule = (word: string, name: string, unit: Unit) => boolean;

/** From the surest to the loosest; the first rule that any unit meets decides. */
const RULES: readonly Rule[] = [
  (word, name, unit) => word === name || word === unit.id.toLowerCase(),
  (word, name) => !onlyDigits(word) && stands(word, name, true),
  (word, name) => !onlyDigits(word) && (word === bare(name) || (bare(word) === name && !onlyDigits(name))),
  (word, name) => onlyDigits(word) && /(\d+)\D*$/.exec(name)?.[1] === word,
  (word, name) => !onlyDigits(word) && stands(word.replace('微网格', '网格'), name.replace('微网格', '网格'), true),
  (word, name) => !onlyDigits(word) && stands(word, name, false),
];

/** Every unit meant equally well by `word`, by the surest rule that holds for any; empty when none does. */
export function unitsMeant(word: string, units: readonly Unit[]): Unit[] {
  const spelt = oneSpelling(word);
  if (spelt === '') return [];
  const named = units.map((unit) => ({ unit, name: oneSpelling(unit.name) }));
  for (const rule of RULES) {
    const meant = named.filter(({ unit, name }) => rule(spelt, name, unit)).map(({ unit }) => unit);
    if (meant.length > 0) return onlyDigits(spelt) ? smallest(meant) : meant;
  }
  return [];
}

/** A bare number names a micro-grid before it names a village. */
function smallest(units: readonly Unit[]): Unit[] {
  const least = Math.min(...units.map((u) => levelRank(u.level)));
  return units.filter((u) => levelRank(u.level) === least);
}

/** The units whose names share most characters with `word`, best first. */
export function nearestUnits(word: string, units: readonly Unit[], count: number): Unit[] {
  const spelt = oneSpelling(word);
  return units
    .map((unit) => ({ unit, score: sharedShare(spelt, oneSpelling(unit.name)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ unit }) => unit);
}

/** Dice's coefficient over characters, 0..1. */
function sharedShare(a: string, b: string): number {
  const left = Array.from(b);
  const shared = Array.from(a).filter((char) => {
    const at = left.indexOf(char);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (a.length + b.length);
}
