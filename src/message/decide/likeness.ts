/** How much two pieces of talk are about the same thing: shared words, rare ones counting more. Pure. */

/** Pairs of neighbouring Han characters and whole Latin or digit runs: enough to see the same nouns without a segmenter. */
export function marks(text: string): Set<string> {
  const found = new Set<string>();
  for (const run of text.toLowerCase().match(/[\p{Script=Han}]+|[a-z0-9]+/gu) ?? []) {
    if (/^[a-z0-9]/.test(run)) found.add(run);
    else for (let i = 0; i + 1 < run.length; i += 1) found.add(run.slice(i, i + 2));
  }
  return found;
}

/** Pairs that stand in any talk and say nothing of its matter. */
const COMMON = new Set(
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

/** The numbers that tell one place from another: 3号楼2单元 → 3, 2. */
const placeNumbers = (place: string): string[] =>
  place.match(/\d+|[一二三四五六七八九十]+(?=[号栋幢单巷弄组队村])/g) ?? [];

/** same: one names the other or shares its words. other: both are specific and disagree. open: can't be told. */
export function comparePlaces(a: string | null, b: string | null): 'same' | 'other' | 'open' {
  if (a === null || b === null) return 'open';
  if (a.includes(b) || b.includes(a)) return 'same';
  const [an, bn] = [placeNumbers(a), placeNumbers(b)];
  if (an.length > 0 && bn.length > 0) {
    const shorter = an.length <= bn.length ? an : bn;
    const longer = an.length <= bn.length ? bn : an;
    return shorter.every((n) => longer.includes(n)) ? 'same' : 'other';
  }
  return likeness(a, [b]) > 0 ? 'same' : 'other';
}
