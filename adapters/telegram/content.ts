/** What a message is and what words and picture it brings. Pure. */
import type { Message, MessageEntity, PhotoSize } from 'telegraf/types';
import type { MessageKind } from '../../src/model/event.js';
import { PHOTO_LIMIT_BYTES } from '../photos.js';

export interface Picture {
  readonly fileId: string;
  /** As Telegram tells it; null when it does not. */
  readonly bytes: number | null;
}

export interface Content {
  readonly kind: MessageKind;
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  readonly picture: Picture | null;
}

const plain = (kind: MessageKind, text = ''): Content => ({ kind, text, entities: [], picture: null });

interface Captioned {
  readonly caption?: string;
  readonly caption_entities?: MessageEntity[];
}

const captioned = (kind: MessageKind, { caption, caption_entities: entities }: Captioned, name = ''): Content => ({
  ...plain(kind, caption ?? name),
  entities: caption === undefined ? [] : (entities ?? []),
});

/** A picture with words under it is a text. */
const pictured = (message: Captioned, picture: Picture | null): Content => ({
  ...captioned((message.caption ?? '') === '' ? 'image' : 'text', message),
  picture,
});

/** The largest that we keep, else the largest there is. */
function largest(sizes: readonly PhotoSize[]): Picture | null {
  const byArea = [...sizes].sort((a, b) => b.width * b.height - a.width * a.height);
  const chosen = byArea.find((size) => (size.file_size ?? 0) <= PHOTO_LIMIT_BYTES) ?? byArea[0];
  return chosen === undefined ? null : { fileId: chosen.file_id, bytes: chosen.file_size ?? null };
}

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n');

function attached(message: Message): Content | null {
  if ('photo' in message) return pictured(message, largest(message.photo));
  if ('animation' in message) return captioned('video', message);
  if ('document' in message) {
    const { document } = message;
    if (document.mime_type?.startsWith('image/') !== true) return captioned('file', message, document.file_name);
    return pictured(message, { fileId: document.file_id, bytes: document.file_size ?? null });
  }
  if ('audio' in message) return captioned('file', message, message.audio.file_name ?? message.audio.title);
  if ('voice' in message) return captioned('voice', message);
  if ('video' in message) return captioned('video', message);
  if ('video_note' in message) return plain('video');
  return null;
}

/** null: a line of Telegram's own (a pinned message, a new picture of the group), nobody's words. */
export function contentOf(message: Message): Content | null {
  if ('text' in message) return { ...plain('text', message.text), entities: message.entities ?? [] };
  const found = attached(message);
  if (found !== null) return found;
  if ('sticker' in message) return plain('sticker', message.sticker.emoji);
  if ('venue' in message) return plain('location', lines(message.venue.title, message.venue.address));
  if ('location' in message) return plain('location');
  if ('contact' in message) {
    const { first_name: first, last_name: last, phone_number: phone } = message.contact;
    return plain('card', lines([first, last ?? ''].join(' ').trim(), phone));
  }
  if ('poll' in message) return plain('other', message.poll.question);
  if ('dice' in message || 'game' in message || 'story' in message) return plain('other');
  return null;
}
