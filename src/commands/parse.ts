/** Whether a message is a command, which one, or nearly one. Pure: text, place and speaker decide. */
import type { AnyCommand } from './command.js';
import { COMMANDS } from './index.js';
import { cleanLine, lineFrom, withoutAddress, type Line, type Prefix } from './reading/clean.js';
import { slipOf } from './reading/nearest.js';
import { END, fits, fitsBare } from './reading/shapes.js';

/** `english` names the command (the key of the register); `nearest` likewise, one to three of them. */
export type Parsed =
  | { readonly kind: 'command'; readonly english: string; readonly args: string }
  | { readonly kind: 'slip'; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly kind: 'none' };

export interface Where {
  /** A staff or center room, a private chat with the bot, or a room of residents. */
  readonly place: 'staff' | 'private' | 'residents';
  /** The bot was mentioned, or the text begins with / or #. */
  readonly addressed: boolean;
  /** Whether the speaker is staff. */
  readonly staff: boolean;
  readonly botNames: readonly string[];
}

const NONE: Parsed = { kind: 'none' };

/**
 * In staff places a text that begins with a command's name and goes on as that command does is one; among residents only when
 * the bot is addressed, except residents' own commands in their strict form. `args` keep the width and the lines as typed, so
 * that a notice is sent as it was written; for `rate` they begin with the word that judges (满意, 不满意).
 */
export function parseCommand(text: string, where: Where, commands: readonly AnyCommand[] = COMMANDS): Parsed {
  const { line, prefix } = withoutAddress(cleanLine(text), where.botNames);
  if (line.folded === '') return NONE;
  const atWork = where.staff && where.place !== 'residents';
  const addressed = where.addressed || prefix !== null;
  const reading: Reading = { line, prefix, free: atWork || addressed, commands };
  const found = ratingWithNumberFirst(reading) ?? exact(reading, where.place === 'private');
  if (found) return found;
  if (!atWork && !addressed) return NONE;
  const offered = commands.filter((c) => where.staff || c.roles === 'everyone');
  const slip = slipOf({ folded: line.folded, addressed, commands: offered });
  if (slip) return { kind: 'slip', ...slip };
  return unknownSlash(line, prefix, where.place === 'residents');
}

interface Reading {
  readonly line: Line;
  readonly prefix: Prefix;
  /** All commands may be given here, not only residents' own in their strict form. */
  readonly free: boolean;
  readonly commands: readonly AnyCommand[];
}

/** "12 满意", "12号 不满意 没修好" → the words in their usual order. */
function ratingWithNumberFirst({ line, commands }: Reading): Parsed | null {
  const match = NUMBER_FIRST.exec(line.folded);
  const [, number, word, reason] = match ?? [];
  if (number === undefined || word === undefined || !commands.some((c) => c.english === 'rate')) return null;
  const note = reason === undefined || reason === '' ? '' : line.raw.slice(-reason.length);
  return { kind: 'command', english: 'rate', args: `${word} ${number} ${note}`.trim() };
}
const NUMBER_FIRST = new RegExp(`^#?(\\d{1,9})号?[\\s,:]*(不满意|满意)(?:${END}|[\\s,。:!]+(.*)$)`, 's');

interface Name {
  readonly word: string;
  readonly command: AnyCommand;
}

/** The longest name that the text begins with and continues as. */
function exact(reading: Reading, inPrivate: boolean): Parsed | null {
  const lower = reading.line.folded.toLowerCase();
  for (const name of namesOf(reading.commands)) {
    if (!lower.startsWith(name.word)) continue;
    const end = name.word.length + botSuffix(lower.slice(name.word.length));
    if (continues(reading, name, lower.slice(end), inPrivate)) return asCommand(reading.line, name, end);
  }
  return null;
}

const kept = new WeakMap<readonly AnyCommand[], readonly Name[]>();

/** Every word that names a command, the longest first; made once for a register. */
function namesOf(commands: readonly AnyCommand[]): readonly Name[] {
  const known = kept.get(commands);
  if (known) return known;
  const names = commands
    .flatMap((command): Name[] =>
      [command.name, ...command.aliases, command.english].map((word) => ({ word: word.toLowerCase(), command })),
    )
    .sort((a, b) => b.word.length - a.word.length);
  kept.set(commands, names);
  return names;
}

/** Telegram writes "/accept@weige_bot 12". */
const botSuffix = (rest: string): number => /^@[a-z0-9_]+/.exec(rest)?.[0].length ?? 0;

function continues({ prefix, free }: Reading, { word, command }: Name, rest: string, inPrivate: boolean): boolean {
  if (/^[a-z]/.test(word)) {
    if (prefix === null || !/^(?:[\s\d#:]|$)/.test(rest)) return false;
    return prefix === 'slash' || fits(command.english, rest);
  }
  if (prefix === 'slash') return true;
  if (free) return fits(command.english, rest);
  if (inPrivate && command.english === 'help') return rest === '';
  if (inPrivate && command.english === 'claim') return fits(command.english, rest);
  return command.roles === 'everyone' && fitsBare(command.english, word, rest);
}

function asCommand(line: Line, { word, command }: Name, end: number): Parsed {
  const rest = lineFrom(line, end);
  const signs = /^[\s::,,]+/.exec(rest.folded)?.[0].length ?? 0;
  const args = rest.raw.slice(signs).trim();
  const judged = command.english === 'rate' && !/^[a-z]/.test(word) ? `${word} ${args}`.trim() : args;
  return { kind: 'command', english: command.english, args: isOnlySigns(judged) ? '' : judged };
}

const isOnlySigns = (args: string): boolean => /^[\s。.!!~?,,]*$/.test(args);

/** A slash command nobody knows is answered with help, except among residents, where it may be meant for another bot. */
function unknownSlash(line: Line, prefix: Prefix, amongResidents: boolean): Parsed {
  const word = /^[a-z]{2,20}(?=\s|$)/i.exec(line.folded)?.[0];
  if (prefix !== 'slash' || word === undefined || amongResidents) return NONE;
  return { kind: 'slip', typed: word, nearest: ['help'] };
}
