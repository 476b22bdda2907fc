/** 改急: puts the urgency right, and teaches; an emergency is told to all tiers at once. */
import { insertCorrection } from '../store/corrections.js';
import { tell } from '../message/execute/tell.js';
import { urgencyMeant, urgencyName } from '../tickets/categories.js';
import { change, note, said, saidOpenly, ticketCommand } from './scope.js';

export const urgency = ticketCommand<string>({
  name: '改急',
  english: 'urgency',
  aliases: ['改紧急', '改缓急'],
  read: (rest) => note(rest).replace(/^(?:为|成|到)\s*/, ''),
  run: async (context, ticket, wish) => {
    const { words, tx, actor, now } = context;
    const meant = urgencyMeant(wish);
    if (meant === null) return saidOpenly(words('command.urgency.which', { number: ticket.number }));
    const name = urgencyName(meant, words.locale);
    if (meant === ticket.urgency) return said(words('command.urgency.same', { number: ticket.number, name }));
    const told = `${urgencyName(ticket.urgency, words.locale)}→${name}`;
    const done = await change(context, ticket, { kind: 'correct', category: null, urgency: meant }, told);
    if ('refusal' in done) return done.refusal;
    const message = ticket.messages[0] ?? null;
    const what = { field: 'urgency', was: ticket.urgency, now: meant } as const;
    await insertCorrection(tx, { ...what, message, ticket: ticket.number, person: actor.id, at: now });
    if (meant === 'emergency') await tell(context, 'emergency', done.ticket, { actor: actor.id, note: null });
    return said(words('command.urgency.done', { number: ticket.number, name }));
  },
});
