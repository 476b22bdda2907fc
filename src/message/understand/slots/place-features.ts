/** What the model of places looks at: around every character, and in the message as a whole. */
import { candidatesIn, favourite, silenced, type Candidate } from './place-candidates.js';
import { cueMarks } from './place-cues.js';

/** Rows of the weight table; a power of two. */
export const ROWS = 1 << 17;
/** Features of one character. */
export const FEATURES = 23;

/** What is known of a message besides its text. */
export interface Occasion {
  readonly staff: boolean;
  readonly quotes: boolean;
}

export interface Seen {
  /** Characters of the text. */
  readonly length: number;
  /** FEATURES rows of the weight table for each character, one character after the other. */
  readonly cells: Int32Array;
  /** Rows that speak for or against naming no place. */
  readonly whole: readonly number[];
  readonly candidates: readonly Candidate[];
  readonly favourite: Candidate | null;
}

const PAD = 4;
const BEFORE_TEXT = 1;
const AFTER_TEXT = 2;
const ANY_FIGURE = 48;
const ANY_LETTER = 65;

/** Characters that do the same work; the first is figures, what stands in none is OTHER. */
const ALIKE = [
  '0', '号栋幢座单元楼层室门弄组区排期', '路街巷道桥河沟塘坡坝岭山湾塬渠堤', '店厂院校馆所场市站园庙祠亭库棚房屋厝', '里上下边口头前后旁外内底面侧顶角尾', '东南西北中',
  ',，。;；!！?？\n、:： ', '我俺咱你他她它们阮伊', '的了着过是有在被把', '那这', '零〇一二两三四五六七八九十百',
]; // prettier-ignore
const BREAK = 7;
const OTHER = 12;
const OUTSIDE = 13;
const GROUP_OF = new Map(ALIKE.flatMap((chars, at) => [...chars].map((char) => [char.charCodeAt(0), at + 1] as const)));

/** Where a character stands among the grammar's candidates: in none, at the start, inside, at the end, or all of one. */
const STARTS = 1;
const WITHIN = 2;
const ENDS = 3;
const ALONE = 4;

function mix(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & 0x7fffffff;
}
/** The top bits of a product: cheap, and good enough for a table. */
const ROW_SHIFT = 32 - Math.log2(ROWS);
const rowOf = (value: number, feature: number): number =>
  Math.imul(value ^ Math.imul(feature, 0x5bd1e995), 0x9e3779b1) >>> ROW_SHIFT;

interface Text {
  readonly length: number;
  /** Characters with all figures and all letters made one, PAD places on either side. */
  readonly chars: Int32Array;
  readonly groups: Int32Array;
  readonly ruled: Uint8Array;
  readonly cues: Uint8Array;
}

/** `text`: folded (width.ts). Pure; the same text and occasion give the same rows everywhere. */
export function see(text: string, occasion: Occasion): Seen {
  const folded = silenced(text);
  const candidates = candidatesIn(folded);
  const read: Text = {
    length: folded.length,
    chars: charsOf(folded),
    groups: groupsOf(folded),
    ruled: ruledBy(candidates, folded.length),
    cues: cueMarks(folded),
  };
  const best = favourite(candidates);
  return {
    length: folded.length,
    cells: cellsOf(read),
    whole: wholeOf(read, candidates, occasion),
    candidates,
    favourite: best,
  };
}

function plainCode(code: number): number {
  if (code >= 48 && code <= 57) return ANY_FIGURE;
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) ? ANY_LETTER : code;
}

function charsOf(folded: string): Int32Array {
  const chars = new Int32Array(folded.length + 2 * PAD).fill(BEFORE_TEXT, 0, PAD).fill(AFTER_TEXT, PAD + folded.length);
  for (let at = 0; at < folded.length; at++) chars[at + PAD] = plainCode(folded.charCodeAt(at));
  return chars;
}

function groupsOf(folded: string): Int32Array {
  const groups = new Int32Array(folded.length + 2 * PAD).fill(OUTSIDE);
  for (let at = 0; at < folded.length; at++) {
    const code = plainCode(folded.charCodeAt(at));
    groups[at + PAD] = GROUP_OF.get(code) ?? OTHER;
  }
  return groups;
}

function ruledBy(candidates: readonly Candidate[], length: number): Uint8Array {
  const ruled = new Uint8Array(length + 2);
  for (const { start, end } of candidates) {
    ruled.fill(WITHIN, start + 1, end + 1);
    ruled[start + 1] = STARTS;
    ruled[end] = end - start === 1 ? ALONE : ENDS;
  }
  return ruled;
}

function cellsOf(text: Text): Int32Array {
  const cells = new Int32Array(text.length * FEATURES);
  let clause = 0;
  for (let at = 0; at < text.length; at++) {
    if (at > 0 && text.groups[at + PAD - 1] === BREAK) clause = at;
    fillLetters(cells, at * FEATURES, text.chars, at + PAD);
    fillKinds(cells, at * FEATURES + LETTER_FEATURES, text, at, Math.min(at - clause, 4));
  }
  return cells;
}

const LETTER_FEATURES = 12;

/** Features 1 to 12: the character, its neighbours, in twos and threes. `first`: where its cells begin. */
function fillLetters(cells: Int32Array, first: number, chars: Int32Array, a: number): void {
  const b2 = chars[a - 2] ?? 0;
  const b1 = chars[a - 1] ?? 0;
  const c0 = chars[a] ?? 0;
  const c1 = chars[a + 1] ?? 0;
  const c2 = chars[a + 2] ?? 0;
  const pair = (c0 << 16) ^ c1;
  const pairBefore = (b1 << 16) ^ c0;
  cells[first] = rowOf(c0, 1);
  cells[first + 1] = rowOf(b1, 2);
  cells[first + 2] = rowOf(c1, 3);
  cells[first + 3] = rowOf(b2, 4);
  cells[first + 4] = rowOf(c2, 5);
  cells[first + 5] = rowOf(chars[a + 3] ?? 0, 6);
  cells[first + 6] = rowOf(pair, 7);
  cells[first + 7] = rowOf(pairBefore, 8);
  cells[first + 8] = rowOf((c1 << 16) ^ c2, 9);
  cells[first + 9] = rowOf(mix(pair, c2), 10);
  cells[first + 10] = rowOf(mix((b2 << 16) ^ b1, c0), 11);
  cells[first + 11] = rowOf(mix(pairBefore, c1), 12);
}

/** Features from 13 on: kinds of characters, the words they make, and the grammar's candidates. */
function fillKinds(cells: Int32Array, first: number, text: Text, at: number, sinceBreak: number): void {
  const { chars, groups, ruled, cues } = text;
  const a = at + PAD;
  const b1 = chars[a - 1] ?? 0;
  const c1 = chars[a + 1] ?? 0;
  const near = (groups[a] ?? 0) | ((groups[a - 1] ?? 0) << 4);
  const rules = (ruled[at + 1] ?? 0) | ((ruled[at] ?? 0) << 3) | ((ruled[at + 2] ?? 0) << 6);
  const word = cues[at + 1] ?? 0;
  const words = word * 64 + (cues[at] ?? 0);
  const wordAfter = cues[at + 2] ?? 0;
  cells[first] = rowOf(rules, 13);
  cells[first + 1] = rowOf(rules * 64 + sinceBreak, 14);
  cells[first + 2] = rowOf(mix(rules, c1), 15);
  cells[first + 3] = rowOf(sinceBreak * 8 + depth(at), 16);
  cells[first + 4] = rowOf(near | ((groups[a + 1] ?? 0) << 8), 17);
  cells[first + 5] = rowOf(
    near | ((groups[a - 2] ?? 0) << 8) | ((groups[a + 1] ?? 0) << 12) | ((groups[a + 2] ?? 0) << 16),
    18,
  );
  cells[first + 6] = rowOf(words, 19);
  cells[first + 7] = rowOf(word * 64 + wordAfter, 20);
  cells[first + 8] = rowOf(words * 64 + wordAfter, 21);
  cells[first + 9] = rowOf(mix(word, c1), 22);
  cells[first + 10] = rowOf(mix(word, b1), 23);
}

const depth = (at: number): number => (at === 0 ? 0 : at < 3 ? 1 : at < 8 ? 2 : at < 20 ? 3 : 4);
const lengthClass = (length: number): number =>
  length < 4 ? 0 : length < 8 ? 1 : length < 14 ? 2 : length < 22 ? 3 : length < 40 ? 4 : 5;

/** Single characters, pairs, threes and kinds of words, how long it is, what the grammar thinks, who speaks. */
function wholeOf(text: Text, candidates: readonly Candidate[], occasion: Occasion): number[] {
  const { chars, cues, length } = text;
  const best = candidates.reduce((most, { score }) => Math.max(most, score), 0);
  const rows = [
    rowOf(1, 30),
    rowOf(lengthClass(length), 31),
    rowOf(Math.min(candidates.length, 3), 32),
    rowOf(Math.floor(best * 2), 33),
    rowOf(occasion.staff ? 1 : 0, 34),
    rowOf(occasion.quotes ? 1 : 0, 35),
  ];
  for (let a = PAD - 1; a < length + PAD; a++) rows.push(rowOf(((chars[a] ?? 0) << 16) ^ (chars[a + 1] ?? 0), 36));
  for (let a = PAD; a < length + PAD; a++) {
    const kind = (cues[a - PAD + 1] ?? 0) >> 2;
    rows.push(rowOf(chars[a] ?? 0, 37));
    if (a + 2 < length + PAD)
      rows.push(rowOf(mix(((chars[a] ?? 0) << 16) ^ (chars[a + 1] ?? 0), chars[a + 2] ?? 0), 38));
    if (kind > 0) rows.push(rowOf(kind, 39));
  }
  return rows;
}
