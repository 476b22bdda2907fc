/** How much two pieces of talk are about the same thing: shared words, rare ones counting more. Pure. */
import { numberOf } from '../understand/slots/numbers.js';

/** Pairs of neighbouring Han characters and whole Latin or digit runs: enough to see the same nouns without a segmenter. */
export function marks(text: string): ReadonlySet<string> {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const found = marksIn(text);
  if (kept.size >= MOST_KEPT) kept.clear();
  if (text.length <= LONGEST_KEPT) kept.set(text, found);
  return found;
}

/** A matter's words are held against every message of its room. */
const kept = new Map<string, ReadonlySet<string>>();
const MOST_KEPT = 2000;
const LONGEST_KEPT = 1000;

function marksIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const run of text.toLowerCase().match(/[\p{Script=Han}]+|[a-z0-9]+/gu) ?? []) {
    if (/^[a-z0-9]/.test(run)) found.add(run);
    else for (let i = 0; i + 1 < run.length; i += 1) found.add(run.slice(i, i + 2));
  }
  return found;
}

/** Pairs that stand in any talk and say nothing of its matter. */
export const COMMON: ReadonlySet<string> = new Set(
  (
    '我们 你们 他们 咱们 大家 我家 什么 怎么 这个 那个 一个 一下 不是 就是 还是 没有 有没 是不 不能 能不 可以 知道 现在 今天 明天 昨天 ' +
    '已经 时候 哪里 这里 那里 家里 谢谢 请问 收到 好的 这么 那么 怎样 一直 不了 了吗 了吧 了啊 是吧 的人 人的 不要 不会 一天 天天 时间 ' +
    '上午 下午 晚上 早上 中午 有人 没人 的话 起来 出来 过来 过去 回来 一点 多少 几点 也是 都是 又是 还有 也有 都有 也没 都没 我也'
  ).split(' '),
);

/** Shared marks of a message with a matter, weighted; 0 when nothing telling is shared. */
export function likeness(text: string, matterTexts: readonly string[]): number {
  const mine = marks(text);
  const theirs = marks(matterTexts.join('\n'));
  let shared = 0;
  for (const mark of mine) if (theirs.has(mark) && !COMMON.has(mark)) shared += 1;
  return shared;
}

/** What a number in a place counts, by the character after it; a number without one may count anything. */
const COUNTS: Readonly<Record<string, string>> = {
  号: 'house',
  栋: 'house',
  幢: 'house',
  单: 'entrance',
  室: 'flat',
  弄: 'lane',
  巷: 'lane',
};

interface PlaceNumber {
  readonly counts: string | null;
  readonly value: string;
}

/** The numbers that tell one place from another, however they are written: 三号楼2单元 → house 3, entrance 2. */
function placeNumbers(place: string): PlaceNumber[] {
  const found = place.normalize('NFKC').matchAll(/(\d+|[一二三四五六七八九十]+(?=[号栋幢单巷弄组队村]))(.?)/gu);
  return [...found].map(([, number = '', after = '']) => ({
    counts: COUNTS[after] ?? null,
    value: String(numberOf(number) ?? number),
  }));
}

const within = (some: readonly PlaceNumber[], all: readonly PlaceNumber[]): boolean =>
  some.every((s) => all.some((a) => a.value === s.value));

/** Two houses differ whatever their entrances; where nothing of one kind is numbered in both, the numbers alone decide. */
function sameNumbers(a: readonly PlaceNumber[], b: readonly PlaceNumber[]): boolean {
  const kinds = [...new Set(a.map((n) => n.counts))].filter((k) => k !== null && b.some((n) => n.counts === k));
  const pairs =
    kinds.length === 0
      ? [[a, b] as const]
      : kinds.map((k) => [a.filter((n) => n.counts === k), b.filter((n) => n.counts === k)] as const);
  return pairs.every(([x, y]) => (x.length <= y.length ? within(x, y) : within(y, x)));
}

/** same: their numbers agree, or one names the other or shares its words. other: both are specific and disagree. open: can't be told. */
export function comparePlaces(a: string | null, b: string | null): 'same' | 'other' | 'open' {
  if (a === null || b === null) return 'open';
  const [an, bn] = [placeNumbers(a), placeNumbers(b)];
  if (an.length > 0 && bn.length > 0) return sameNumbers(an, bn) ? 'same' : 'other';
  if (a.includes(b) || b.includes(a)) return 'same';
  return likeness(a, [b]) > 0 ? 'same' : 'other';
}
