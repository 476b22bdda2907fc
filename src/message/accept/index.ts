/** accept: keeps every incoming event once, numbered in arrival order, durable before anything else happens. */
import type { IncomingMembership, IncomingMessage, Source } from '../../model/event.js';
import type { Instant, PersonId, RoomId } from '../../model/ids.js';
import { householdFromNickname } from '../../roster/household.js';
import type { Db } from '../../store/open.js';
import { insertMessage } from '../../store/messages.js';
import { findPerson, isMember, memberLeft, saveMember, savePerson } from '../../store/people.js';
import { roomByPlatformId, saveRoom } from '../../store/rooms.js';

/** Texts longer than this are kept cut: nobody writes more in a group, and the reader looks at 5,000. In UTF-16 units. */
const KEPT_TEXT = 20_000;

/** true when the message is new and kept; false when it was kept before. */
export async function acceptMessage(
  tx: Db,
  message: IncomingMessage,
  now: Instant,
  roomKnown: boolean,
): Promise<boolean> {
  const text = cleaned(message.text);
  const ours = message.room === null || roomKnown ? message.room : await ourRoom(tx, message.source, message.room);
  const room = ours ?? message.room;
  if (!(await insertMessage(tx, { ...message, room, text }, now))) return false;
  if (room !== null && ours === null)
    await saveRoom(tx, { id: room, name: room, unit: null, kind: 'residents' }, message.source);
  await seen(tx, message.from, message.fromName, room, message.at);
  return true;
}

/** The room of ours that goes by a platform's id, also by one that waits to be confirmed; null: the bot is new there. */
export const ourRoom = async (tx: Db, source: Source, platformRoom: RoomId): Promise<RoomId | null> =>
  (await roomByPlatformId(tx, source, platformRoom))?.id ?? null;

/** NUL ends a string in some drivers and lone surrogates are no text; everything else is kept as said. */
const cleaned = (text: string): string => text.slice(0, KEPT_TEXT).replaceAll('\0', '').toWellFormed();

/** A person is known from the first word, and a member of the room they speak in. */
async function seen(tx: Db, id: PersonId, nickname: string | null, room: RoomId | null, at: Instant): Promise<void> {
  const known = await findPerson(tx, id);
  const name = nickname ?? known?.name ?? id;
  const household = householdFromNickname(name) ?? known?.household ?? null;
  if (known?.name !== name || (known.household === null && household !== null))
    await savePerson(tx, { id, name, household });
  if (room !== null && !(await isMember(tx, room, id))) await saveMember(tx, room, id, name, at);
}

export async function acceptMembership(tx: Db, event: IncomingMembership): Promise<void> {
  if (event.type === 'leave') return memberLeft(tx, event.room, event.person, event.at);
  const known = await findPerson(tx, event.person);
  const name = event.name ?? known?.name ?? event.person;
  await savePerson(tx, { id: event.person, name, household: householdFromNickname(name) ?? known?.household ?? null });
  await saveMember(tx, event.room, event.person, name, event.at);
}
