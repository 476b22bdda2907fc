/** 拆分 12 m31: a message that belongs elsewhere becomes its own ticket; the message is named or quoted. */
import { messageId, type MessageId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import { isStaff } from '../model/town.js';
import { isoTime } from '../clock/zone.js';
import { openTicket } from '../message/execute/ticket.js';
import { insertCorrection } from '../store/corrections.js';
import { distinctHouseholds } from '../store/households.js';
import { findMessage, type KeptMessage } from '../store/messages.js';
import { findPerson } from '../store/people.js';
import { forgetTicketMessage, forgetTicketReporter } from '../store/tickets.js';
import { draftTicket } from '../tickets/draft.js';
import type { CommandContext, CommandReply } from './command.js';
import { causeOf, change, said, saidOpenly, ticketCommand } from './scope.js';

export const split = ticketCommand<MessageId | null>({
  name: '拆分',
  english: 'split',
  aliases: ['拆单'],
  read: (rest) => {
    const typed = rest.trim().replace(/^#/, '');
    return typed === '' || typed.length > 200 ? null : messageId(typed);
  },
  run: async (context, ticket, named) => {
    const id = named ?? context.message.quote;
    const problem = (key: string) => saidOpenly(context.words(`command.split.${key}`, { number: ticket.number }));
    if (id === null) return problem('which');
    if (id === ticket.messages[0]) return problem('opener');
    const message = ticket.messages.includes(id) ? await findMessage(context.tx, id) : null;
    return message === null ? problem('notThere') : takeOut(context, ticket, message);
  },
});

async function takeOut(context: CommandContext, ticket: Ticket, message: KeptMessage): Promise<CommandReply> {
  const rest = ticket.messages.filter((id) => id !== message.id);
  const remaining = await withoutReporter(context, ticket, message, rest);
  const left = await change(context, remaining, { kind: 'leave', message: message.id }, message.id);
  if ('refusal' in left) return left.refusal;
  await forgetTicketMessage(context.tx, ticket.number, message.id);
  const made = await openTicket(context, await draftOf(context, ticket, message), causeOf(context, null));
  await teach(context, message, made);
  return said(
    context.words('command.split.done', { number: ticket.number, other: made.number, summary: made.summary }),
  );
}

/** What was taken for a word about a matter raised one of its own; its category is what staff let stand. */
async function teach({ tx, actor, now }: CommandContext, message: KeptMessage, made: Ticket): Promise<void> {
  const base = { message: message.id, ticket: made.number, person: actor.id, at: now } as const;
  await insertCorrection(tx, { ...base, field: 'act', was: message.act ?? 'detail', now: made.act });
  if (made.category === 'other') return;
  await insertCorrection(tx, { ...base, field: 'category', was: made.category, now: made.category });
}

/** Whoever said nothing else about the matter no longer counts among its reporters. */
async function withoutReporter(
  context: CommandContext,
  ticket: Ticket,
  message: KeptMessage,
  rest: readonly MessageId[],
): Promise<Ticket> {
  const { tx } = context;
  for (const id of rest) if ((await findMessage(tx, id))?.from === message.from) return ticket;
  const reporters = ticket.reporters.filter((p) => p !== message.from);
  if (reporters.length === ticket.reporters.length || reporters.length === 0) return ticket;
  await forgetTicketReporter(tx, ticket.number, message.from);
  return { ...ticket, reporters, households: await distinctHouseholds(tx, reporters) };
}

async function draftOf(context: CommandContext, ticket: Ticket, message: KeptMessage) {
  const speaker = await findPerson(context.tx, message.from);
  const reading = context.reader.read({
    text: message.text,
    at: isoTime(message.at, context.rules.zone),
    role: speaker !== null && isStaff(speaker) ? 'staff' : 'resident',
    images: message.images.length,
    quote: null,
    before: [],
  });
  const { town, now } = context;
  const { confidential } = ticket;
  const room = message.room;
  const unit = (room === null ? null : town.rooms.get(room)?.unit) ?? ticket.unit;
  const base = { town, unit, room, confidential, reading, status: 'open', now } as const;
  return draftTicket({ ...base, text: message.text, message: message.id, reporter: message.from });
}
