/** Gathers what a decision may depend on: the room's talk, its open matters, the notices and questions that wait here. */
import { openNoticesOfRoom } from '../store/notices.js';
import { activeKnowledge } from '../store/knowledge.js';
import { openAsks } from '../store/asks.js';
import { botTalk, outboxByPlatformMessage } from '../store/outbox.js';
import { findMessage, findMessages, privateTalkBefore, talkBefore, type KeptMessage } from '../store/messages.js';
import { mattersOfRoom, privateMattersOf, ticketsOfMessage, ticketsOfUnits } from '../store/tickets.js';
import { findPerson, roomsOfPerson } from '../store/people.js';
import { setting } from '../store/settings.js';
import { keptElsewhere } from '../store/merged.js';
import { standingOf, type RoomStanding } from '../store/rooms.js';
import { ASK_HANDLERS } from '../asks/index.js';
import { isoDate, isoTime } from '../clock/zone.js';
import type { Ticket } from '../model/ticket.js';
import { UNSETTLED } from '../model/ticket.js';
import { isStaff, type Person, type Room } from '../model/town.js';
import type { PersonId, UnitId } from '../model/ids.js';
import type { Before, Reading } from '../model/reading.js';
import { standsBy } from '../rooms/hello.js';
import { subtree, chain } from '../roster/town.js';
import type { Matter, MatterLine, Meaning, Situation, TalkLine } from './decide/situation.js';
import type { Doing } from './doing.js';

const TALK_LINES = 24;
const SETTLED_WITHIN_MS = 24 * 3600_000;
/** What went into a matter of another room is still spoken of here for so long. */
const MERGED_WITHIN_MS = 7 * 24 * 3600_000;
const LINES_OF_MATTER = 8;
/** The same trouble on another day is no continuation of the old talk. */
const TALK_FADES_MS = 24 * 3600_000;

/** How nothing at all is read. */
export const EMPTY_READING: Reading = {
  act: 'chat',
  category: null,
  urgency: null,
  location: null,
  phones: [],
  people: null,
  time: null,
  items: [],
  confidence: 1,
  alternatives: [],
};

export interface Known {
  /** Without stored answers. */
  readonly situation: Situation;
  /** The talk before it as the reader takes it. */
  readonly before: readonly Before[];
  /** The room is still spoken in by the account that heard the message. */
  readonly spokenInBySource: boolean;
}

/** What is known around a kept message; looked up together, since each look costs a way to the database and back. */
export async function recall(doing: Doing, message: KeptMessage): Promise<Known> {
  const { tx, now, town } = doing;
  const room = message.room === null ? null : (town.rooms.get(message.room) ?? null);
  const [sender, talk, tickets, quoted, notices, asks, standing, stands, introduced, own] = await Promise.all([
    senderOf(doing, message),
    talkOf(doing, message),
    candidateTickets(doing, room, message.from),
    quotedBy(doing, message),
    room === null ? [] : openNoticesOfRoom(tx, room.id, now),
    openAsks(tx, message.room, message.from, now),
    room === null ? null : standingOf(tx, room.id),
    room !== null && room.unit === null && standsBy(tx, doing.rules, message.source, room.id),
    room === null ? setting(tx, `introduced:${message.from}`) : null,
    ownTalk(doing, message),
  ]);
  const unit = room === null ? await unitOfPerson(doing, sender) : room.unit;
  const situation: Situation = {
    now,
    rules: doing.rules,
    town,
    message,
    sender,
    room,
    unit,
    talk,
    matters: await asMatters(doing, tickets, talk),
    quoted,
    notices,
    asks,
    knowledge: [],
    today: isoDate(now, town.zone),
    messageTime: isoTime(message.at, town.zone),
    emptyReading: EMPTY_READING,
    askTakes: (words, ask) => ASK_HANDLERS.find((h) => h.kind === ask.kind)?.takes(words, ask) ?? false,
    roomUnconfirmed: standing?.unconfirmed ?? false,
    standsBy: stands,
    introduced: introduced !== null,
  };
  return { situation, before: beforeOf(message, talk, own), spokenInBySource: isBy(standing, message) };
}

const isBy = (standing: RoomStanding | null, { source }: KeptMessage): boolean =>
  standing?.platform === source.platform && standing.account === source.account;

/** With the stored answers, where something was asked: few messages ask, and a town may have hundreds of answers. */
export async function withAnswers(
  { tx, town }: Doing,
  { reading, alone, parts }: Meaning,
  situation: Situation,
): Promise<Situation> {
  const { unit, today } = situation;
  const asks = [reading, alone, ...parts.map((part) => part.reading)].some((read) => read?.act === 'question');
  if (unit === null || !asks) return situation;
  const units = chain(town, unit).map((u) => u.id);
  return { ...situation, knowledge: await activeKnowledge(tx, units, today) };
}

async function senderOf(doing: Doing, message: KeptMessage): Promise<Person> {
  const known = doing.town.staff.get(message.from) ?? (await findPerson(doing.tx, message.from));
  return known ?? { id: message.from, name: message.fromName ?? message.from, household: null, roles: [] };
}

async function talkOf({ tx, town }: Doing, message: KeptMessage): Promise<TalkLine[]> {
  const lines =
    message.room === null
      ? await privateTalkBefore(tx, message.from, message.seq, TALK_LINES)
      : await talkBefore(tx, message.room, message.seq, TALK_LINES);
  return lines.map((line) => ({ message: line, byStaff: staffId(town, line.from) }));
}

const staffId = (town: Doing['town'], id: PersonId): boolean => {
  const person = town.staff.get(id);
  return person !== undefined && isStaff(person);
};

/** A residents' room sees its own matters, a staff room those of its units, a private talk what its person told in private. */
async function candidateTickets(doing: Doing, room: Room | null, sender: PersonId): Promise<Ticket[]> {
  const since = doing.now - SETTLED_WITHIN_MS;
  if (room === null) return privateMattersOf(doing.tx, sender, since);
  const raised = await Promise.all([
    mattersOfRoom(doing.tx, room.id, since),
    keptElsewhere(doing.tx, room.id, doing.now - MERGED_WITHIN_MS),
  ]);
  const own = raised.flat();
  if (room.kind !== 'staff' || room.unit === null) return own;
  const units = subtree(doing.town, room.unit).map((u) => u.id);
  const below = await ticketsOfUnits(doing.tx, units, ['proposed', ...UNSETTLED], 60);
  return [...own, ...below.filter((t) => !own.some((o) => o.number === t.number) && !t.confidential)];
}

/** The first and the last few messages of each ticket; those that are not of the talk just read are looked up together. */
async function asMatters({ tx }: Doing, tickets: readonly Ticket[], talk: readonly TalkLine[]): Promise<Matter[]> {
  const idsOf = ({ messages }: Ticket) =>
    messages.length <= LINES_OF_MATTER ? messages : [...messages.slice(0, 1), ...messages.slice(1 - LINES_OF_MATTER)];
  const spoken = new Map(talk.map(({ message }) => [message.id, message]));
  const others = tickets.flatMap(idsOf).filter((id) => !spoken.has(id));
  const found = new Map([...spoken, ...(await findMessages(tx, others))]);
  return tickets.map((ticket) => ({
    ticket,
    lines: idsOf(ticket)
      .map((id) => found.get(id))
      .filter((m): m is KeptMessage => m !== undefined && m.recalledAt === null)
      .map((m): MatterLine => ({ id: m.id, text: m.text, from: m.from, at: m.at })),
  }));
}

async function quotedBy({ tx }: Doing, message: KeptMessage): Promise<Situation['quoted']> {
  if (message.quote === null) return null;
  const own = await outboxByPlatformMessage(tx, message.quote);
  if (own) return { text: own.text, tickets: own.ticket === null ? [] : [own.ticket], notice: own.notice };
  const quoted = await findMessage(tx, message.quote);
  return { text: quoted?.text ?? '', tickets: await ticketsOfMessage(tx, message.quote), notice: null };
}

/** Where a private matter belongs: the unit of a residents' room they are in, of their household, of their role. */
async function unitOfPerson(doing: Doing, person: Person): Promise<UnitId | null> {
  const rooms = await roomsOfPerson(doing.tx, person.id);
  const residents = rooms
    .map((id) => doing.town.rooms.get(id))
    .find((r) => r !== undefined && r.unit !== null && r.kind !== 'center' && r.kind !== 'staff');
  return residents?.unit ?? registeredIn(doing, person) ?? person.roles[0]?.unit ?? townRoot(doing);
}

/** The one unit whose register has the person's household; null when none or several have. */
function registeredIn({ town }: Doing, { household }: Person): UnitId | null {
  if (household === null) return null;
  const [unit, another] = [...town.units.values()].filter((u) => u.households.includes(household));
  return unit === undefined || another !== undefined ? null : unit.id;
}

/** Nobody knows where the person lives: the matter is the town's. */
function townRoot({ town }: Doing): UnitId | null {
  const [first] = town.units.values();
  return first === undefined ? null : (chain(town, first.id).at(-1)?.id ?? null);
}

const ownTalk = async ({ tx }: Doing, { room, at }: KeptMessage): Promise<readonly OwnLine[]> =>
  room === null ? [] : botTalk(tx, room, at - 3600_000, 8);

type OwnLine = Awaited<ReturnType<typeof botTalk>>[number];

/** The talk before as the reader takes it: residents, staff and the bot itself, in order of time. */
function beforeOf(message: KeptMessage, talk: readonly TalkLine[], own: readonly OwnLine[]): Before[] {
  const people = talk
    .filter(({ message: m }) => m.recalledAt === null && message.at - m.at <= TALK_FADES_MS)
    .map(({ message: m, byStaff }) => ({
      at: m.at,
      line: {
        text: m.text,
        role: byStaff ? 'staff' : 'resident',
        sameSpeaker: m.from === message.from,
        ...(m.act !== null && { act: m.act }),
        agoMs: Math.max(0, message.at - m.at),
      } satisfies Before,
    }));
  const bot = own.map((o) => ({
    at: o.at,
    line: { text: o.text, role: 'bot', sameSpeaker: false, agoMs: Math.max(0, message.at - o.at) } satisfies Before,
  }));
  return [...people, ...bot]
    .sort((a, b) => a.at - b.at)
    .slice(-8)
    .map(({ line }) => line);
}
