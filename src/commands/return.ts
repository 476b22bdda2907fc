/** 回退: back to who sent it, with the reason; a matter that nobody sent goes to the next tier for another way. */
import { tell } from '../message/execute/tell.js';
import { change, missing, note, said, ticketCommand } from './scope.js';

export const giveBack = ticketCommand<string>({
  name: '回退',
  english: 'return',
  aliases: ['退回', '退单'],
  read: note,
  run: async (context, ticket, reason) => {
    if (reason === '') return missing(context, 'returnReason', ticket);
    const done = await change(context, ticket, { kind: 'return' }, reason);
    if ('refusal' in done) return done.refusal;
    await tell(context, 'returned', done.ticket, { actor: context.actor.id, note: reason });
    const level = context.words(`command.level.${done.ticket.level}`);
    return said(context.words('command.return.done', { number: ticket.number, level }));
  },
});
