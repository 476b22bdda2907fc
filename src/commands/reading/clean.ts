/** A message as its command is looked for: nothing invisible in it, one width, one kind of blank. Pure. */
import { fold } from '../../message/understand/slots/width.js';

/** Direction marks, zero-width blanks and control characters; a line break and the joiner within an emoji stay. */
const INVISIBLE =
  /(?![\n\t])\p{Cc}|[\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D/gu;

export interface Line {
  /** As typed, without what can't be seen. */
  readonly raw: string;
  /** Half width; every index is that of `raw`. */
  readonly folded: string;
}

const lineOf = (raw: string): Line => ({ raw, folded: fold(raw).replace(/[^\S\n]/g, ' ') });

export const cleanLine = (text: string): Line => lineOf(text.replace(INVISIBLE, '').trim());

/** The line from an index on, without leading blanks. */
export function lineFrom(line: Line, start: number): Line {
  return lineOf(line.raw.slice(start).trimStart());
}

export type Prefix = 'slash' | 'hash' | 'mention' | null;

/**
 * The line without the mention of the bot at either end and without a leading "/" or "#"; `prefix` is the most explicit of
 * them. "@微格小王" is somebody else: a name counts only before a blank, a sign or the end, or right before a Chinese command.
 */
export function withoutAddress(line: Line, botNames: readonly string[]): { line: Line; prefix: Prefix } {
  const mentioned = withoutMention(line, botNames);
  const rest = mentioned ?? line;
  const sign = rest.folded.charAt(0);
  if (sign === '/' || sign === '#') return { line: lineFrom(rest, 1), prefix: sign === '/' ? 'slash' : 'hash' };
  return { line: rest, prefix: mentioned === null ? null : 'mention' };
}

function withoutMention(line: Line, botNames: readonly string[]): Line | null {
  const lower = line.folded.toLowerCase();
  for (const name of [...botNames].sort((a, b) => b.length - a.length)) {
    const mention = `@${fold(name).toLowerCase()}`;
    if (lower.startsWith(mention)) return lineFrom(line, skipSigns(line.folded, mention.length));
    if (lower.endsWith(` ${mention}`)) return lineOf(line.raw.slice(0, -mention.length).trimEnd());
  }
  return null;
}

const skipSigns = (folded: string, from: number): number =>
  from + (/^[\s,:,:。!]+/.exec(folded.slice(from))?.[0].length ?? 0);
