/** 合并 12 15: fifteen into twelve, with everybody who raised it and everything they said; 合并 12 15 18 brings both. */
import { URGENCIES } from '../model/reading.js';
import type { PersonId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import { inOneCommunity } from '../roster/cover.js';
import { chain, within, type Town } from '../roster/town.js';
import { change, reach, said, saidOpenly, target, ticketCommand, whyNot } from './scope.js';
import { insertCorrection } from '../store/corrections.js';
import { distinctHouseholds } from '../store/households.js';
import { findMessage } from '../store/messages.js';
import { ALLOWED } from '../tickets/machine.js';
import type { CommandContext, CommandReply } from './command.js';

export const merge = ticketCommand<readonly number[]>({
  name: '合并',
  english: 'merge',
  aliases: ['并单'],
  read: (rest) => numbersIn(rest),
  run: async (context, into, numbers) => {
    if (numbers.length === 0) return saidOpenly(context.words('command.merge.which', { number: into.number }));
    const replies: CommandReply[] = [];
    for (let kept = into; replies.length < numbers.length;) {
      const number = numbers[replies.length] ?? into.number;
      const done = await mergeOne(context, kept, number);
      replies.push(done.reply);
      kept = done.kept;
    }
    return { text: replies.map((r) => r.text).join('\n'), public: replies.every((r) => r.public) };
  },
});

/** The numbers after the first, each once. */
function numbersIn(rest: string): number[] {
  const found = new Set<number>();
  for (
    let next = target(rest.replace(BETWEEN, ''));
    next.number !== null;
    next = target(next.rest.replace(BETWEEN, ''))
  )
    found.add(next.number);
  return [...found];
}

const BETWEEN = /^[\s,,、和与及到]+/;

/** `kept`: the first as it is afterwards. */
interface Merged {
  readonly reply: CommandReply;
  readonly kept: Ticket;
}

async function mergeOne(context: CommandContext, into: Ticket, number: number): Promise<Merged> {
  const { words } = context;
  const stays = (reply: CommandReply): Merged => ({ reply, kept: into });
  if (number === into.number) return stays(saidOpenly(words('command.merge.itself', { number })));
  const reached = await reach(context, number);
  if ('refusal' in reached) return stays(reached.refusal);
  const refused = mergeAllowed(context, into, reached.ticket);
  return refused ? stays(refused) : bring(context, reached.ticket, into);
}

/** One matter is in one place: units of one community or of one parent, or one above the other; public and private stay apart. */
function mergeAllowed(context: CommandContext, into: Ticket, from: Ticket): CommandReply | null {
  const { words, town } = context;
  const numbers = { number: into.number, other: from.number };
  if (into.confidential !== from.confidential) return saidOpenly(words('command.merge.confidential', numbers));
  if (!neighbouring(town, into, from)) return saidOpenly(words('command.merge.apart', numbers));
  if (!ALLOWED.chase.includes(into.status))
    return whyNot(context, into, { refused: 'status', status: into.status, change: 'merge' });
  return null;
}

const neighbouring = (town: Town, a: Ticket, b: Ticket): boolean =>
  within(town, a.unit, b.unit) ||
  within(town, b.unit, a.unit) ||
  inOneCommunity(town, [a.unit, b.unit]) ||
  (chain(town, a.unit)[1]?.id ?? a.unit) === (chain(town, b.unit)[1]?.id ?? b.unit);

async function bring(context: CommandContext, from: Ticket, into: Ticket): Promise<Merged> {
  const { words } = context;
  const stays = (reply: CommandReply): Merged => ({ reply, kept: into });
  const left = await change(context, from, { kind: 'merge', into: into.number });
  if ('refusal' in left) return stays(left.refusal);
  const opened = await openIfOneWas(context, into, from);
  if ('refusal' in opened) return stays(opened.refusal);
  const all = await together(context, opened.ticket, from);
  const joined = await change(context, all, firstWords(from), `${from.number}→${into.number}`);
  if ('refusal' in joined) return stays(joined.refusal);
  await teach(context, into, from);
  const values = { number: into.number, other: from.number, households: joined.ticket.households };
  return { reply: said(words('command.merge.done', values)), kept: await asUrgent(context, joined.ticket, from) };
}

async function asUrgent(context: CommandContext, kept: Ticket, from: Ticket): Promise<Ticket> {
  if (URGENCIES.indexOf(from.urgency) <= URGENCIES.indexOf(kept.urgency)) return kept;
  const raised = await change(context, kept, { kind: 'correct', category: null, urgency: from.urgency });
  return 'refusal' in raised ? kept : raised.ticket;
}

/** What raised the other in the same place, after the first, raised nothing new: it echoed, or added to what its own author had said. */
async function teach({ tx, actor, now }: CommandContext, into: Ticket, from: Ticket): Promise<void> {
  const opener = async ({ messages: [id] }: Ticket) => (id === undefined ? null : findMessage(tx, id));
  const [first, later] = [await opener(into), await opener(from)];
  if (!first || !later || later.seq < first.seq || later.room !== first.room) return;
  const act = later.from === first.from ? 'detail' : 'echo';
  const what = { field: 'act', was: from.act, now: act, message: later.id } as const;
  await insertCorrection(tx, { ...what, ticket: from.number, person: actor.id, at: now });
}

async function openIfOneWas(context: CommandContext, into: Ticket, from: Ticket) {
  if (into.status !== 'proposed' || from.status === 'proposed') return { ticket: into };
  return change(context, into, { kind: 'open' });
}

/** Everything but the opener of the other, whose joining is the change that is told. */
async function together(context: CommandContext, into: Ticket, from: Ticket): Promise<Ticket> {
  const reporters: PersonId[] = [...new Set([...into.reporters, ...from.reporters])];
  return {
    ...into,
    messages: [...new Set([...into.messages, ...from.messages.slice(1)])],
    reporters,
    households: await distinctHouseholds(context.tx, reporters),
    chases: into.chases + from.chases,
  };
}

function firstWords(from: Ticket) {
  const { location, phones, people, time } = from;
  const opener = from.messages[0];
  if (opener === undefined) throw new Error(`ticket ${from.number} has no message`);
  return {
    kind: 'join',
    message: opener,
    act: from.act,
    reporter: null,
    facts: { location, phones, people, time },
  } as const;
}
