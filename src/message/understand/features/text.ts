/** What one text shows by itself, whoever says it and after whatever. */
import type { Act, SpeakerRole } from '../../../model/reading.js';
import type { CueHit, Lexicon } from '../lexicon.js';
import { FACE, normalize } from '../normalize.js';
import { tokens } from '../words.js';
import { hashOf, step, type Sink } from './sink.js';

/** Everything derived from a text alone; made once a text and kept for when it stands before others. */
export interface TextView {
  readonly plain: string;
  readonly shape: string;
  readonly words: readonly string[];
  readonly faces: readonly string[];
  readonly cues: readonly CueHit[];
  /** Bits of the category groups among the cues. */
  readonly topics: number;
  readonly form: Form;
  /** How the text reads from each role with nothing before it; filled when first needed. */
  readonly alone: Map<SpeakerRole, Act>;
}

/** The outer shape of a text, as small closed values. */
export interface Form {
  readonly lengthClass: number;
  readonly asks: boolean;
  readonly kind: 'empty' | 'number' | 'faces' | 'room' | 'text';
}

const ROOM = /^[\d一二三四五六七八九十东西南北]{1,4}([-—–#号栋幢单元楼门]+\d{1,4}){1,3}[室号]?$/u;
const ASKS = /[??]|吗$|呢$|么$|没$|不$|没有$|伐$|啵$|哇$|咋|怎么|啥|哪|几点|多少|谁|是不是|能不能|有没有|可不可以/u;

function formOf(plain: string): Form {
  const bare = plain.replaceAll(FACE, '').replace(/[\s\p{P}]+/gu, '');
  const length = bare.length;
  const kind =
    plain === ''
      ? 'empty'
      : length === 0
        ? 'faces'
        : /^\+?\d{1,4}$/.test(plain)
          ? 'number'
          : ROOM.test(plain)
            ? 'room'
            : 'text';
  return {
    lengthClass: length === 0 ? 0 : Math.min(8, 1 + Math.floor(Math.log2(length) * 1.25)),
    asks: ASKS.test(plain),
    kind,
  };
}

export function viewText(text: string, lexicon: Lexicon): TextView {
  const { plain, shape, faces } = normalize(text);
  const cues = lexicon.find(plain);
  let topics = 0;
  for (const { group } of cues) topics |= lexicon.topicBits[group] ?? 0;
  return { plain, shape, words: tokens(plain), faces, cues, topics, form: formOf(plain), alone: new Map() };
}

const N_GRAM_SEEDS = [0x1000193, 0x2000357, 0x30005a1, 0x40007cb];

/** Character 1- to 4-grams with both ends marked; the values of one text have the norm `weight`. */
export function addCharacters(sink: Sink, shape: string, longest: number, weight: number): void {
  const text = `\u0002${shape.length > 400 ? shape.slice(0, 400) : shape}\u0003`;
  const value = weight / Math.sqrt(text.length * longest);
  for (let start = 0; start < text.length; start++) {
    for (let n = 0, hash = 0x811c9dc5; n < longest && start + n < text.length; n++) {
      hash = step(hash, text.charCodeAt(start + n));
      sink.addHash(hash ^ (N_GRAM_SEEDS[n] ?? 0), value);
    }
  }
}

/** Words and neighbouring pairs of them, in a name space of their own. */
export function addWords(sink: Sink, words: readonly string[], space: string, weight: number, pairs: boolean): void {
  if (words.length === 0) return;
  const seed = hashOf(space, 0x811c9dc5);
  const taken = words.length > 200 ? words.slice(0, 200) : words;
  const value = weight / Math.sqrt(taken.length * (pairs ? 2 : 1));
  let before = hashOf('^', seed);
  for (const word of taken) {
    const hash = hashOf(word, seed);
    sink.addHash(hash, value);
    if (pairs) sink.addHash(Math.imul(before, 31) ^ hash ^ 0x5bd1e995, value);
    before = hash;
  }
}
