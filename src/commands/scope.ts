/** Whom a command lets in: role first, then whose units; every refusal says why and what to do instead. */
import type { PersonId, UnitId } from '../model/ids.js';
import type { Ticket } from '../model/ticket.js';
import { isStaff, type Person, type Role } from '../model/town.js';
import { chain, firstRung, holders, unitsOf, type Town } from '../roster/town.js';
import { fold } from '../message/understand/slots/width.js';
import { changeTicket, type Cause } from '../message/execute/ticket.js';
import type { Change, Refused } from '../tickets/machine.js';
import { isRefused } from '../tickets/machine.js';
import { handles } from '../tickets/handlers.js';
import { staffNames, statusName, visibilityOf, type View } from '../tickets/view.js';
import { outboxByPlatformMessage } from '../store/outbox.js';
import { findPerson, roomsOfPerson } from '../store/people.js';
import { findTicket, ticketsOfMessage } from '../store/tickets.js';
import { command, STAFF_ROLES, USAGE, type AnyCommand, type CommandContext, type CommandReply } from './command.js';
import { takeNumber } from './words.js';

/** For the giver alone, or for a staff room. */
export const said = (text: string): CommandReply => ({ text, public: false });
/** Fit for everybody's eyes. */
export const saidOpenly = (text: string): CommandReply => ({ text, public: true });

export type Reached = { readonly ticket: Ticket } | { readonly refusal: CommandReply };

export const mayGive = (person: Person, roles: AnyCommand['roles']): boolean =>
  roles === 'everyone' || person.roles.some((r) => roles.includes(r.role));

/** The refusal for a role that may not give this command; null when it may. */
export function roleRefusal(context: CommandContext, roles: AnyCommand['roles'], name: string): CommandReply | null {
  if (mayGive(context.actor, roles)) return null;
  const key = isStaff(context.actor) ? 'senior' : 'staffOnly';
  return saidOpenly(context.words(`command.refused.${key}`, { name }));
}

const NUMBER_PREFIX = '(?:工单|编号|第|no\\.?|#)';

/** "12号 已换灯泡" → 12 and the rest as typed; no number: null and everything. */
export function target(args: string): { number: number | null; rest: string } {
  const typed = args.trim();
  const taken = takeNumber(fold(typed), NUMBER_PREFIX);
  if (!taken) return { number: null, rest: typed };
  return { number: taken.number, rest: taken.rest === '' ? '' : typed.slice(-taken.rest.length) };
}

/** The ticket that a quoted message belongs to: the bot's own line about it, or one of its messages. */
async function quotedTicket({ tx, message }: CommandContext): Promise<number | null> {
  if (message.quote === null) return null;
  const line = await outboxByPlatformMessage(tx, message.quote);
  return line?.ticket ?? (await ticketsOfMessage(tx, message.quote))[0] ?? null;
}

/** The ticket by its number, or by what the message quotes. */
export async function wanted(context: CommandContext, number: number | null): Promise<Reached> {
  const meant = number ?? (await quotedTicket(context));
  if (meant === null) return { refusal: saidOpenly(context.words('command.refused.noNumber')) };
  const ticket = await findTicket(context.tx, meant);
  return ticket ? { ticket } : { refusal: saidOpenly(context.words('command.refused.noSuch', { number: meant })) };
}

/** The ticket, when the giver's role reaches it. */
export async function reach(context: CommandContext, number: number | null): Promise<Reached> {
  const found = await wanted(context, number);
  if ('refusal' in found || handles(context.town, context.actor, found.ticket)) return found;
  const { town, words } = context;
  const { number: shown, unit } = found.ticket;
  const who = namesOf(holders(town, unit, firstRung(town, unit))) || words('command.report.somebody');
  const values = { number: shown, unit: town.units.get(unit)?.name ?? '', who };
  return { refusal: said(words('command.refused.outside', values)) };
}

/** The ticket, when the giver is one of those who raised it. */
export async function reachOwn(context: CommandContext, number: number | null): Promise<Reached> {
  const found = await wanted(context, number);
  if ('refusal' in found || found.ticket.reporters.includes(context.actor.id)) return found;
  return { refusal: saidOpenly(context.words('command.refused.notReporter', { number: found.ticket.number })) };
}

export const namesOf = (people: readonly Person[], most = 3): string =>
  people
    .slice(0, most)
    .map((p) => p.name)
    .join('、');

/** What a refused change means to whoever asked for it. */
export function whyNot(context: CommandContext, ticket: Ticket, { change, status }: Refused): CommandReply {
  const { words } = context;
  const again =
    status === 'resolved' || status === 'closed' ? words('command.refused.reopenHint', { number: ticket.number }) : '';
  const merged = ticket.mergedInto === null ? '' : words('command.refused.mergedHint', { number: ticket.mergedInto });
  const doing = words(`command.doing.${change}`);
  const values = { number: ticket.number, status: statusName(status, words), doing, hint: again + merged };
  return saidOpenly(words('command.refused.status', values));
}

export const causeOf = ({ message, actor }: CommandContext, note: string | null): Cause => ({
  message: message.id,
  person: actor.id,
  note: note === '' ? null : note,
});

/** Makes a change for the giver; a refused one becomes a sentence. */
export async function change(
  context: CommandContext,
  ticket: Ticket,
  wish: Change,
  note: string | null = null,
): Promise<Reached> {
  const result = await changeTicket(context, ticket, wish, causeOf(context, note));
  return isRefused(result) ? { refusal: whyNot(context, ticket, result) } : { ticket: result };
}

export function viewFor(context: CommandContext, names: ReadonlyMap<PersonId, string> = new Map()): View {
  const staff = staffNames(context.town);
  return {
    words: context.words,
    zone: context.rules.zone,
    now: context.now,
    nameOf: (p) => staff(p) ?? names.get(p) ?? null,
  };
}

export const seen = (context: CommandContext, ticket: Ticket) =>
  visibilityOf(ticket, { person: context.actor, room: context.room }, context.town);

/** Nicknames of residents, for those who may read them. */
export async function residentNames(
  context: CommandContext,
  people: readonly PersonId[],
): Promise<Map<PersonId, string>> {
  const names = new Map<PersonId, string>();
  for (const id of new Set(people)) {
    const person = await findPerson(context.tx, id);
    if (person) names.set(id, person.name);
  }
  return names;
}

/** The unit a person's own matters belong to: the room's, else that of a residents' room they are in, else their office's. */
export async function homeUnit(context: CommandContext): Promise<UnitId | null> {
  const { room, town, actor, tx } = context;
  if (room !== null) return room.unit;
  const rooms = (await roomsOfPerson(tx, actor.id)).map((id) => town.rooms.get(id)).filter((r) => r !== undefined);
  const home = rooms.find((r) => r.kind === 'residents' && r.unit !== null) ?? rooms.find((r) => r.unit !== null);
  return home?.unit ?? unitsOf(actor)[0] ?? null;
}

/** The unit with those above it, for showing where somebody belongs. */
export const unitPath = (town: Town, unit: UnitId): string =>
  chain(town, unit)
    .map((u) => u.name)
    .reverse()
    .join(' ');

export interface TicketCommand<Params> {
  readonly name: string;
  readonly english: string;
  readonly aliases?: readonly string[];
  readonly roles?: readonly Role[];
  /** Reads what follows the number, as typed. */
  read(rest: string, mentions: readonly string[], now: number, zone: string): Params | typeof USAGE;
  run(context: CommandContext, ticket: Ticket, params: Params): Promise<CommandReply>;
}

/** A staff command about one ticket: role, number or quote, and scope are looked at here. */
export function ticketCommand<Params>(spec: TicketCommand<Params>): AnyCommand {
  const roles = spec.roles ?? STAFF_ROLES;
  return command<{ number: number | null; params: Params }>({
    name: spec.name,
    english: spec.english,
    aliases: spec.aliases ?? [],
    roles,
    parse: (args, { mentions, now, zone }) => {
      const { number, rest } = target(args);
      const params = spec.read(rest, mentions, now, zone);
      return params === USAGE ? USAGE : { number, params };
    },
    run: async (context, { number, params }) => {
      const refusal = roleRefusal(context, roles, spec.name);
      if (refusal) return refusal;
      const reached = await reach(context, number);
      return 'refusal' in reached ? reached.refusal : spec.run(context, reached.ticket, params);
    },
  });
}

/** Params of commands that take a number and a free note. */
export const note = (rest: string): string => rest;
/** A reason that must be given; "" when it was forgotten, so that the reply can ask for it by number. */
export const missing = (context: CommandContext, key: string, ticket: Ticket): CommandReply =>
  saidOpenly(context.words(`command.missing.${key}`, { number: ticket.number }));
