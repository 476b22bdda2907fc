/** 进度 12: how it stands, for who raised it, for neighbours of the same room, and for who handles it. */
import type { Ticket } from '../model/ticket.js';
import { shortTime } from '../clock/zone.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import { eventsOf, ticketsOfReporter } from '../store/tickets.js';
import { isMember } from '../store/people.js';
import { handles } from '../tickets/handlers.js';
import { isActive } from '../tickets/machine.js';
import { ticketLine } from '../tickets/view.js';
import { command, type CommandContext, type CommandReply } from './command.js';
import { saidOpenly, target, viewFor, wanted } from './scope.js';

export const status = command<number | null>({
  name: '进度',
  english: 'status',
  aliases: ['查进度', '查询进度'],
  roles: 'everyone',
  parse: (args) => target(args).number,
  run: async (context, number) => {
    const { words, room, actor } = context;
    const found = await wanted(context, number ?? (await onlyOwn(context)));
    if ('refusal' in found) return found.refusal;
    const { ticket } = found;
    const own = ticket.reporters.includes(actor.id) || handles(context.town, actor, ticket);
    if (ticket.confidential && room !== null)
      return saidOpenly(words(own ? 'command.status.private' : 'command.refused.noSuch', { number: ticket.number }));
    if (!own && !(await neighbourly(context, ticket)))
      return saidOpenly(words('command.refused.noSuch', { number: ticket.number }));
    return told(context, ticket);
  },
});

/** 进度 without a number means the one matter of theirs that is not settled. */
async function onlyOwn({ tx, actor, message }: CommandContext): Promise<number | null> {
  if (message.quote !== null) return null;
  const open = (await ticketsOfReporter(tx, actor.id)).filter((t) => isActive(t.status));
  return open.length === 1 ? (open[0]?.number ?? null) : null;
}

/** A public matter of the room it is asked in, or of a room that the asker is in. */
async function neighbourly({ tx, room, actor }: CommandContext, ticket: Ticket): Promise<boolean> {
  if (ticket.confidential || ticket.room === null) return false;
  return ticket.room === room?.id || (room === null && (await isMember(tx, ticket.room, actor.id)));
}

async function told(context: CommandContext, ticket: Ticket): Promise<CommandReply> {
  const { words, tx, rules } = context;
  const result = (await eventsOf(tx, ticket.number)).filter((e) => e.change === 'resolved').at(-1)?.note ?? null;
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  const lines = [
    ticketLine(ticket, 'masked', viewFor(context)),
    ...(settled && result !== null ? [words('command.status.result', { result: maskPersonal(result) })] : []),
    ...(ticket.dueAt === null ? [] : [words('command.view.due', { value: shortTime(ticket.dueAt, rules.zone) })]),
  ];
  return saidOpenly(lines.join('\n'));
}
