/** Telegram's updates become events of the adapter contract. Channels are no rooms: their posts and changes are left out. */
import type { Types } from 'telegraf';
import type { Chat, ChatMember, ChatMemberUpdated, Message, Update, User } from 'telegraf/types';
import type { Incoming, IncomingMessage, Source } from '../../src/model/event.js';
import type { Instant, PersonId, RoomId } from '../../src/model/ids.js';
import { nameOf } from './acquaintances.js';
import { contentOf, type Picture } from './content.js';
import type { Ids, Place } from './ids.js';
import { wordsOf, type Hearing } from './said.js';

export interface Reading extends Hearing {
  readonly source: Source;
  readonly ids: Ids;
}

/** A picture is still to be fetched before the event is given. */
export interface Taken {
  readonly event: Incoming;
  readonly picture: Picture | null;
  /** The group became another chat: told once, however often Telegram says so. */
  readonly migration?: { readonly from: number; readonly to: number };
}

/** What is asked of Telegram; callback_query is read in press.ts. */
export const UPDATES_WANTED = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'chat_member',
] as const satisfies readonly Types.UpdateType[];

const instant = (unixSeconds: number): Instant => unixSeconds * 1000;

const only = (event: Incoming): Taken[] => [{ event, picture: null }];

export function eventsOf(update: Update, reading: Reading): Taken[] {
  if ('message' in update) return fromMessage(update.message, reading);
  if ('edited_message' in update) return fromEdit(update.edited_message, reading);
  if ('my_chat_member' in update) return fromOwnMembership(update.my_chat_member, reading);
  if ('chat_member' in update) return fromMembership(update.chat_member, reading);
  return [];
}

/** A thread number alone is no topic: replies in ordinary groups carry one as well. */
export const placeOf = (message: Message): Place => ({
  chat: message.chat.id,
  topic: message.is_topic_message === true ? (message.message_thread_id ?? null) : null,
});

interface Speaker {
  readonly person: PersonId;
  readonly name: string | null;
}

/**
 * Who says it. An anonymous administrator speaks as the group and a channel as itself: persons of their own, with no role.
 * null: another bot, whose words are no resident's.
 */
function speakerOf(message: Message, { ids, acquaintances }: Reading): Speaker | null {
  const { sender_chat: chat, from } = message;
  if (chat !== undefined) {
    const signature = 'author_signature' in message ? message.author_signature : undefined;
    return { person: ids.person(chat.id), name: signature ?? titleOf(chat) };
  }
  if (from === undefined || from.is_bot) return null;
  acquaintances.met(from);
  return { person: ids.person(from.id), name: nameOf(from) };
}

const titleOf = (chat: Chat): string | null => ('title' in chat ? chat.title : null);

function fromMessage(message: Message, reading: Reading): Taken[] {
  if (message.chat.type === 'channel') return [];
  return fromService(message, reading) ?? fromTalk(message, reading);
}

function fromTalk(message: Message, reading: Reading): Taken[] {
  const content = contentOf(message);
  const speaker = speakerOf(message, reading);
  if (content === null || speaker === null) return [];
  const words = wordsOf(content.text, content.entities, reading);
  if (words.forAnother) return [];
  const { ids, source } = reading;
  const room = message.chat.type === 'private' ? null : ids.room(placeOf(message));
  const event: IncomingMessage = {
    type: 'message',
    source,
    id: ids.message(message.chat.id, message.message_id),
    at: instant(message.date),
    room,
    roomName: roomNameOf(message),
    from: speaker.person,
    fromName: speaker.name,
    kind: content.kind,
    text: room === null ? greeted(words.text) : words.text,
    images: [],
    quote: quoteOf(message, ids),
    mentions: words.mentions.map(ids.person),
    mentionsBot: words.mentionsBot,
  };
  return [...renaming(speaker, room, event.at, reading), { event, picture: content.picture }];
}

/** Telegram's clients send /start for whoever opens the bot for the first time: they want to know what it does. */
const greeted = (text: string): string => (/^\/start(?:\s|$)/.test(text) ? '/help' : text);

/** In a forum every message that answers none "replies" to the line that opened its topic. */
function quoteOf(message: Message, ids: Ids): IncomingMessage['quote'] {
  const quoted = 'reply_to_message' in message ? message.reply_to_message : undefined;
  if (quoted === undefined || 'forum_topic_created' in quoted) return null;
  return ids.message(message.chat.id, quoted.message_id);
}

function roomNameOf(message: Message): string | null {
  const title = titleOf(message.chat);
  const quoted = 'reply_to_message' in message ? message.reply_to_message : undefined;
  if (title === null || message.is_topic_message !== true) return title;
  return quoted !== undefined && 'forum_topic_created' in quoted
    ? topicName(title, quoted.forum_topic_created.name)
    : title;
}

const topicName = (title: string, topic: string): string => `${title} · ${topic}`;

function renaming({ person, name }: Speaker, room: RoomId | null, at: Instant, reading: Reading): Taken[] {
  if (room === null || name === null || !reading.acquaintances.renamed(room, person, name)) return [];
  return only({ type: 'rename', source: reading.source, at, room, person, name });
}

/** What Telegram itself writes into a chat. null: it is talk. */
function fromService(message: Message, reading: Reading): Taken[] | null {
  const { ids, source } = reading;
  const at = instant(message.date);
  const room = ids.room(placeOf(message));
  if ('new_chat_members' in message)
    return message.new_chat_members.flatMap((user) => moved('join', user, room, at, reading));
  if ('left_chat_member' in message) return moved('leave', message.left_chat_member, room, at, reading);
  if ('new_chat_title' in message) return only({ type: 'roomName', source, at, room, name: message.new_chat_title });
  const topic = topicOf(message);
  const title = titleOf(message.chat);
  if (topic !== null && title !== null) {
    return only({ type: 'roomName', source, at, room, name: topicName(title, topic) });
  }
  if ('migrate_to_chat_id' in message)
    return migrated({ from: message.chat.id, to: message.migrate_to_chat_id }, at, reading);
  if ('migrate_from_chat_id' in message)
    return migrated({ from: message.migrate_from_chat_id, to: message.chat.id }, at, reading);
  return null;
}

function topicOf(message: Message): string | null {
  if ('forum_topic_created' in message) return message.forum_topic_created.name;
  if ('forum_topic_edited' in message) return message.forum_topic_edited.name ?? null;
  return null;
}

/** A group that becomes a supergroup gets a new number: for Telegram it is the same one, with certainty. */
export function migrated(
  { from, to }: { readonly from: number; readonly to: number },
  at: Instant,
  { ids, source }: Pick<Reading, 'ids' | 'source'>,
): Taken[] {
  const room = ids.room({ chat: from, topic: null });
  const newId = ids.room({ chat: to, topic: null });
  return [
    { event: { type: 'roomId', source, at, room, newId, certain: true }, picture: null, migration: { from, to } },
  ];
}

/** The bot itself comes and goes by my_chat_member; other bots are no members of a household. */
function moved(type: 'join' | 'leave', user: User, room: RoomId, at: Instant, reading: Reading): Taken[] {
  if (user.is_bot) return [];
  const { ids, source, acquaintances } = reading;
  acquaintances.met(user);
  const person = ids.person(user.id);
  if (!acquaintances.moved(type, room, person, at)) return [];
  return only({ type, source, at, room, person, name: nameOf(user) });
}

const isInside = (member: ChatMember): boolean =>
  member.status === 'restricted' ? member.is_member : !['left', 'kicked'].includes(member.status);

/** Given only where the bot is an administrator. */
function fromMembership(change: ChatMemberUpdated, reading: Reading): Taken[] {
  const { chat, old_chat_member: before, new_chat_member: after } = change;
  if (chat.type === 'channel' || chat.type === 'private' || isInside(before) === isInside(after)) return [];
  const room = reading.ids.room({ chat: chat.id, topic: null });
  return moved(isInside(after) ? 'join' : 'leave', after.user, room, instant(change.date), reading);
}

/** In private it tells that a person blocked the bot: that is seen when something is to be said to them. */
function fromOwnMembership(change: ChatMemberUpdated, { ids, source }: Reading): Taken[] {
  const { chat, from, old_chat_member: before, new_chat_member: after } = change;
  if (chat.type === 'channel' || chat.type === 'private' || isInside(before) === isInside(after)) return [];
  return only({
    type: isInside(after) ? 'botIn' : 'botOut',
    source,
    at: instant(change.date),
    room: ids.room({ chat: chat.id, topic: null }),
    roomName: titleOf(chat),
    by: from.is_bot ? null : ids.person(from.id),
  });
}

function fromEdit(message: Message, reading: Reading): Taken[] {
  const content = contentOf(message);
  if (message.chat.type === 'channel' || content === null || speakerOf(message, reading) === null) return [];
  if (!('text' in message) && !('caption' in message)) return [];
  const { text } = wordsOf(content.text, content.entities, reading);
  const at = instant('edit_date' in message ? (message.edit_date ?? message.date) : message.date);
  const id = reading.ids.message(message.chat.id, message.message_id);
  return only({ type: 'edit', source: reading.source, at, message: id, text });
}
