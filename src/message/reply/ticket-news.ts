/** Who else must hear of what happened to a ticket, and in which words. Pure; groups are kept quiet. */
import type { Instant, PersonId } from '../../model/ids.js';
import type { Purpose, Speech } from '../../model/speech.js';
import type { Ticket } from '../../model/ticket.js';
import { levelRank, type Level, type Person } from '../../model/town.js';
import { holders, nextRung, rungs, staffRoomOf, type Town } from '../../roster/town.js';
import { departmentStaff, handlersOf } from '../../tickets/handlers.js';
import { inRoom, staffNames, ticketLine, titleOf, type View } from '../../tickets/view.js';
import { maskPersonal } from '../understand/slots/mask.js';
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
      return toStaff(n, [], n.ticket.level, 'status', 'withdrawn');
    case 'emergency':
      return toTiers(n);
    case 'reopened':
      return [...toHandlerOfReopened(n), ...toSuperior(n)];
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

function speech(
  n: News,
  to: Speech['to'],
  rest: Pick<Speech, 'audience' | 'purpose' | 'text'> & Partial<Speech>,
): Speech {
  const pressing = n.ticket.urgency === 'emergency' && (rest.purpose === 'escalation' || rest.purpose === 'reminder');
  return {
    to,
    lane: pressing ? 'emergency' : 'answer',
    replyTo: null,
    mentions: [],
    ticket: n.ticket.number,
    notice: null,
    notBefore: null,
    onceKey: null,
    proactive: false,
    ...rest,
  };
}

/** One line in the tier's staff room with those people mentioned; without such a room, to each in private. */
function toStaff(n: News, people: readonly Person[], level: Level, purpose: Purpose, key: string): Speech[] {
  const told = people.filter((p) => p.id !== n.actor).slice(0, MOST_MENTIONS);
  const text = textFor(n, key);
  const room = staffRoomOf(n.town, n.ticket.unit, level);
  const base = { audience: 'staff', purpose, text } as const;
  if (room) return [speech(n, { room: room.id }, { ...base, mentions: told.map((p) => p.id) })];
  return told.map((p) => speech(n, { person: p.id }, base));
}

function toHandlers(n: News, purpose: Purpose): Speech[] {
  const people = handlersOf(n.town, n.ticket);
  const others = people.filter((p) => p.id !== n.actor);
  return people.length > 0 && others.length === 0 ? [] : toStaff(n, others, n.ticket.level, purpose, n.kind);
}

function toAssignee(n: News): Speech[] {
  const { assignee } = n.ticket;
  if (assignee === null) return [];
  const people =
    'department' in assignee
      ? departmentStaff(n.town, assignee.department, n.ticket.unit)
      : [n.town.staff.get(assignee.person)].filter((p) => p !== undefined);
  if (people.every((p) => p.id === n.actor)) return [];
  return toStaff(n, people, n.ticket.level, 'status', 'assigned');
}

function toSender(n: News): Speech[] {
  const sender = n.ticket.sentBy === null ? undefined : n.town.staff.get(n.ticket.sentBy);
  const people = sender ? [sender] : holders(n.town, n.ticket.unit, n.ticket.level);
  if (people.every((p) => p.id === n.actor)) return [];
  return toStaff(n, people, n.ticket.level, 'status', 'returned');
}

/** Leader, worker and community at once. */
function toTiers(n: News): Speech[] {
  const tiers = rungs(n.town, n.ticket.unit).filter((level) => levelRank(level) <= levelRank('community'));
  const told = tiers.flatMap((level) =>
    toStaff(n, holders(n.town, n.ticket.unit, level), level, 'escalation', 'emergency'),
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
  return toStaff(n, people, n.ticket.level, 'status', 'reopened');
}

function toSuperior(n: News): Speech[] {
  const above = nextRung(n.town, n.ticket.unit, n.ticket.level);
  if (above === null) return [];
  return toStaff(n, holders(n.town, n.ticket.unit, above), above, 'escalation', 'disputed');
}

/** In the room it was raised in, answering the opener; in private when it was raised there or is confidential. */
function toReporters(n: News, purpose: Purpose): Speech[] {
  const { ticket } = n;
  const first = ticket.reporters[0];
  const key = purpose === 'satisfaction' ? 'resolvedAsked' : n.kind;
  const onceKey = n.kind === 'resolved' ? `resolved:${ticket.number}:${ticket.resolvedAt ?? n.now}` : null;
  if (ticket.room !== null && !ticket.confidential) {
    const kind = n.town.rooms.get(ticket.room)?.kind;
    const audience = kind === 'staff' || kind === 'center' ? 'staff' : 'residents';
    const mentions = first === undefined || first === n.actor ? [] : [first];
    const base = { audience, purpose, text: textFor(n, key), mentions, onceKey, proactive: true } as const;
    return [speech(n, { room: ticket.room }, { ...base, replyTo: ticket.messages[0] ?? null })];
  }
  const own: News = { ...n, ticket: { ...ticket, confidential: false } };
  const base = { audience: 'person', purpose, text: textFor(own, key), proactive: true } as const;
  return ticket.reporters
    .filter((person) => person !== n.actor)
    .map((person) => speech(n, { person }, { ...base, onceKey: onceKey === null ? null : `${onceKey}:${person}` }));
}
