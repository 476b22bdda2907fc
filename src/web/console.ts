/** The core's side of the web chat: talk, tickets and notices as views, and in a demo the clock and the day to play. */
import type {
  Activity,
  Change,
  Console,
  Line,
  NoticeView,
  PersonView,
  Place,
  PrivateView,
  RoomView,
  TicketDetail,
} from '../../adapters/web/console.js';
import type { Bot } from '../bot.js';
import type { ShiftedClock } from '../clock/clock.js';
import type { Happening } from '../message/doing.js';
import type { Taxonomy } from '../message/understand/taxonomy.js';
import type { MessageId, PersonId } from '../model/ids.js';
import { STATUSES, type Ticket, type TicketChange } from '../model/ticket.js';
import type { Room } from '../model/town.js';
import { chain, subtree, unitsOf, type Town } from '../roster/town.js';
import { advance } from '../replay/replay.js';
import { noticeView } from '../notices/view.js';
import { deliveriesOf, recentNotices } from '../store/notices.js';
import type { Store } from '../store/open.js';
import {
  activityOfPrivate,
  activityOfRooms,
  latestPrivate,
  latestRooms,
  lineById,
  talkOf,
  type PlaceActivity,
  type Said,
} from '../store/talk.js';
import { eventsOf, findTicket, ticketsOfReporter, ticketsOfUnits, ticketsRaisedIn } from '../store/tickets.js';
import { allPeople, namesOfPeople, type KnownPerson } from '../store/people.js';
import { dayPlayer, type DaySource } from './day.js';
import { lineView, ticketView } from './views.js';

export interface ConsoleParts {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: ShiftedClock;
  readonly taxonomy: Taxonomy;
  /** The demo day; null when there is none to play. */
  readonly day: DaySource | null;
}

const MOST_TICKETS = 200;

export function createConsole(parts: ConsoleParts): Console {
  const { bot, store, clock } = parts;
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  bot.listen((what) => toChanges(what).forEach(tell));
  const clockMoved = () => tell({ type: 'clock', now: clock.now() });

  return {
    now: () => clock.now(),
    zone: bot.town().zone,
    townName: () => [...bot.town().units.values()].find((u) => u.parent === null)?.name ?? '',
    rooms: () => roomViews(parts),
    privates: () => privateViews(parts),
    people: async () => (await allPeople(store.db)).map((p) => personView(parts, p)),
    history: async (place, limit) => lines(parts, await talkOf(store.db, place, limit)),
    line: (id) => lineOf(parts, id),
    tickets: async (place) => newestFirst(parts, await ticketsAt(parts, place)),
    ticket: (number) => detail(parts, number),
    notices: (place) => noticesAt(parts, place),
    advance: async (minutes) => {
      await advance(bot, clock, clock.now() + Math.round(minutes * 60_000));
      clockMoved();
    },
    play: (options) => dayPlayer(parts, clockMoved, options),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Without a look into the store: nobody may be watching, and messages come fast. */
function toChanges(what: Happening): Change[] {
  switch (what.type) {
    case 'ticket':
      return [{ type: 'ticket', number: what.ticket.number }];
    case 'notice':
      return [{ type: 'notice', number: what.notice.number }];
    case 'sent':
      return [{ type: 'talk', place: what.row.to }];
    case 'reading':
      return [{ type: 'talk', place: what.place }];
    case 'fired':
    case 'set-aside':
      return [];
  }
}

async function nameFinder({ store, bot }: ConsoleParts, ids: readonly PersonId[]): Promise<(id: PersonId) => string> {
  const names = await namesOfPeople(store.db, ids);
  return (id) => bot.town().staff.get(id)?.name ?? names.get(id) ?? id;
}

async function lines(parts: ConsoleParts, said: readonly Said[]): Promise<Line[]> {
  const nameOf = await nameFinder(parts, speakers(said));
  return said.map((s) => lineView(s, nameOf));
}

const speakers = (said: readonly Said[]): PersonId[] =>
  said.flatMap((s) => (s.by === 'person' ? [s.message.from] : []));

const SHOWN_CHARACTERS = 80;

/** How much was said in each place, and the last line as the lists show it. */
async function activities<Id>(parts: ConsoleParts, places: ReadonlyMap<Id, PlaceActivity>): Promise<Map<Id, Activity>> {
  const nameOf = await nameFinder(parts, speakers([...places.values()].flatMap(({ last }) => last ?? [])));
  return new Map(
    [...places].map(([id, { lines: count, counted, last }]) => [
      id,
      { lines: count, last: shortened(last, nameOf), ...(!counted && { uncounted: true as const }) },
    ]),
  );
}

function shortened(said: Said | null, nameOf: (id: PersonId) => string): Activity['last'] {
  if (said === null) return null;
  const { at, from, fromName, text } = lineView(said, nameOf);
  return { at, from: from === null ? null : fromName, text: text.slice(0, SHOWN_CHARACTERS) };
}

const QUIET: Activity = { lines: 0, last: null };

/** Of a district's twenty thousand nobody reads a list through: those where people spoke last, in the town's order. */
const MOST_PLACES = 300;

async function roomViews(parts: ConsoleParts): Promise<RoomView[]> {
  const { db } = parts.store;
  const town = parts.bot.town();
  const all = groups(town);
  const latest = await latestRooms(
    db,
    all.map(({ id }) => id),
    MOST_PLACES,
  );
  const places = await activities(parts, await activityOfRooms(db, [...latest]));
  return all
    .filter(({ id }) => latest.has(id))
    .map((room) => {
      const unit = room.unit === null ? undefined : town.units.get(room.unit);
      const bound = unit ? { name: unit.name, level: unit.level } : null;
      return { id: room.id, name: room.name, kind: room.kind, unit: bound, ...(places.get(room.id) ?? QUIET) };
    });
}

/** Where people talk: nobody can say anything at an outlet. */
const groups = (town: Town): Room[] => [...town.rooms.values()].filter(({ kind }) => kind !== 'outlet');

async function privateViews(parts: ConsoleParts): Promise<PrivateView[]> {
  const { db } = parts.store;
  const people = await latestPrivate(db, MOST_PLACES);
  const places = await activities(parts, await activityOfPrivate(db, people));
  return [...places].map(([person, activity]) => ({ person, ...activity }));
}

/** Staff speak first in the staff room of their unit, residents in the rooms they were seen in; else anywhere of their unit. */
function personView({ bot }: ConsoleParts, p: KnownPerson): PersonView {
  const town = bot.town();
  const staff = town.staff.get(p.id);
  const roles = (staff?.roles ?? []).map((r) => ({
    role: r.role,
    unitName: town.units.get(r.unit)?.name ?? '',
    department: r.department,
  }));
  const units = staff
    ? unitsOf(staff, ['leader', 'worker', 'community', 'town', 'district', 'department', 'volunteer', 'admin'])
    : [];
  const below = new Set(units.flatMap((unit) => subtree(town, unit).map(({ id }) => id)));
  const over = new Set(units.flatMap((unit) => chain(town, unit).map(({ id }) => id)));
  const rooms = units.length === 0 ? [] : groups(town);
  const own = rooms.filter(
    (r) => r.unit !== null && (units.includes(r.unit) || (below.has(r.unit) && r.kind !== 'center')),
  );
  const above = rooms.filter((r) => r.kind === 'staff' && r.unit !== null && over.has(r.unit));
  return {
    id: p.id,
    name: p.name,
    household: p.household,
    roles,
    rooms: [...new Set([...p.rooms, ...above.map((r) => r.id), ...own.map((r) => r.id)])],
  };
}

async function lineOf(parts: ConsoleParts, id: MessageId): Promise<Line | null> {
  const said = await lineById(parts.store.db, id);
  return said ? ((await lines(parts, [said]))[0] ?? null) : null;
}

const newestFirst = ({ bot, taxonomy }: ConsoleParts, found: readonly Ticket[]) =>
  [...found]
    .sort((a, b) => b.number - a.number)
    .slice(0, MOST_TICKETS)
    .map((t) => ticketView(t, bot.town(), taxonomy));

async function ticketsAt({ bot, store }: ConsoleParts, place: Place): Promise<Ticket[]> {
  const town = bot.town();
  if ('room' in place) {
    const room = town.rooms.get(place.room);
    if (!room || room.kind === 'residents' || room.kind === 'special')
      return ticketsRaisedIn(store.db, place.room, MOST_TICKETS);
    const units = room.unit === null ? [] : subtree(town, room.unit).map((u) => u.id);
    return ticketsOfUnits(store.db, units, STATUSES, MOST_TICKETS * 5);
  }
  const staff = town.staff.get(place.person);
  if (!staff) return ticketsOfReporter(store.db, place.person, MOST_TICKETS);
  const units = unitsOf(staff).flatMap((u) => subtree(town, u).map((s) => s.id));
  return ticketsOfUnits(store.db, [...new Set(units)], STATUSES, MOST_TICKETS * 5);
}

/** What these note is a reason for the program's own records, not words for people. */
const RAISING: ReadonlySet<string> = new Set<TicketChange>(['opened', 'proposed']);

async function detail(parts: ConsoleParts, number: number): Promise<TicketDetail | null> {
  const ticket = await findTicket(parts.store.db, number);
  if (!ticket) return null;
  const events = await eventsOf(parts.store.db, number);
  const nameOf = await nameFinder(
    parts,
    events.flatMap((e) => (e.person === null ? [] : [e.person])),
  );
  const steps = events.map((e) => ({
    at: e.at,
    change: e.change,
    person: e.person === null ? null : nameOf(e.person),
    note: RAISING.has(e.change) ? null : e.note,
    message: e.by,
  }));
  return { ...ticketView(ticket, parts.bot.town(), parts.taxonomy), steps };
}

async function noticesAt(parts: ConsoleParts, place: Place): Promise<NoticeView[]> {
  const { bot, store } = parts;
  const found: NoticeView[] = [];
  for (const notice of await recentNotices(store.db, 50)) {
    const view = await noticeView(store.db, bot.town(), notice);
    const deliveries = await deliveriesOf(store.db, notice.number);
    const here =
      'room' in place
        ? notice.askedIn === place.room || deliveries.some((d) => d.room === place.room)
        : notice.askedBy === place.person;
    if (!here || notice.status === 'cancelled') continue;
    const nameOf = await nameFinder(parts, [notice.askedBy]);
    found.push({
      number: notice.number,
      text: notice.text,
      status: notice.status,
      askedBy: nameOf(notice.askedBy),
      createdAt: notice.createdAt,
      deadline: notice.deadline,
      needsReceipt: notice.needsReceipt,
      rooms: view.rooms,
      sent: view.sent,
      receipts: view.receipts,
      households: view.households,
    });
  }
  return found;
}
