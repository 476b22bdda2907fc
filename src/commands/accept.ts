/** 受理: I take it; the first response is done and the ladder stops. Several numbers may follow. */
import { tell } from '../message/execute/tell.js';
import { shortTime } from '../clock/zone.js';
import { command, STAFF_ROLES, type CommandContext, type CommandReply } from './command.js';
import { change, reach, roleRefusal, saidOpenly, target } from './scope.js';

const MOST_AT_ONCE = 20;

function numbersIn(args: string): number[] {
  const { number, rest } = target(args);
  return number === null ? [] : [number, ...numbersIn(rest.replace(/^[和与及]/, ''))];
}

export const accept = command<readonly number[]>({
  name: '受理',
  english: 'accept',
  aliases: ['接单'],
  roles: STAFF_ROLES,
  parse: (args) => [...new Set(numbersIn(args))].slice(0, MOST_AT_ONCE),
  run: async (context, numbers) => {
    const refusal = roleRefusal(context, STAFF_ROLES, '受理');
    if (refusal) return refusal;
    const replies: CommandReply[] = [];
    for (const number of numbers.length === 0 ? [null] : numbers) replies.push(await acceptOne(context, number));
    return { text: replies.map((r) => r.text).join('\n'), public: replies.every((r) => r.public) };
  },
});

async function acceptOne(context: CommandContext, number: number | null): Promise<CommandReply> {
  const { words, actor, rules } = context;
  const reached = await reach(context, number);
  if ('refusal' in reached) return reached.refusal;
  const done = await change(context, reached.ticket, { kind: 'accept', by: actor.id });
  if ('refusal' in done) return done.refusal;
  const { ticket } = done;
  await tell(context, 'accepted', ticket, { actor: actor.id, note: null });
  const due = ticket.dueAt === null ? '' : words('command.accept.due', { due: shortTime(ticket.dueAt, rules.zone) });
  return saidOpenly(words('command.accept.done', { number: ticket.number, name: actor.name, due }));
}
