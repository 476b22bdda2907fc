/** 办结: it is done; whoever raised it is told and asked. */
import { tell } from '../message/execute/tell.js';
import { change, note, said, ticketCommand } from './scope.js';

export const resolve = ticketCommand<string>({
  name: '办结',
  english: 'resolve',
  aliases: ['结单'],
  read: note,
  run: async (context, ticket, result) => {
    const { words, actor } = context;
    const done = await change(context, ticket, { kind: 'resolve', by: actor.id }, result);
    if ('refusal' in done) return done.refusal;
    const told = await tell(context, 'resolved', done.ticket, { actor: actor.id, note: result });
    const key = told.askedAt === null ? 'done' : 'asked';
    const hint = result === '' ? words('command.resolve.hint', { number: ticket.number }) : '';
    return said(words(`command.resolve.${key}`, { number: ticket.number }) + hint);
  },
});
