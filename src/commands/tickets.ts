/** 工单: what is open in my units, what is overdue, or one with its history. */
import { levelRank } from '../model/town.js';
import { URGENCIES } from '../model/reading.js';
import { UNSETTLED, type Ticket } from '../model/ticket.js';
import { levelOfRole, subtree, unitsOf, within } from '../roster/town.js';
import { eventsOf, ticketsOfUnits } from '../store/tickets.js';
import { handles } from '../tickets/handlers.js';
import { isOverdue, ticketDetail, ticketLine } from '../tickets/view.js';
import { command, STAFF_ROLES, USAGE, type CommandContext, type CommandReply } from './command.js';
import { reach, residentNames, roleRefusal, said, seen, target, viewFor } from './scope.js';
import { evenWidth } from './words.js';

type Wish = { readonly number: number } | 'open' | 'overdue' | 'proposed';
const LISTS: Readonly<Record<string, Wish>> = {
  '': 'open',
  全部: 'open',
  所有: 'open',
  all: 'open',
  超期: 'overdue',
  逾期: 'overdue',
  超时: 'overdue',
  overdue: 'overdue',
  待确认: 'proposed',
  proposed: 'proposed',
};
const MOST_LINES = 15;
const MOST_TICKETS = 5000;

export const tickets = command<Wish>({
  name: '工单',
  english: 'tickets',
  aliases: ['工单列表', '查工单'],
  roles: STAFF_ROLES,
  parse: (args) => {
    const { number } = target(args);
    return number === null
      ? (LISTS[
          evenWidth(args)
            .toLowerCase()
            .replace(/[。.!]$/, '')
        ] ?? USAGE)
      : { number };
  },
  run: async (context, wish) => {
    const refusal = roleRefusal(context, STAFF_ROLES, '工单');
    if (refusal) return refusal;
    return typeof wish === 'object' ? one(context, wish.number) : list(context, wish);
  },
});

async function one(context: CommandContext, number: number): Promise<CommandReply> {
  const reached = await reach(context, number);
  if ('refusal' in reached) return reached.refusal;
  const { ticket } = reached;
  const events = await eventsOf(context.tx, ticket.number);
  const people = [...ticket.reporters, ...events.flatMap((e) => (e.person === null ? [] : [e.person]))];
  const view = viewFor(context, await residentNames(context, people));
  return said(ticketDetail(ticket, events, seen(context, ticket), view));
}

/** The units the list is about: those the giver answers for, in a staff room only those of the room. */
function unitsInView({ town, actor, room }: CommandContext) {
  const roots = actor.roles.some((r) => r.role === 'admin') ? [...town.units.keys()] : unitsOf(actor);
  const units = new Set(roots.flatMap((root) => subtree(town, root).map((u) => u.id)));
  const of = room?.unit ?? null;
  return [...units].filter((unit) => of === null || within(town, unit, of) || within(town, of, unit));
}

async function list(context: CommandContext, wish: 'open' | 'overdue' | 'proposed'): Promise<CommandReply> {
  const { tx, town, actor, now, words } = context;
  const statuses = wish === 'proposed' ? (['proposed'] as const) : UNSETTLED;
  const all = await ticketsOfUnits(tx, unitsInView(context), statuses, MOST_TICKETS);
  const mine = all.filter((t) => handles(town, actor, t) && (wish !== 'overdue' || isOverdue(t, now)));
  const proposed = wish === 'open' ? await proposedCount(context) : 0;
  const hint = proposed > 0 ? `\n${words('command.tickets.proposed', { count: proposed })}` : '';
  if (mine.length === 0) return said(words(`command.tickets.none.${wish}`) + hint);
  const view = viewFor(context);
  const lines = sorted(mine, context)
    .slice(0, MOST_LINES)
    .map((t) => ticketLine(t, seen(context, t), view));
  const overdue = mine.filter((t) => isOverdue(t, now)).length;
  const head = words(`command.tickets.head.${wish}`, { count: mine.length, overdue });
  const more = mine.length > MOST_LINES ? [words('command.tickets.more', { count: mine.length - MOST_LINES })] : [];
  return said([head, ...lines, ...more].join('\n') + hint);
}

async function proposedCount(context: CommandContext): Promise<number> {
  const found = await ticketsOfUnits(context.tx, unitsInView(context), ['proposed'], MOST_TICKETS);
  return found.filter((t) => handles(context.town, context.actor, t)).length;
}

/** Emergencies, then what is overdue, then what waits at the giver's own tier, then the higher tiers', then the oldest. */
function sorted(found: readonly Ticket[], { actor, now }: CommandContext): Ticket[] {
  const own = actor.roles.map((r) => levelOfRole(r.role)).filter((level) => level !== null);
  const keys = (t: Ticket): number[] => [
    -URGENCIES.indexOf(t.urgency),
    isOverdue(t, now) ? 0 : 1,
    own.includes(t.level) ? 0 : 1,
    -levelRank(t.level),
    t.openedAt,
    t.number,
  ];
  return [...found].sort((a, b) => compare(keys(a), keys(b)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
