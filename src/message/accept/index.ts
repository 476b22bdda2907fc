/** accept: keeps every incoming event once, numbered in arrival order, durable before anything else happens. */
import type { IncomingMessage, Source } from '../../model/event.js';
import type { Instant, PersonId, RoomId } from '../../model/ids.js';
import { householdFromNickname } from '../../roster/household.js';
import { spokenIn } from '../../rooms/presence.js';
import { personsBehind } from '../../store/identities.js';
import { knownAmong, saveMembers, savePeople } from '../../store/members.js';
import { keepMessages, type KeptMessage } from '../../store/messages.js';
import type { Db } from '../../store/open.js';
import { releaseFor } from '../../store/outbox.js';
import { seatsOf } from '../../store/people.js';
import { placedAmong, roomByPlatformId } from '../../store/rooms.js';
import type { Doing } from '../doing.js';
import type { Familiar } from './familiar.js';

/** Texts longer than this are kept cut: nobody writes more in a group, and the reader looks at 5,000. In UTF-16 units. */
const KEPT_TEXT = 20_000;

/**
 * The messages as kept, numbered in their order; null for one that was kept before. A room the bot is new in is kept with its
 * first one, bound to no unit. What is not familiar is looked up for all of them together.
 */
export async function acceptMessages(
  doing: Doing,
  messages: readonly IncomingMessage[],
  familiar: Familiar,
): Promise<(KeptMessage | null)[]> {
  const { tx, now } = doing;
  const { forgotten } = familiar;
  const { ours, met } = await withOurs(doing, messages, familiar);
  const kept = await keepMessages(tx, ours, now);
  const strangers: Seen[] = [];
  const privately = new Set<PersonId>();
  messages.forEach((message, at) => {
    const found = kept[at];
    if (!found) return;
    const { room, from } = found;
    if (room === null) privately.add(from);
    if (met[at] !== undefined || familiar.speaker(message, room) !== undefined) return;
    strangers.push({ person: from, nickname: message.fromName, room, at: message.at });
    // Who was forgotten meanwhile may be somebody else by now.
    if (familiar.forgotten === forgotten) familiar.keepSpeaker(message, room, from);
  });
  for (const some of eachOnce(strangers)) await seen(tx, some);
  for (const person of privately) await releaseFor(tx, person, now);
  return kept;
}

/** As told by the platform, with our room and our persons in place of its own; `met`: those whose speaker was familiar. */
async function withOurs(
  doing: Doing,
  messages: readonly IncomingMessage[],
  familiar: Familiar,
): Promise<{ readonly ours: IncomingMessage[]; readonly met: readonly (PersonId | undefined)[] }> {
  const rooms = await roomsMet(doing, messages, familiar);
  const met = messages.map((message, at) => familiar.speaker(message, rooms[at] ?? null));
  const unknown = messages.flatMap(({ from, mentions }, at) =>
    met[at] === undefined ? [from, ...mentions] : mentions,
  );
  const asked = [...new Set(unknown)];
  const found = await personsBehind(doing.tx, asked);
  const behind = new Map(asked.map((id, at) => [id, found[at] ?? id]));
  const ours = messages.map((message, at) => ({
    ...message,
    room: rooms[at] ?? null,
    from: met[at] ?? behind.get(message.from) ?? message.from,
    mentions: message.mentions.map((id) => behind.get(id) ?? id),
    text: cleaned(message.text),
  }));
  return { ours, met };
}

/** Our room of each message, null for a private one. */
async function roomsMet(
  doing: Doing,
  messages: readonly IncomingMessage[],
  familiar: Familiar,
): Promise<(RoomId | null)[]> {
  await meetAgain(doing.tx, messages, familiar);
  const rooms: (RoomId | null)[] = [];
  for (const message of messages)
    rooms.push(message.room === null ? null : await roomMet(doing, message, message.room, familiar));
  return rooms;
}

/** Rooms that stand as they stood when they were kept need no more than one look at all of them. */
async function meetAgain(tx: Db, messages: readonly IncomingMessage[], familiar: Familiar): Promise<void> {
  const unmet = new Map<string, { readonly source: Source; readonly rooms: Set<RoomId> }>();
  for (const { source, room, roomName } of messages) {
    if (room === null || familiar.room(source, room, roomName) !== undefined) continue;
    const account = `${source.platform}/${source.account}`;
    const of = unmet.get(account) ?? { source, rooms: new Set<RoomId>() };
    unmet.set(account, of);
    of.rooms.add(room);
  }
  const { forgotten } = familiar;
  const stand = new Map<string, ReadonlyMap<RoomId, { readonly id: RoomId; readonly name: string }>>();
  for (const [account, { source, rooms }] of unmet) stand.set(account, await placedAmong(tx, source, [...rooms]));
  if (familiar.forgotten !== forgotten) return;
  for (const { source, room, roomName } of messages) {
    if (room === null) continue;
    const known = stand.get(`${source.platform}/${source.account}`)?.get(room);
    const named = roomName === null || roomName.trim() === '' || roomName === known?.name;
    if (known && named) familiar.keepRoom(source, room, roomName, known.id);
  }
}

async function roomMet(
  doing: Doing,
  { source, roomName: name, at }: IncomingMessage,
  platformRoom: RoomId,
  familiar: Familiar,
): Promise<RoomId> {
  const met = familiar.room(source, platformRoom, name);
  if (met !== undefined) return met;
  const { forgotten } = familiar;
  const found = await spokenIn(doing, source, { room: platformRoom, name, at });
  if (familiar.forgotten === forgotten) familiar.keepRoom(source, platformRoom, name, found);
  return found;
}

/** The room of ours that goes by a platform's id, also by one that waits to be confirmed; null: the bot is new there. */
export const ourRoom = async (tx: Db, source: Source, platformRoom: RoomId): Promise<RoomId | null> =>
  (await roomByPlatformId(tx, source, platformRoom))?.id ?? null;

/** NUL ends a string in some drivers and lone surrogates are no text; everything else is kept as said. */
const cleaned = (text: string): string => text.slice(0, KEPT_TEXT).replaceAll('\0', '').toWellFormed();

/** Somebody spoke. */
interface Seen {
  readonly person: PersonId;
  readonly nickname: string | null;
  /** null: in private. */
  readonly room: RoomId | null;
  readonly at: Instant;
}

/** Parted so that nobody stands in a part twice: what is kept of them after the first is known to the next. */
function eachOnce(all: readonly Seen[]): Seen[][] {
  const parts: Map<PersonId, Seen>[] = [];
  for (const one of all) {
    const free = parts.find((part) => !part.has(one.person));
    if (free) free.set(one.person, one);
    else parts.push(new Map([[one.person, one]]));
  }
  return parts.map((part) => [...part.values()]);
}

/** A person is known from the first word, and a member of the room they speak in. Nobody stands in `all` twice. */
async function seen(tx: Db, all: readonly Seen[]): Promise<void> {
  const ids = all.map(({ person }) => person);
  const known = await knownAmong(tx, ids);
  const seats = await seatsOf(tx, ids);
  const people = [];
  const members = [];
  for (const { person: id, nickname, room, at } of all) {
    const before = known.get(id);
    const name = nickname ?? before?.name ?? id;
    const labelled = householdFromNickname(name);
    const household = labelled ?? before?.household ?? null;
    if (before?.name !== name || (before.household === null && household !== null))
      people.push({ id, name, household });
    if (room === null) continue;
    const seat = seats.get(id)?.get(room);
    const renamed = nickname !== null && seat?.name !== nickname;
    if (seat === undefined || seat.left || renamed) members.push({ room, person: id, name, household: labelled, at });
  }
  await savePeople(tx, people);
  await saveMembers(tx, members);
}
