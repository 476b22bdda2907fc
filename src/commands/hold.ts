/** 挂账: the clock pauses until a day. */
import { tell } from '../message/execute/tell.js';
import { shortTime } from '../clock/zone.js';
import { holdUntil } from '../tickets/hold-date.js';
import { change, note, said, saidOpenly, ticketCommand } from './scope.js';

const EIGHT_THIRTY = 510;

export const hold = ticketCommand<string>({
  name: '挂账',
  english: 'hold',
  aliases: ['挂起', '缓办'],
  read: note,
  run: async (context, ticket, wish) => {
    const { words, now, rules, actor } = context;
    const date = holdUntil(wish, now, rules.zone, rules.calendar.working[0]?.from ?? EIGHT_THIRTY);
    if ('problem' in date) return saidOpenly(words(`command.hold.${date.problem}`, { number: ticket.number }));
    const until = shortTime(date.until, rules.zone);
    const why = date.reason === '' ? until : `${until} ${date.reason}`;
    const done = await change(context, ticket, { kind: 'hold', until: date.until }, why);
    if ('refusal' in done) return done.refusal;
    await tell(context, 'held', done.ticket, { actor: actor.id, note: date.reason });
    return said(words('command.hold.done', { number: ticket.number, until }));
  },
});
