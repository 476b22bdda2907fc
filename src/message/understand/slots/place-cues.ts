/** Words at whose edges places begin and end: places, what narrows them, what is wrong there, what stands before them. */
import { HOUSE_PARTS, NAME_SUFFIXES, NUMBERED, PLACES, POSITIONS, SHORT_SUFFIXES } from './place-words.js';

const POINTING = '的 那 这 那条 那个 那块 那边 那头 那截 那段 那里 那点 这边 这里 这头 这块 这条 条 靠 往 朝 挨'.split(
  ' ',
);

const AFTER = (
  '坏 堵 漏 破 裂 断 塌 掉 臭 吵 响 黑 灭 不亮 停电 停水 停气 没水 没电 冇电 冇水 垃圾 着火 冒烟 冒 淹 积水 滑 摔 咬 占 挡 偷 打架 烂 满 翘 松 歪 灯 井盖 狗 路灯 有人 有个 有条 谁 一股 全是 堆 倒 挂 飘 塞 开 ' +
  '又 又在 都 也 老 没人 天天 半夜 晚上 昨天 今天 有 是 被 让 叫 把 能不能 能 可以 在 着 了 味 声 修 几时 什么时候 要'
).split(' ');

const BEFORE = (
  '在 到 从 住 离 来 去 往 向 给 帮 请 麻烦 希望 建议 能不能 我是 就是 发现 看见 看到 听说 反映 居民 请问 路过 经过 走到 ' +
  '我家 我们 咱们 俺们 我住 这边 人在 还有 那个'
).split(' ');

/** Number of the kind (from 1 on), and its words; of a word in two kinds the first counts. */
const KINDS: readonly (readonly string[])[] = [
  PLACES,
  [...NAME_SUFFIXES, ...SHORT_SUFFIXES],
  POSITIONS,
  NUMBERED,
  HOUSE_PARTS,
  POINTING,
  AFTER,
  BEFORE,
];

interface Cue {
  readonly word: string;
  readonly kind: number;
}

function byFirstCharacter(): ReadonlyMap<number, readonly Cue[]> {
  const table = new Map<number, Cue[]>();
  KINDS.forEach((words, at) => {
    for (const word of words) {
      const list = table.get(word.charCodeAt(0)) ?? [];
      list.push({ word, kind: at + 1 });
      table.set(word.charCodeAt(0), list);
    }
  });
  for (const list of table.values()) list.sort((a, b) => b.word.length - a.word.length);
  return table;
}

const CUES = byFirstCharacter();

const BEGINS = 0;
const INSIDE = 1;
const ENDS = 2;
const SINGLE = 3;

/**
 * One number a character, with a 0 before the first and after the last: kind × 4 + where in its word it stands; 0 in no word.
 * Words are taken from left to right, the longest first.
 */
export function cueMarks(folded: string): Uint8Array {
  const marks = new Uint8Array(folded.length + 2);
  for (let at = 0; at < folded.length;) {
    const cue = cueAt(folded, at);
    const length = cue?.word.length ?? 1;
    if (cue !== null) mark(marks, at, length, cue.kind);
    at += length;
  }
  return marks;
}

function cueAt(folded: string, at: number): Cue | null {
  for (const cue of CUES.get(folded.charCodeAt(at)) ?? []) {
    if (folded.startsWith(cue.word, at)) return cue;
  }
  return null;
}

function mark(marks: Uint8Array, at: number, length: number, kind: number): void {
  for (let k = 0; k < length; k++) {
    marks[at + k + 1] = kind * 4 + (length === 1 ? SINGLE : k === 0 ? BEGINS : k === length - 1 ? ENDS : INSIDE);
  }
}
