/** What a message is and what words the platform gives with it. */
import type { MessageKind } from '../../src/model/event.js';
import type { Gateway } from './gateway.js';
import { MESSAGE_TYPE, type GatewayMessage } from './protocol.js';

const KINDS: Readonly<Record<keyof typeof MESSAGE_TYPE, MessageKind>> = {
  Unknown: 'other',
  Attachment: 'file',
  Audio: 'voice',
  Contact: 'card',
  ChatHistory: 'other',
  Emoticon: 'sticker',
  Image: 'image',
  Text: 'text',
  Location: 'location',
  MiniProgram: 'link',
  GroupNote: 'other',
  Transfer: 'money',
  RedEnvelope: 'money',
  Recalled: 'other',
  Url: 'link',
  Video: 'video',
  Post: 'other',
};

/** A newer gateway may send types that are not known here. */
export function kindOf(type: number): MessageKind {
  for (const [name, kind] of Object.entries(KINDS)) if (isType(name) && MESSAGE_TYPE[name] === type) return kind;
  return 'other';
}

const isType = (name: string): name is keyof typeof MESSAGE_TYPE => name in MESSAGE_TYPE;

/** The words that come with a message that is no text; '' when the gateway can't tell them. */
export async function wordsOf(message: GatewayMessage, gateway: Gateway): Promise<string> {
  switch (message.type) {
    case MESSAGE_TYPE.Text:
      return message.text;
    case MESSAGE_TYPE.Attachment:
      return message.filename;
    case MESSAGE_TYPE.Url: {
      const { title, url, description } = await gateway.url(message.id);
      return lines(title, description, url);
    }
    case MESSAGE_TYPE.MiniProgram:
      return gateway.miniProgramTitle(message.id);
    case MESSAGE_TYPE.Location: {
      const { name, address } = await gateway.place(message.id);
      return lines(name, address);
    }
    case MESSAGE_TYPE.ChatHistory:
    case MESSAGE_TYPE.GroupNote:
    case MESSAGE_TYPE.Unknown:
      return plain(message.text);
    default:
      return '';
  }
}

/** What is no text carries the platform's own notation where its words would be. */
const plain = (text: string): string => (text.trimStart().startsWith('<') ? '' : text);

const lines = (...parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join('\n');
