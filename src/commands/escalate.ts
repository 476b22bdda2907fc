/** 上报: one tier up. */
import { tell } from '../message/execute/tell.js';
import type { Ticket } from '../model/ticket.js';
import { levelRank, type Level } from '../model/town.js';
import { holders, nextRung, rungs } from '../roster/town.js';
import type { CommandContext } from './command.js';
import { change, namesOf, note, saidOpenly, ticketCommand } from './scope.js';

/** Who passes a matter up never passes it to themselves: a worker who escalates what still lies with the leader skips their own tier. */
function tierOf({ town, actor }: CommandContext, ticket: Ticket): Level {
  const own = rungs(town, ticket.unit).filter((level) =>
    holders(town, ticket.unit, level).some((p) => p.id === actor.id),
  );
  return [ticket.level, ...own].reduce((a, b) => (levelRank(b) > levelRank(a) ? b : a));
}

export const escalate = ticketCommand<string>({
  name: '上报',
  english: 'escalate',
  aliases: ['吹哨'],
  read: note,
  run: async (context, ticket, reason) => {
    const { words, town, actor } = context;
    const to = nextRung(town, ticket.unit, tierOf(context, ticket));
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
