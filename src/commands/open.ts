/** 立单: a proposed matter is one; kept as an example for the reader. */
import { insertCorrection } from '../store/corrections.js';
import { change, note, said, ticketCommand } from './scope.js';

export const open = ticketCommand<string>({
  name: '立单',
  english: 'open',
  aliases: ['开单'],
  read: note,
  run: async (context, ticket, words) => {
    const done = await change(context, ticket, { kind: 'open' }, words);
    if ('refusal' in done) return done.refusal;
    const { tx, actor, now } = context;
    const what = { field: 'act', was: 'proposed', now: ticket.act, message: ticket.messages[0] ?? null } as const;
    await insertCorrection(tx, { ...what, ticket: ticket.number, person: actor.id, at: now });
    return said(context.words('command.open.done', { number: ticket.number }));
  },
});
