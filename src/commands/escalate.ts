/** 上报: one tier up. */
import { tell } from '../message/execute/tell.js';
import { holders, nextRung } from '../roster/town.js';
import { change, namesOf, note, saidOpenly, ticketCommand } from './scope.js';

export const escalate = ticketCommand<string>({
  name: '上报',
  english: 'escalate',
  aliases: ['吹哨'],
  read: note,
  run: async (context, ticket, reason) => {
    const { words, town, actor } = context;
    const to = nextRung(town, ticket.unit, ticket.level);
    if (to === null) return saidOpenly(words('command.escalate.top', { number: ticket.number }));
    const done = await change(context, ticket, { kind: 'escalate', to, reason, by: actor.id }, reason);
    if ('refusal' in done) return done.refusal;
    await tell(context, 'escalated', done.ticket, { actor: actor.id, note: reason });
    const who = namesOf(holders(town, ticket.unit, to));
    return saidOpenly(
      words('command.escalate.done', { number: ticket.number, level: words(`command.level.${to}`), who }),
    );
  },
});
