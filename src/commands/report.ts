/** 报事: opens a ticket whatever the reader makes of the words. */
import { isStaff } from '../model/town.js';
import { isoTime } from '../clock/zone.js';
import { sensitive } from '../message/decide/sensitive.js';
import { dueKind, openTicket } from '../message/execute/ticket.js';
import { opened } from '../message/reply/tickets.js';
import { cancelDue } from '../store/due.js';
import { draftTicket } from '../tickets/draft.js';
import { handlersOf } from '../tickets/handlers.js';
import { command, USAGE, type CommandContext } from './command.js';
import { causeOf, homeUnit, namesOf, saidOpenly } from './scope.js';

export const report = command<string>({
  name: '报事',
  english: 'report',
  aliases: ['我要报事'],
  roles: 'everyone',
  parse: (args) => (args.trim() === '' ? USAGE : args.trim()),
  run: async (context, text) => {
    const { words, tx, town, actor } = context;
    const draft = await draftOf(context, text);
    if (draft === null) return saidOpenly(words('command.report.noUnit'));
    const ticket = await openTicket(context, draft, causeOf(context, null));
    const emergency = ticket.urgency === 'emergency';
    for (const speech of opened(context, { ticket, reporter: actor, text })) await context.say(speech);
    await cancelDue(tx, dueKind('acknowledge'), String(ticket.number));
    if (emergency) return saidOpenly('');
    const who = namesOf(handlersOf(town, ticket), 1) || words('command.report.somebody');
    return saidOpenly(words('command.report.done', { number: ticket.number, who }));
  },
});

/** null: nobody knows where this person belongs. */
async function draftOf(context: CommandContext, text: string) {
  const { room, reader, actor, message, town, rules, now } = context;
  const unit = await homeUnit(context);
  if (unit === null) return null;
  const reading = reader.read({
    text,
    at: isoTime(message.at, rules.zone),
    role: isStaff(actor) ? 'staff' : 'resident',
    images: message.images.length,
    quote: null,
    before: [],
  });
  const confidential = room === null ? !isStaff(actor) : sensitive({ text, reading });
  const place = { town, unit, room: room?.id ?? null, confidential };
  return draftTicket({ ...place, text, reading, message: message.id, reporter: actor.id, status: 'open', now });
}
