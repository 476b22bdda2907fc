/** What is to be said, as the messages that Telegram takes. Pure. */
import type { MessageEntity } from 'telegraf/types';
import type { Outgoing } from '../adapter.js';
import type { Ids } from './ids.js';
import { CAPTION_LIMIT, splitText, TEXT_LIMIT } from './split.js';

export interface Part {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** null: a text. Otherwise the text is its caption. */
  readonly photo: Buffer | null;
  /** The address whose preview is shown; null: none is. */
  readonly preview: string | null;
}

/** "@name " for each, marked so that also people without a user name are told of it. Somebody from elsewhere is only named. */
function addressed(mentions: Outgoing['mentions'], ids: Ids): { text: string; entities: MessageEntity[] } {
  let text = '';
  const entities: MessageEntity[] = [];
  for (const { id, name } of mentions.filter((each) => each.name.trim() !== '')) {
    const user = ids.userOf(id);
    const marked = `@${name.trim()}`;
    if (user !== null && user > 0) {
      const who = { id: user, is_bot: false, first_name: name };
      entities.push({ type: 'text_mention', offset: text.length, length: marked.length, user: who });
    }
    text += `${marked} `;
  }
  return { text, entities };
}

const linkLines = ({ title, description, url }: NonNullable<Outgoing['link']>): string =>
  [title, description, url].filter((line) => line.trim() !== '').join('\n');

/** Words that fit under the first picture stand there; longer ones go before the pictures. */
export function partsOf(message: Outgoing, photos: readonly Buffer[], ids: Ids): Part[] {
  const { text: names, entities } = addressed(message.mentions, ids);
  const words = [message.text, message.link === null ? '' : linkLines(message.link)].filter((t) => t.trim() !== '');
  const text = words.length === 0 ? '' : names + words.join('\n\n');
  const preview = message.link?.url ?? null;
  const picture = (photo: Buffer, caption = '', marks: readonly MessageEntity[] = []): Part => ({
    text: caption,
    entities: marks,
    photo,
    preview: null,
  });
  const [first, ...others] = photos;
  if (first !== undefined && preview === null && text.length <= CAPTION_LIMIT) {
    return [picture(first, text, entities), ...others.map((photo) => picture(photo))];
  }
  const texts = splitText(text, TEXT_LIMIT);
  const said = texts.map((part, at): Part => ({
    text: part,
    entities: at === 0 ? entities.filter(({ offset, length }) => offset + length <= part.length) : [],
    photo: null,
    preview: at === texts.length - 1 ? preview : null,
  }));
  return [...said, ...photos.map((photo) => picture(photo))];
}
