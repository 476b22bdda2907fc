/** 忽略: a proposed matter is none; kept as an example for the reader. */
import { insertCorrection } from '../store/corrections.js';
import { change, note, said, ticketCommand } from './scope.js';

export const drop = ticketCommand<string>({
  name: '忽略',
  english: 'drop',
  aliases: ['不立单'],
  read: note,
  run: async (context, ticket, words) => {
    const done = await change(context, ticket, { kind: 'drop' }, words);
    if ('refusal' in done) return done.refusal;
    const { tx, actor, now } = context;
    const what = { field: 'act', was: ticket.act, now: 'chat', message: ticket.messages[0] ?? null } as const;
    await insertCorrection(tx, { ...what, ticket: ticket.number, person: actor.id, at: now });
    return said(context.words('command.drop.done', { number: ticket.number }));
  },
});
