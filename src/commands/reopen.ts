/** 重开: settled, but it is not; whoever settled it and the next tier hear of it. */
import { tell } from '../message/execute/tell.js';
import { change, missing, note, said, ticketCommand } from './scope.js';

export const reopen = ticketCommand<string>({
  name: '重开',
  english: 'reopen',
  aliases: ['重新打开'],
  read: note,
  run: async (context, ticket, reason) => {
    if (reason === '') return missing(context, 'reopenReason', ticket);
    const done = await change(context, ticket, { kind: 'reopen' }, reason);
    if ('refusal' in done) return done.refusal;
    await tell(context, 'reopened', done.ticket, { actor: context.actor.id, note: reason, doneBy: ticket.resolvedBy });
    return said(context.words('command.reopen.done', { number: ticket.number }));
  },
});
