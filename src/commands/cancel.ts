/** 作废: nothing is to be done about it; whoever raised it hears why. */
import { tell } from '../message/execute/tell.js';
import { change, missing, note, said, ticketCommand } from './scope.js';

export const cancel = ticketCommand<string>({
  name: '作废',
  english: 'cancel',
  aliases: ['撤单', '取消工单'],
  read: note,
  run: async (context, ticket, reason) => {
    const proposed = ticket.status === 'proposed';
    if (reason === '' && !proposed) return missing(context, 'cancelReason', ticket);
    const done = await change(context, ticket, { kind: 'cancel' }, reason);
    if ('refusal' in done) return done.refusal;
    if (!proposed) await tell(context, 'cancelled', done.ticket, { actor: context.actor.id, note: reason });
    return said(context.words('command.cancel.done', { number: ticket.number }));
  },
});
