/** 催办: presses whoever has it in hand. */
import { tell } from '../message/execute/tell.js';
import { handlersOf } from '../tickets/handlers.js';
import { change, namesOf, note, said, ticketCommand } from './scope.js';

export const chase = ticketCommand<string>({
  name: '催办',
  english: 'chase',
  aliases: ['督办', '催单'],
  read: note,
  run: async (context, ticket, words) => {
    const done = await change(context, ticket, { kind: 'chase' }, words);
    if ('refusal' in done) return done.refusal;
    await tell(context, 'chased', done.ticket, { actor: context.actor.id, note: words });
    const people = handlersOf(context.town, done.ticket).filter((p) => p.id !== context.actor.id);
    const key = people.length === 0 ? 'yours' : 'done';
    const values = { number: ticket.number, who: namesOf(people), count: done.ticket.chases };
    return said(context.words(`command.chase.${key}`, values));
  },
});
