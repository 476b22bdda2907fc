/** Buttons both ways: a text's buttons as an inline keyboard, and a press as words of who pressed. */
import { createHash } from 'node:crypto';
import type { CallbackQuery, InlineKeyboardMarkup } from 'telegraf/types';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Words } from '../../src/message/reply/words.js';
import type { IncomingMessage } from '../../src/model/event.js';
import type { Button, Sink } from '../adapter.js';
import { nameOf } from './acquaintances.js';
import type { Client } from './client.js';
import { failureOf, reasonOf } from './failure.js';
import { placeOf, type Reading } from './incoming.js';
import type { Ids } from './ids.js';
import type { Notes } from './notes.js';

/** Telegram's limit for what a button carries. */
const DATA_LIMIT_BYTES = 64;
const BUTTONS_A_ROW = 3;
/** Telegram's limit is 200; a toast is read in passing. */
const TOAST_LENGTH = 60;
/** After it Telegram lets the button's clock run on and shows an error. */
const ANSWER_LIMIT_MS = 10_000;

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);

/** Words that fit travel in the button; longer ones are noted and go by a key. */
const dataOf = (says: string): { readonly data: string; readonly noted: string | null } => {
  const plain = `s:${says}`;
  if (Buffer.byteLength(plain) <= DATA_LIMIT_BYTES) return { data: plain, noted: null };
  const key = digest(says, 22);
  return { data: `k:${key}`, noted: key };
};

const noteKey = (key: string): string => `button:${key}`;

/** Rejects when the words of a long button can't be kept. */
export async function keyboardOf(buttons: readonly Button[], notes: Notes): Promise<InlineKeyboardMarkup> {
  const row: InlineKeyboardMarkup['inline_keyboard'][number] = [];
  for (const { label, says } of buttons) {
    const { data, noted } = dataOf(says);
    if (noted !== null) await notes.write(noteKey(noted), says);
    row.push({ text: label, callback_data: data });
  }
  const rows = Math.ceil(row.length / BUTTONS_A_ROW);
  return {
    inline_keyboard: Array.from({ length: rows }, (_, at) => row.slice(at * BUTTONS_A_ROW).slice(0, BUTTONS_A_ROW)),
  };
}

export interface PressDeps {
  readonly reading: Reading;
  readonly sink: Sink;
  readonly notes: Notes;
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Log;
  readonly words: Words;
}

/** What a button says; null when it is none of ours, or its words were forgotten. */
async function saysOf(query: CallbackQuery, notes: Notes): Promise<string | null> {
  const data = 'data' in query ? query.data : '';
  if (data.startsWith('s:')) return data.slice(2);
  return data.startsWith('k:') ? notes.read(noteKey(data.slice(2))) : null;
}

/** null: where it stands can't be told. Of a message too old to be shown Telegram tells the chat, but not the topic. */
function roomOf({ message }: CallbackQuery, ids: Ids): Pick<IncomingMessage, 'room' | 'roomName'> | null {
  if (message === undefined) return null;
  const { chat } = message;
  if (chat.type === 'private') return { room: null, roomName: null };
  const shown = 'from' in message;
  if (!shown && 'is_forum' in chat) return null;
  const place = shown ? placeOf(message) : { chat: chat.id, topic: null };
  return { room: ids.room(place), roomName: 'title' in chat ? chat.title : null };
}

/** An update carries no time of a press: it is now. */
function pressEvent(query: CallbackQuery, says: string, { reading, clock }: PressDeps): IncomingMessage | null {
  const { ids, source } = reading;
  const place = roomOf(query, ids);
  if (place === null || query.message === undefined) return null;
  const { chat, message_id: message } = query.message;
  return {
    type: 'message',
    source,
    id: ids.press(chat.id, message, query.from.id, digest(says, 10)),
    at: clock.now(),
    ...place,
    from: ids.person(query.from.id),
    fromName: nameOf(query.from),
    kind: 'text',
    text: says,
    images: [],
    quote: ids.message(chat.id, message),
    mentions: [],
    mentionsBot: true,
  };
}

/** Resolves with the toast once the press is durable. Whoever pressed before is told so, also after a restart. */
async function taken(query: CallbackQuery, deps: PressDeps): Promise<string> {
  const { notes, sink, words } = deps;
  const says = await saysOf(query, notes);
  const event = says === null ? null : pressEvent(query, says, deps);
  if (event === null) return words('menu.pressed.expired');
  const key = `press:${event.id}`;
  const before = await notes.read(key);
  if (before !== null && before !== query.id) return words('menu.pressed.twice');
  await sink.receive(event);
  await notes.write(key, query.id);
  return words('menu.pressed.taken', { says: event.text.slice(0, TOAST_LENGTH).toWellFormed() });
}

/** Resolves once the press is durable; the toast is shown meanwhile. One after another for each chat. */
export async function pressed(query: CallbackQuery, deps: PressDeps): Promise<void> {
  const toast = await taken(query, deps);
  void answer(query, toast, deps);
}

/** A press that comes to us late can't be answered any more: its words count all the same. */
async function answer({ id }: CallbackQuery, text: string, { client, log }: PressDeps): Promise<void> {
  try {
    await client.call('answerCallbackQuery', { callback_query_id: id, text }, { limitMs: ANSWER_LIMIT_MS });
  } catch (error) {
    log.info({ reason: reasonOf(failureOf(error)) }, 'a press could not be answered');
  }
}
