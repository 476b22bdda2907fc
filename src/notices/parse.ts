/** `发通知 [范围] 正文`: what is to be said, to whom, when, and whether receipts are wanted. Pure. */
import type { Instant, UnitId } from '../model/ids.js';
import { fold } from '../message/understand/slots/width.js';
import { NO_OPTIONS, optionAtEnd, optionAtStart, withOption, type FoundOption, type Options } from './options.js';
import { ownUnits, readScope, type Scope, type ScopeContext } from './scope.js';

export interface ParsedNotice {
  /** Without the scope and the options in front of it; may be empty. */
  readonly text: string;
  readonly options: Options;
  readonly scope: Exclude<Scope, { kind: 'none' }>;
}

export interface NoticeContext extends ScopeContext {
  readonly now: Instant;
  readonly zone: string;
}

/**
 * Reads everything after the command's name. Scope and options stand at the head of the first line in any order, options
 * also at its end; the other lines are text as they are. No scope: the sender's own units.
 */
export function parseNotice(raw: string, context: NoticeContext): ParsedNotice {
  const [first = '', ...rest] = raw.replace(/\r\n?/g, '\n').replace(INVISIBLE, '').trim().split('\n');
  const head = readHead(first, context);
  const tail = readTail(first.slice(head.length));
  const options = [...head.options, ...tail.options].reduce(
    (all, option) => withOption(all, option, context.now, context.zone),
    NO_OPTIONS,
  );
  const text = [tail.text, ...rest].join('\n').trim();
  return { text, options, scope: head.scope ?? { kind: 'units', units: ownUnits(context.town, context.sender) } };
}

const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

interface Head {
  readonly options: FoundOption[];
  readonly scope: ParsedNotice['scope'] | null;
  /** How many characters of the line it takes. */
  readonly length: number;
}

function readHead(line: string, context: ScopeContext): Head {
  const folded = fold(line);
  const options: FoundOption[] = [];
  let scope: Head['scope'] = null;
  let at = 0;
  for (;;) {
    const from = at + (/^[\s,;:|。]*/.exec(folded.slice(at))?.[0].length ?? 0);
    const option = optionAtStart(folded.slice(from));
    if (option && standsAlone(option, folded.slice(from + option.length), options.length > 0)) {
      options.push(option);
      at = from + option.length;
      continue;
    }
    const found: FoundScope | null = scope ? null : scopeAtStart(folded.slice(from), context);
    if (!found) return { options, scope, length: at === 0 ? 0 : from };
    scope = found.scope;
    at = from + found.length;
  }
}

/** "截止12月20日,尚有20户未缴费" is text: a date followed by a comma is an option only among other options. */
function standsAlone(option: FoundOption, after: string, amongOptions: boolean): boolean {
  if (option.kind !== 'deadline' || amongOptions || !/^\s*[,;:。]/.test(after)) return true;
  return optionAtStart(after.replace(/^[\s,;:。]+/, '')) !== null;
}

interface FoundScope {
  readonly scope: ParsedNotice['scope'];
  readonly length: number;
}

/** The first word, or a name before a comma or colon. A lone word is the whole text, not a scope. */
function scopeAtStart(line: string, context: ScopeContext): FoundScope | null {
  const word = /^[^\s:;|]+/.exec(line)?.[0] ?? '';
  if (word === '') return null;
  const scope = readScope(word, context);
  if (scope.kind !== 'none') return { scope, length: word.length };
  const name = /^[^\s,:;|]{2,20}(?=,)/.exec(line)?.[0];
  const before = name === undefined ? null : readScope(name, context);
  if (name === undefined || before === null) return null;
  return before.kind === 'units' || before.kind === 'outside' ? { scope: before, length: name.length } : null;
}

interface Tail {
  readonly text: string;
  readonly options: FoundOption[];
}

/** Options at the line's end leave the text; a plain 截止 date stays in it as well, since it may be the matter's own. */
function readTail(line: string): Tail {
  const options: FoundOption[] = [];
  let text = line;
  for (;;) {
    const option = optionAtEnd(fold(text));
    if (!option) return { text, options };
    if (option.kind === 'deadline' && !ASKS_REPLY.test(option.words)) {
      if (/^\s/.test(text.slice(option.from))) options.push(option);
      return { text, options };
    }
    options.push(option);
    text = text.slice(0, option.from);
  }
}

const ASKS_REPLY = /(?:回复|回执|反馈|确认|回)$/;

/** The words chosen for an unclear scope, for a second reading of the same command. */
export const withChoice = (
  chosen: Readonly<Record<string, UnitId>>,
  word: string,
  unit: UnitId,
): Record<string, UnitId> => ({ ...chosen, [word]: unit });
