/** Goods and errands of a request: 两盒降压药十斤米, 酱油一瓶, 5斤土豆,2板鸡蛋. */
import type { Item } from '../../../model/reading.js';
import { GOODS, GOODS_MEASURES, LOOSE_MEASURES, NOT_GOODS } from './measure-words.js';
import { NUMBER, numberOf } from './numbers.js';
import { fold } from './width.js';

interface Counted {
  readonly start: number;
  readonly end: number;
  readonly quantity: number | null;
  readonly unit: string | null;
  readonly certain: boolean;
}

const MOST_ITEMS = 30;
const longestFirst = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length).join('|');

const FETCH = '买|捎|带|代购|代买|取|拿|送|订|要|来|配|开|称|领|弄';
const ASKING = new RegExp(
  `帮|麻烦|求|能不能|想要|需要|还要|要|缺|代购|捎|给我|给俺|有没有人|谁能|谁有|劳烦|(?:买|带|取|拿|送|订)`,
);
const COUNTED = new RegExp(
  `(?<![0-9.])(${NUMBER})(?:(${longestFirst(GOODS_MEASURES)})(?![a-z])|(${longestFirst(LOOSE_MEASURES)}))|(?<=${FETCH})()(?:(${longestFirst(GOODS_MEASURES)})|([把条块只碗杯份件]))(?=[一-龥])|(俩|仨)(?=[一-龥])`,
  'g',
);
const BREAK = /[\s,，、。;；!！?？:：+~|()（）【】[\]"“”\n]/;
const NAME = /[一-龥A-Za-z0-9]/;
/** Words at which the name of a thing ends. */
const NAME_END =
  /^(?:给|和|跟|还|再|就|吧|呢|啊|呗|了|麻烦|谢|钱|送|到|放|我|你|俺|要|行|可以|好|都|也|能|帮|另外|以及|加|来|带|买|不|没|吗|回来|过来|上来|快|的)/;
const NAME_START = /^(?:的|装|大?的|左右)/;
const VERB_TAIL = new RegExp(`(?:${FETCH}|给我|帮我|我要|给俺|点|些|麻烦|和|跟|再|还|一共|各|家里?)+$`);
const LONGEST_NAME = 8;
const UNCOUNTED = new RegExp(
  `(?:买|捎|带|代购|代买|取|拿|领|配|缺|要)(?:一?[点些]儿?|一下|个)?((?:(?![${FETCH.replaceAll('|', '')}点些个一下了的给我你他在去])[一-龥]){0,4}?(?:${longestFirst(GOODS)}))(?!店|房|场|厂|费|价|号|农|包车)`,
  'g',
);
const IS_GOODS = new RegExp(longestFirst(GOODS));
const HINT = /[买捎带购取拿送订要缺求帮给配领斤盒瓶袋包箱桶罐板捆]/;

/** Empty unless the text asks for things or is itself a list of them; quantity and unit are null when not said. */
export function items(text: string): readonly Item[] {
  if (!HINT.test(text)) return [];
  const folded = fold(text);
  const counted = countsIn(folded);
  const asks = ASKING.test(folded);
  if (!asks && counted.filter((count) => count.certain).length < 2 && !isOneLineOrder(folded, counted)) return [];
  const named = itemsOf(folded, counted);
  const known = new Set(named.map((item) => item.name));
  const bare = asks
    ? uncounted(folded, counted).filter((item) => ![...known].some((name) => name.includes(item.name)))
    : [];
  return [...named, ...bare].slice(0, MOST_ITEMS);
}

function countsIn(text: string): readonly Counted[] {
  const counts: Counted[] = [];
  for (const match of text.matchAll(COUNTED)) {
    const number = match[1] ?? match[7];
    const unit = match[2] ?? match[3] ?? match[5] ?? match[6] ?? null;
    const end = match.index + match[0].length;
    if (unit !== null && NOT_GOODS.test(text.slice(end))) continue;
    const certain = (match[2] ?? match[5]) !== undefined;
    counts.push({ start: match.index, end, quantity: number === undefined ? 1 : numberOf(number), unit, certain });
  }
  return counts;
}

/** "酱油一瓶" alone, or "5斤土豆": nothing else is said. */
const isOneLineOrder = (text: string, counts: readonly Counted[]): boolean =>
  counts.some((count) => count.certain) && text.length <= 12 && !BREAK.test(text.trim());

/** A count and its goods: "两盒药", or "药两盒" where the clause opens with the name. */
function itemsOf(text: string, counts: readonly Counted[]): readonly Item[] {
  const found: Item[] = [];
  let nameFirst = false;
  counts.forEach((count, index) => {
    const from = counts[index - 1]?.end ?? 0;
    const opening = clauseStart(text, count.start);
    const before = nameBefore(text, Math.max(from, opening), count.start);
    const after = nameAfter(text, count.end, counts[index + 1]?.start ?? text.length, before === null);
    if (opening >= from)
      nameFirst = before !== null && (after === null || IS_GOODS.test(before) || !IS_GOODS.test(after));
    const name = (nameFirst ? before : after) ?? before;
    if (name !== null && !NOT_GOODS.test(name)) found.push({ name, quantity: count.quantity, unit: count.unit });
  });
  return found;
}

function clauseStart(text: string, from: number): number {
  let start = from;
  while (start > 0 && !BREAK.test(text.charAt(start - 1))) start--;
  return start;
}

/** A space between a count and its goods is allowed only where no name stands before: "土豆5斤 鸡蛋2板". */
function nameAfter(text: string, from: number, to: number, spaced: boolean): string | null {
  let start = from + (NAME_START.exec(text.slice(from, to))?.[0].length ?? 0);
  if (spaced && text[start] === ' ') start++;
  let end = start;
  while (
    end < to &&
    end - start < LONGEST_NAME &&
    NAME.test(text.charAt(end)) &&
    !NAME_END.test(text.slice(end, end + 2))
  )
    end++;
  return end > start ? text.slice(start, end) : null;
}

function nameBefore(text: string, from: number, to: number): string | null {
  let end = to;
  if (text[end - 1] === ' ') end--;
  let start = end;
  while (start > from && end - start < LONGEST_NAME && NAME.test(text.charAt(start - 1))) start--;
  const run = text.slice(start, end);
  if (VERB_TAIL.test(run)) return null;
  const name = run.replace(new RegExp(`^.*(?:${FETCH}|给我|帮我|点|些|和|跟)`), '');
  return name === '' ? null : name;
}

function uncounted(text: string, counts: readonly Counted[]): readonly Item[] {
  const found: Item[] = [];
  for (const match of text.matchAll(UNCOUNTED)) {
    const name = match[1];
    const inside = counts.some((count) => count.start >= match.index && count.start < match.index + match[0].length);
    if (name !== undefined && !inside) found.push({ name, quantity: null, unit: null });
  }
  return found;
}
