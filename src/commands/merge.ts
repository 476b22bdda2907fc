/** 合并 12 15: fifteen into twelve, with everybody who raised it and everything they said. */
import { URGENCIES } from '../model/reading.js';
import type { PersonId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import { chain, within, type Town } from '../roster/town.js';
import { change, reach, said, saidOpenly, target, ticketCommand, whyNot } from './scope.js';
import { distinctHouseholds } from '../store/households.js';
import { ALLOWED } from '../tickets/machine.js';
import type { CommandContext, CommandReply } from './command.js';

export const merge = ticketCommand<number | null>({
  name: '合并',
  english: 'merge',
  aliases: ['并单'],
  read: (rest) => target(rest.replace(/^[和与及到]/, '')).number,
  run: async (context, into, number) => {
    const { words } = context;
    if (number === null) return saidOpenly(words('command.merge.which', { number: into.number }));
    if (number === into.number) return saidOpenly(words('command.merge.itself', { number }));
    const reached = await reach(context, number);
    if ('refusal' in reached) return reached.refusal;
    return mergeAllowed(context, into, reached.ticket) ?? bring(context, reached.ticket, into);
  },
});

/** One matter is in one place: the same unit, its parent's other units, or one above the other; public and private stay apart. */
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
  (chain(town, a.unit)[1]?.id ?? a.unit) === (chain(town, b.unit)[1]?.id ?? b.unit);

async function bring(context: CommandContext, from: Ticket, into: Ticket): Promise<CommandReply> {
  const { words } = context;
  const left = await change(context, from, { kind: 'merge', into: into.number });
  if ('refusal' in left) return left.refusal;
  const opened = await openIfOneWas(context, into, from);
  if ('refusal' in opened) return opened.refusal;
  const joined = await change(
    context,
    await together(context, opened.ticket, from),
    firstWords(from),
    `${from.number}→${into.number}`,
  );
  if ('refusal' in joined) return joined.refusal;
  if (URGENCIES.indexOf(from.urgency) > URGENCIES.indexOf(joined.ticket.urgency)) {
    await change(context, joined.ticket, { kind: 'correct', category: null, urgency: from.urgency });
  }
  return said(
    words('command.merge.done', { number: into.number, other: from.number, households: joined.ticket.households }),
  );
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
