/** What the talk before a message tells of each open matter, gathered once a message. Pure. */
import type { TicketNumber } from '../../model/ids.js';
import { marks } from './likeness.js';
import type { Matter, Situation, TalkLine } from './situation.js';

export interface Conversation {
  /** The matters that the last line about any matter belonged to: several when one message raised them all. */
  readonly lastMatters: ReadonlySet<TicketNumber>;
  /** Lines of the talk after the matter's last one. */
  readonly linesSince: ReadonlyMap<TicketNumber, number>;
  readonly marksOf: ReadonlyMap<TicketNumber, ReadonlySet<string>>;
  /** In how many matters a mark stands. */
  readonly mattersWith: ReadonlyMap<string, number>;
  /** Staff asked something just before, and nobody else spoke to it yet. */
  readonly askedBack: boolean;
}

const ASKED_WITHIN_MS = 45 * 60_000;
const ASKED_WITHIN_LINES = 4;
const ASKS = /[??]|哪|几|多少|什么|啥|吗|谁|怎么/;

export function conversationOf(s: Situation): Conversation {
  const linesSince = new Map(s.matters.map((m) => [m.ticket.number, since(m, s)]));
  const marksOf = new Map(s.matters.map((m) => [m.ticket.number, marksOfMatter(m, s)]));
  const last = [...s.talk].reverse().find((line) => mattersOf(line, s).length > 0);
  return {
    lastMatters: new Set(last === undefined ? [] : mattersOf(last, s)),
    linesSince,
    marksOf,
    mattersWith: counted([...marksOf.values()]),
    askedBack: askedBefore(s),
  };
}

const mattersOf = ({ message }: TalkLine, { matters }: Situation): TicketNumber[] =>
  matters.filter((m) => m.lines.some((l) => l.id === message.id)).map((m) => m.ticket.number);

function since(matter: Matter, { talk }: Situation): number {
  const ids = new Set(matter.lines.map((l) => l.id));
  const index = talk.findLastIndex(({ message }) => ids.has(message.id));
  return index < 0 ? talk.length : talk.length - 1 - index;
}

/** What was said about a matter; of a line that raised another one too, only this matter's part. */
function marksOfMatter(matter: Matter, s: Situation): ReadonlySet<string> {
  const texts = matter.lines.map((line) =>
    s.matters.some((m) => m !== matter && m.lines.some((l) => l.id === line.id)) ? matter.ticket.summary : line.text,
  );
  return marks([matter.ticket.location ?? '', ...texts].join('\n'));
}

function counted(sets: readonly ReadonlySet<string>[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const set of sets) for (const mark of set) found.set(mark, (found.get(mark) ?? 0) + 1);
  return found;
}

/** Whether staff asked something among the last few lines, and this speaker has not spoken after it. */
function askedBefore({ talk, sender, message }: Situation): boolean {
  const recent = talk.slice(-ASKED_WITHIN_LINES);
  const own = recent.findLastIndex((line) => line.message.from === sender.id);
  return recent
    .slice(own + 1)
    .some((line) => line.byStaff && message.at - line.message.at <= ASKED_WITHIN_MS && ASKS.test(line.message.text));
}
