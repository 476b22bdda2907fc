/** 派单: gives a matter to a person or a line office. */
import { personId } from '../model/ids.js';
import { tell } from '../message/execute/tell.js';
import { assigneeMeant } from '../tickets/assignee.js';
import { saidOpenly, ticketCommand, change } from './scope.js';

export const assign = ticketCommand<{ words: string; mentions: readonly string[] }>({
  name: '派单',
  english: 'assign',
  aliases: ['转派', '指派', '派给'],
  read: (rest, mentions) => ({ words: rest, mentions }),
  run: async (context, ticket, params) => {
    const { words, town, actor } = context;
    const meant = assigneeMeant(town, ticket.unit, params.words, params.mentions.map(personId));
    if ('problem' in meant) {
      const choices = meant.choices.join('、');
      const key = meant.problem === 'unknown' && choices === '' ? 'unknownAlone' : meant.problem;
      return saidOpenly(
        words(`command.assign.${key}`, { number: ticket.number, choices, said: params.words.slice(0, 20) }),
      );
    }
    const done = await change(context, ticket, { kind: 'assign', to: meant.assignee, by: actor.id }, assignNote(meant));
    if ('refusal' in done) return done.refusal;
    await tell(context, 'assigned', done.ticket, { actor: actor.id, note: meant.rest });
    return saidOpenly(words('command.assign.done', { number: ticket.number, name: meant.name }));
  },
});

const assignNote = ({ name, rest }: { name: string; rest: string }): string => (rest === '' ? name : `${name} ${rest}`);
