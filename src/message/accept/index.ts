/** accept: keeps every incoming event once, numbered in arrival order, durable before anything else happens. */
import type { IncomingMessage, Source } from '../../model/event.js';
import type { Instant, PersonId, RoomId } from '../../model/ids.js';
import { householdFromNickname } from '../../roster/household.js';
import type { Db } from '../../store/open.js';
import { keepMessage, type KeptMessage } from '../../store/messages.js';
import { releaseFor } from '../../store/outbox.js';
import { membersAmong } from '../../store/members.js';
import { findPerson, saveMember, savePerson } from '../../store/people.js';
import { personBehind, personsBehind } from '../../store/identities.js';
import { roomByPlatformId } from '../../store/rooms.js';
import { spokenIn } from '../../rooms/presence.js';
import type { Doing } from '../doing.js';
import type { Familiar } from './familiar.js';

/** Texts longer than this are kept cut: nobody writes more in a group, and the reader looks at 5,000. In UTF-16 units. */
const KEPT_TEXT = 20_000;

/** The message as kept; null when it was kept before. A room the bot is new in is kept with it, bound to no unit. */
export async function acceptMessage(
  doing: Doing,
  message: IncomingMessage,
  familiar: Familiar,
): Promise<KeptMessage | null> {
  const { tx, now } = doing;
  const text = cleaned(message.text);
  const room = message.room === null ? null : await roomMet(doing, message, message.room, familiar);
  const met = familiar.speaker(message, room);
  const from = met ?? (await personBehind(tx, message.from));
  const mentions = await personsBehind(tx, message.mentions);
  const kept = await keepMessage(tx, { ...message, room, from, mentions, text }, now);
  if (kept === null) return null;
  if (met === undefined) {
    await seen(tx, from, message.fromName, room, message.at);
    // Only what was just looked up: who was forgotten meanwhile may be somebody else by now.
    familiar.keepSpeaker(message, room, from);
  }
  if (room === null) await releaseFor(tx, from, now);
  return kept;
}

async function roomMet(
  doing: Doing,
  { source, roomName: name, at }: IncomingMessage,
  platformRoom: RoomId,
  familiar: Familiar,
): Promise<RoomId> {
  const met = familiar.room(source, platformRoom, name);
  if (met !== undefined) return met;
  const found = await spokenIn(doing, source, { room: platformRoom, name, at });
  familiar.keepRoom(source, platformRoom, name, found);
  return found;
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
  if (room === null) return;
  const [member] = await membersAmong(tx, room, [id]);
  const renamed = nickname !== null && member?.name !== nickname;
  if (member === undefined || member.leftAt !== null || renamed) await saveMember(tx, room, id, name, at);
}
