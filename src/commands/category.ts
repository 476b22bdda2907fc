/** 改类: puts the category right, and teaches. */
import { insertCorrection } from '../store/corrections.js';
import { categoryMeant, categoryName, categoryNames } from '../tickets/categories.js';
import { change, note, said, saidOpenly, ticketCommand } from './scope.js';

export const category = ticketCommand<string>({
  name: '改类',
  english: 'category',
  aliases: ['改类别'],
  read: (rest) => note(rest).replace(/^(?:为|成|到)\s*/, ''),
  run: async (context, ticket, wish) => {
    const { words, tx, actor, now } = context;
    const meant = wish === '' ? { nearest: [] } : categoryMeant(wish, words.locale);
    if ('nearest' in meant) {
      const key = meant.nearest.length > 0 ? 'near' : 'which';
      const names = (meant.nearest.length > 0 ? meant.nearest : categoryNames(words.locale)).join('、');
      return saidOpenly(words(`command.category.${key}`, { number: ticket.number, names }));
    }
    const name = categoryName(meant.id, words.locale);
    if (meant.id === ticket.category) return said(words('command.category.same', { number: ticket.number, name }));
    const told = `${categoryName(ticket.category, words.locale)}→${name}`;
    const done = await change(context, ticket, { kind: 'correct', category: meant.id, urgency: null }, told);
    if ('refusal' in done) return done.refusal;
    const message = ticket.messages[0] ?? null;
    const what = { field: 'category', was: ticket.category, now: meant.id } as const;
    await insertCorrection(tx, { ...what, message, ticket: ticket.number, person: actor.id, at: now });
    return said(words('command.category.done', { number: ticket.number, name }));
  },
});
