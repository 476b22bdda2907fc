/** 撤回 12: whoever raised it takes it back, as long as nobody took it and no neighbour joined. */
import { tell } from '../message/execute/tell.js';
import { handlersOf } from '../tickets/handlers.js';
import { command } from './command.js';
import { change, namesOf, reachOwn, saidOpenly, target } from './scope.js';

export const withdraw = command<number | null>({
  name: '撤回',
  english: 'withdraw',
  aliases: ['撤销报事'],
  roles: 'everyone',
  parse: (args) => target(args).number,
  run: async (context, number) => {
    const { words, actor, town } = context;
    const reached = await reachOwn(context, number);
    if ('refusal' in reached) return reached.refusal;
    const { ticket } = reached;
    const who = namesOf(handlersOf(town, ticket), 1) || words('command.report.somebody');
    const values = { number: ticket.number, who };
    if (ticket.reporters.length > 1) return saidOpenly(words('command.withdraw.shared', values));
    const waiting = ticket.status === 'open' || ticket.status === 'proposed';
    const untouched = ticket.assignee === null && ticket.firstResponseAt === null;
    if (waiting && !untouched) return saidOpenly(words('command.withdraw.taken', values));
    if (['accepted', 'in_progress', 'on_hold'].includes(ticket.status))
      return saidOpenly(words('command.withdraw.taken', values));
    const done = await change(context, ticket, { kind: 'cancel' }, words('command.withdraw.note'));
    if ('refusal' in done) return done.refusal;
    if (ticket.status === 'open') await tell(context, 'withdrawn', done.ticket, { actor: actor.id, note: null });
    return saidOpenly(words('command.withdraw.done', values));
  },
});
