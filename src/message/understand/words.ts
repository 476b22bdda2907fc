/** Chinese word cutting; the dictionary is loaded once for the whole process, at the first word asked for. */
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { wellFormed } from './normalize.js';

let jieba: Jieba | null = null;

const cutter = (): Jieba => (jieba ??= Jieba.withDict(dict));

/** Loads the dictionary (about 0.3 s) so that the first message doesn't wait for it. */
export function warmWords(): void {
  cutter();
}

const WORD = /[\p{L}\p{N}]/u;

/** The words of a text in order, lower case, without punctuation, blanks and emoji. Any text is fine. */
export function tokens(text: string): string[] {
  return cutter()
    .cut(wellFormed(text).toLowerCase(), false)
    .filter((word) => WORD.test(word));
}
