/** Who else must hear of what happened to a ticket, and in which words. Pure; groups are kept quiet. */
import type { Instant, PersonId, RoomId } from '../../model/ids.js';
import type { Purpose, Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import { levelRank, type Level, type Person } from '../../model/town.js';
import { holders, nextRung, rungs, type Town } from '../../roster/town.js';
import { departmentStaff, handlersOf } from '../../tickets/handlers.js';
import { inRoom, staffNames, ticketLine, titleOf, type View } from '../../tickets/view.js';
import { maskPersonal } from '../understand/slots/mask.js';
import { speech, toStaff } from './audience.js';
import type { Words } from './words.js';

/**
 * opened: raised in private, so that no staff saw it. returned: goes back to who sent it. reopened: the reporter was not satisfied.
 * emergency: found to be one after it was opened. withdrawn: the reporter took it back.
 */
export type NewsKind =
  | 'opened'
  | 'accepted'
  | 'assigned'
  | 'returned'
  | 'escalated'
  | 'held'
  | 'resolved'
  | 'reopened'
  | 'chased'
  | 'cancelled'
  | 'withdrawn'
  | 'emergency';

export interface News {
  readonly kind: NewsKind;
  /** As it is after the change. */
  readonly ticket: Ticket;
  readonly town: Town;
  readonly words: Words;
  readonly now: Instant;
  /** Who did it; null: a timer. Nobody is told of what they did themselves. */
  readonly actor: PersonId | null;
  /** A reason or result to pass on. */
  readonly note: string | null;
  /** For `reopened`: who had said that it was done. */
  readonly doneBy?: PersonId | null;
  /** What was merged into it: those who raised it in other groups hear of the outcome too. */
  readonly mergedFrom?: readonly Ticket[];
}

const MOST_MENTIONS = 5;
const HOUR_MS = 3600_000;

/** What to say for one piece of news; empty when nobody needs to hear of it. */
export function news(n: News): Speech[] {
  switch (n.kind) {
    case 'opened':
      return toHandlers(n, 'status');
    case 'assigned':
      return toAssignee(n);
    case 'escalated':
      return toHandlers(n, 'escalation');
    case 'chased':
      return toHandlers(n, 'reminder').map((s) => ({ ...s, onceKey: hourly(n, s) }));
    case 'returned':
      return toSender(n);
    case 'withdrawn':
      return toStaffOf(n, [], n.ticket.level, 'status', 'withdrawn');
    case 'emergency':
      return toTiers(n);
    case 'reopened':
      return reopenedOnceARoom(toHandlerOfReopened(n), toSuperior(n));
    case 'resolved':
      return toReporters(n, asksSatisfaction(n) ? 'satisfaction' : 'status');
    case 'accepted':
      return n.ticket.chases > 0 ? toReporters(n, 'status') : [];
    case 'held':
    case 'cancelled':
      return toReporters(n, 'status');
  }
}

/** Asked once, of people who raised it among residents or in private and did not settle it themselves. */
export function asksSatisfaction({ ticket, town, actor }: Pick<News, 'ticket' | 'town' | 'actor'>): boolean {
  const place = ticket.room === null ? null : town.rooms.get(ticket.room)?.kind;
  const amongResidents = place === null || place === 'residents' || place === 'special';
  return ticket.askedAt === null && amongResidents && ticket.reporters[0] !== actor;
}

const viewOf = ({ words, town, now }: News): View => ({ words, zone: town.zone, now, nameOf: staffNames(town) });

/** Two chases within an hour are told once. */
const hourly = ({ ticket, now }: News, s: Speech): string =>
  `chased:${ticket.number}:${Math.floor(now / HOUR_MS)}:${'person' in s.to ? s.to.person : s.to.room}`;

function textFor(n: News, key: string): string {
  const visibility = inRoom(n.ticket);
  return n.words(`command.news.${key}`, {
    number: n.ticket.number,
    line: ticketLine(n.ticket, visibility, viewOf(n)),
    title: titleOf(n.ticket, visibility, viewOf(n)),
    level: n.words(`command.level.${n.ticket.level}`),
    note: notePart(n, visibility === 'hidden'),
    hidden: visibility === 'hidden' ? 'yes' : 'no',
  });
}

/** A note may spell a matter out, so a hidden one's is left for those who look it up in private. */
function notePart(n: News, hidden: boolean): string {
  if (n.note === null || n.note === '' || hidden) return '';
  return n.words('command.news.note', { note: maskPersonal(n.note) });
}

/** One line in the tier's staff room with those people mentioned; without such a room, to each in private. */
function toStaffOf(n: News, people: readonly Person[], level: Level, purpose: Purpose, key: string): Speech[] {
  const told = people.filter((p) => p.id !== n.actor).slice(0, MOST_MENTIONS);
  const pressing = n.ticket.urgency === 'emergency' && (purpose === 'escalation' || purpose === 'reminder');
  const base = { purpose, lane: pressing ? 'emergency' : 'answer', text: textFor(n, key) } as const;
  return toStaff(n.town, n.ticket, level, told, base, { ticket: n.ticket.number });
}

function toHandlers(n: News, purpose: Purpose): Speech[] {
  const people = handlersOf(n.town, n.ticket);
  const others = people.filter((p) => p.id !== n.actor);
  return people.length > 0 && others.length === 0 ? [] : toStaffOf(n, others, n.ticket.level, purpose, n.kind);
}

function toAssignee(n: News): Speech[] {
  const { assignee } = n.ticket;
  if (assignee === null) return [];
  const people =
    'department' in assignee
      ? departmentStaff(n.town, assignee.department, n.ticket.unit)
      : [n.town.staff.get(assignee.person)].filter((p) => p !== undefined);
  if (people.every((p) => p.id === n.actor)) return [];
  return toStaffOf(n, people, n.ticket.level, 'status', 'assigned');
}

/** A matter that nobody sent is sent on by the next tier when its own has nobody else. */
function toSender(n: News): Speech[] {
  const { town, ticket } = n;
  const sender = ticket.sentBy === null ? undefined : town.staff.get(ticket.sentBy);
  const own = (sender ? [sender] : holders(town, ticket.unit, ticket.level)).filter((p) => p.id !== n.actor);
  const above = nextRung(town, ticket.unit, ticket.level);
  if (own.length > 0 || above === null) return toStaffOf(n, own, ticket.level, 'status', 'returned');
  return toStaffOf(n, holders(town, ticket.unit, above), above, 'status', 'returned');
}

/** Leader, worker and community at once. */
function toTiers(n: News): Speech[] {
  const tiers = rungs(n.town, n.ticket.unit).filter((level) => levelRank(level) <= levelRank('community'));
  const told = tiers.flatMap((level) =>
    toStaffOf(n, holders(n.town, n.ticket.unit, level), level, 'escalation', 'emergency'),
  );
  return mergedByRoom(told);
}

/** One line a room, mentioning everybody who was to be told there. */
function mergedByRoom(speeches: readonly Speech[]): Speech[] {
  const keyOf = (s: Speech) => ('room' in s.to ? `r${s.to.room}` : `p${s.to.person}`);
  const byPlace = new Map<string, Speech>();
  for (const s of speeches) {
    const same = byPlace.get(keyOf(s));
    byPlace.set(keyOf(s), same ? { ...same, mentions: [...new Set([...same.mentions, ...s.mentions])] } : s);
  }
  return [...byPlace.values()];
}

function toHandlerOfReopened(n: News): Speech[] {
  const doneBy = n.doneBy === undefined || n.doneBy === null ? undefined : n.town.staff.get(n.doneBy);
  const people = doneBy ? [doneBy] : handlersOf(n.town, n.ticket);
  return toStaffOf(n, people, n.ticket.level, 'status', 'reopened');
}

function toSuperior(n: News): Speech[] {
  const above = nextRung(n.town, n.ticket.unit, n.ticket.level);
  if (above === null) return [];
  return toStaffOf(n, holders(n.town, n.ticket.unit, above), above, 'escalation', 'disputed');
}

/** Where handler and superior share a room, the superior's line says it all and mentions both. */
function reopenedOnceARoom(handlers: readonly Speech[], superiors: readonly Speech[]): Speech[] {
  const roomOf = (s: Speech) => ('room' in s.to ? s.to.room : null);
  const shared = (s: Speech) => roomOf(s) !== null && superiors.some((o) => roomOf(o) === roomOf(s));
  const mentioned = handlers.filter(shared).flatMap((s) => s.mentions);
  const above = superiors.map((s) =>
    handlers.some((o) => roomOf(o) !== null && roomOf(o) === roomOf(s))
      ? { ...s, mentions: [...new Set([...mentioned, ...s.mentions])] }
      : s,
  );
  return [...handlers.filter((s) => !shared(s)), ...above];
}

/** In the room it was raised in, answering the opener; in private when it was raised there or is confidential. */
function toReporters(n: News, purpose: Purpose): Speech[] {
  const { ticket } = n;
  const key = purpose === 'satisfaction' ? 'resolvedAsked' : n.kind;
  if (ticket.room !== null && !ticket.confidential)
    return [...toRoom(n, ticket.room, purpose, key), ...toRoomsMerged(n)];
  const once = onceResolved(n);
  const text = textFor({ ...n, ticket: { ...ticket, confidential: false } }, key);
  return ticket.reporters
    .filter((person) => person !== n.actor)
    .map((person) => {
      const base = { to: { person }, audience: 'person', purpose, lane: 'answer', text } as const;
      const onceKey = once === null ? null : `${once}:${person}`;
      return speech(base, { ticket: ticket.number, proactive: true, onceKey });
    });
}

const onceResolved = ({ kind, ticket, now }: News): string | null =>
  kind === 'resolved' ? `resolved:${ticket.number}:${ticket.resolvedAt ?? now}` : null;

function toRoom(n: News, room: RoomId, purpose: Purpose, key: string): Speech[] {
  const { ticket } = n;
  const kind = n.town.rooms.get(room)?.kind;
  const audience = kind === 'staff' || kind === 'center' ? 'staff' : 'residents';
  const mentions = ticket.reporters.slice(0, 1).filter((p) => p !== n.actor);
  const base = { to: { room }, audience, purpose, lane: 'answer', text: textFor(n, key) } as const;
  const more = { mentions, replyTo: ticket.messages[0] ?? null, onceKey: onceResolved(n) };
  return [speech(base, { ticket: ticket.number, proactive: true, ...more })];
}

/** Each further group that raised it, in the words and by the number it knows; satisfaction is asked in one group only. */
function toRoomsMerged(n: News): Speech[] {
  const rooms = new Set<RoomId | null>([n.ticket.room]);
  return (n.mergedFrom ?? []).flatMap((away) => {
    if (away.room === null || away.confidential || rooms.has(away.room)) return [];
    rooms.add(away.room);
    const ticket = { ...away, resolvedAt: n.ticket.resolvedAt };
    return toRoom({ ...n, ticket }, away.room, 'status', n.kind);
  });
}

type Telling = Pick<News, 'town' | 'words' | 'now'>;
const SAID_CHARACTERS = 60;

/** Somebody pressed: whoever has it in hand hears of it. */
export const chased = ({ town, words, now }: Telling, ticket: Ticket, by: Pick<Person, 'id'>): Speech[] =>
  news({ kind: 'chased', ticket, town, words, now, actor: by.id, note: null });

/** Said not to be solved: whoever has it in hand, and the next tier, hear of it in the resident's words. */
export const reopened = ({ town, words, now }: Telling, ticket: Ticket, said: string): Speech[] =>
  news({ kind: 'reopened', ticket, town, words, now, actor: null, note: said.slice(0, SAID_CHARACTERS) });
