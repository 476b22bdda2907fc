/** Tickets as chat shows them: one line, or one with its history; nothing that the place or the reader may not see. Pure. */
import type { Instant, PersonId } from '../model/ids.js';
import type { Status, Ticket, TicketEvent } from '../model/ticket.js';
import type { Person, Room } from '../model/town.js';
import { staffRoomOf, type Town } from '../roster/town.js';
import { shortTime } from '../clock/zone.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import type { Words } from '../message/reply/words.js';
import { categoryName, urgencyName } from './categories.js';
import { handles } from './handlers.js';

/** full: with telephone numbers. masked: without. hidden: only number and status, "私下反映". */
export type Visibility = 'full' | 'masked' | 'hidden';

export interface Viewer {
  readonly person: Person;
  /** null: in private. */
  readonly room: Room | null;
}

/**
 * Confidential matters are never spelled out in a room, and in private only to who handles or raised them. Telephone numbers
 * are shown to who handles the ticket, in private or in the staff room of the tier that holds it.
 */
export function visibilityOf(ticket: Ticket, viewer: Viewer, town: Town): Visibility {
  const handling = handles(town, viewer.person, ticket);
  if (ticket.confidential && (viewer.room !== null || !(handling || ticket.reporters.includes(viewer.person.id))))
    return 'hidden';
  if (!handling) return 'masked';
  if (viewer.room === null) return 'full';
  return staffRoomOf(town, ticket.unit, ticket.level)?.id === viewer.room.id ? 'full' : 'masked';
}

/** As any room may read it. */
export const inRoom = (ticket: Ticket): Visibility => (ticket.confidential ? 'hidden' : 'masked');

export interface View {
  readonly words: Words;
  readonly zone: string;
  readonly now: Instant;
  /** Nicknames of those who may be named; null for others. */
  readonly nameOf: (person: PersonId) => string | null;
}

export const staffNames =
  (town: Town) =>
  (person: PersonId): string | null =>
    town.staff.get(person)?.name ?? null;

const TITLE_CHARACTERS = 24;

/** "公共设施·通仙路14号门口路灯不亮了", or "私下反映". */
export function titleOf(ticket: Ticket, visibility: Visibility, view: View): string {
  if (visibility === 'hidden') return view.words('command.view.confidential');
  const summary = [...maskPersonal(ticket.summary)];
  const short =
    summary.length > TITLE_CHARACTERS ? `${summary.slice(0, TITLE_CHARACTERS).join('')}…` : summary.join('');
  return view.words('command.view.title', {
    category: categoryName(ticket.category, view.words.locale),
    summary: short,
  });
}

/** "12号 公共设施·路灯不亮了 | 已受理 姚丽燕 | 2小时前" */
export function ticketLine(ticket: Ticket, visibility: Visibility, view: View): string {
  const marks = visibility === 'hidden' ? '' : marksOf(ticket, view);
  return view.words('command.view.line', {
    number: ticket.number,
    title: titleOf(ticket, visibility, view) + marks,
    status: stateOf(ticket, visibility, view),
    ago: ago(view.now - ticket.openedAt, view.words),
  });
}

function marksOf(ticket: Ticket, view: View): string {
  const urgent = ticket.urgency === 'normal' ? [] : [urgencyName(ticket.urgency, view.words.locale)];
  const overdue = isOverdue(ticket, view.now) ? [view.words('command.view.overdue')] : [];
  return [...urgent, ...overdue].map((mark) => ` [${mark}]`).join('');
}

export const isOverdue = (ticket: Ticket, now: Instant): boolean => ticket.dueAt !== null && ticket.dueAt < now;

/** "已受理 姚丽燕", "待受理(社区)", "已并入8号". */
function stateOf(ticket: Ticket, visibility: Visibility, view: View): string {
  const { words } = view;
  if (ticket.mergedInto !== null) return words('command.view.merged', { number: ticket.mergedInto });
  const who = visibility === 'hidden' ? '' : assigneeName(ticket, view);
  if (ticket.status === 'open')
    return words('command.view.waiting', { level: words(`command.level.${ticket.level}`), who });
  if (ticket.status === 'on_hold' && ticket.heldUntil !== null)
    return words('command.view.held', { until: shortTime(ticket.heldUntil, view.zone), who }).trim();
  return `${statusName(ticket.status, words)} ${who}`.trim();
}

export const statusName = (status: Status, words: Words): string => words(`command.status.${status}`);

export function assigneeName(ticket: Pick<Ticket, 'assignee'>, view: Pick<View, 'nameOf'>): string {
  if (ticket.assignee === null) return '';
  return 'department' in ticket.assignee ? ticket.assignee.department : (view.nameOf(ticket.assignee.person) ?? '');
}

/** How long ago, in the largest whole unit: 刚刚, 5分钟前, 2小时前, 3天前. */
export function ago(elapsedMs: number, words: Words): string {
  const minutes = Math.floor(Math.max(0, elapsedMs) / 60_000);
  if (minutes < 1) return words('command.ago.now');
  if (minutes < 60) return words('command.ago.minutes', { n: minutes });
  if (minutes < 48 * 60) return words('command.ago.hours', { n: Math.floor(minutes / 60) });
  return words('command.ago.days', { n: Math.floor(minutes / (24 * 60)) });
}

const HISTORY_LINES = 10;

/** A ticket with its facts and latest events, as many lines as fit a phone. */
export function ticketDetail(
  ticket: Ticket,
  events: readonly TicketEvent[],
  visibility: Visibility,
  view: View,
): string {
  const line = ticketLine(ticket, visibility, view);
  if (visibility === 'hidden') return `${line}\n${view.words('command.view.inPrivate', { number: ticket.number })}`;
  const history = events.slice(-HISTORY_LINES).map((event) => eventLine(event, view));
  const more = events.length > HISTORY_LINES ? ['…'] : [];
  return [line, ...factLines(ticket, visibility, view), ...more, ...history].join('\n');
}

function factLines(ticket: Ticket, visibility: Visibility, { words, zone, nameOf }: View): string[] {
  const fact = (key: string, value: string | null) =>
    value === null || value === '' ? [] : [words(`command.view.${key}`, { value })];
  const reporters = ticket.reporters.map(nameOf).filter((name) => name !== null);
  const phones = visibility === 'full' ? ticket.phones.join(' ') : maskPersonal(ticket.phones.join(' '));
  return [
    ...fact('location', ticket.location),
    ...fact('phones', phones),
    ...fact('people', ticket.people),
    ...fact('time', ticket.time?.replace('T', ' ').replace(/:00\+\d\d:\d\d/g, '') ?? null),
    ...fact('items', ticket.items.map((i) => `${i.name}${i.quantity ?? ''}${i.unit ?? ''}`).join('、')),
    words('command.view.reporters', { names: reporters.slice(0, 3).join('、'), households: ticket.households }),
    ...fact('due', ticket.dueAt === null ? null : shortTime(ticket.dueAt, zone)),
    ...fact('satisfaction', ticket.satisfaction === null ? null : String(ticket.satisfaction)),
  ];
}

/** "12-06 08:05 受理 姚丽燕:我下午去看" */
function eventLine(event: TicketEvent, { words, zone, nameOf }: View): string {
  const who = event.person === null ? '' : (nameOf(event.person) ?? '');
  const reason = event.change === 'opened' || event.change === 'proposed';
  const note = reason || event.note === null || event.note === '' ? '' : `:${maskPersonal(event.note)}`;
  const head = `${shortTime(event.at, zone)} ${words(`command.change.${event.change}`)}`;
  return `${head} ${who}`.trimEnd() + note;
}
