/** The only place where this platform's ids are made and read. Chats are numbered for all bots alike, so the account stands in each. */
import {
  messageId,
  personId,
  roomId,
  type AccountId,
  type MessageId,
  type PersonId,
  type RoomId,
} from '../../src/model/ids.js';

/** A chat, or one topic of a forum: topics are rooms of their own. */
export interface Place {
  readonly chat: number;
  readonly topic: number | null;
}

export interface Spot {
  readonly chat: number;
  readonly message: number;
}

export interface Ids {
  readonly room: (place: Place) => RoomId;
  readonly person: (user: number) => PersonId;
  readonly message: (chat: number, message: number) => MessageId;
  /** The same for every press of one person on one button (`key` tells the buttons of a message apart). */
  readonly press: (chat: number, message: number, user: number, key: string) => MessageId;
  /** null: not an id of this account. */
  readonly placeOf: (room: RoomId) => Place | null;
  readonly userOf: (person: PersonId) => number | null;
  /** Of a press it is the message that carries the button. */
  readonly spotOf: (message: MessageId) => Spot | null;
}

export function idsOf(account: AccountId): Ids {
  const head = `tg:${account}:`;
  const own = (id: string, pattern: RegExp): RegExpExecArray | null =>
    id.startsWith(head) ? pattern.exec(id.slice(head.length)) : null;
  return {
    room: ({ chat, topic }) => roomId(`${head}${chat}${topic === null ? '' : `:t${topic}`}`),
    person: (user) => personId(`${head}${user}`),
    message: (chat, message) => messageId(`${head}${chat}:${message}`),
    press: (chat, message, user, key) => messageId(`${head}${chat}:${message}:p${user}:${key}`),
    placeOf: (room) => {
      const found = own(room, /^(-?\d+)(?::t(\d+))?$/);
      if (found === null) return null;
      return { chat: Number(found[1]), topic: found[2] === undefined ? null : Number(found[2]) };
    },
    userOf: (person) => {
      const found = own(person, /^(-?\d+)$/);
      return found === null ? null : Number(found[1]);
    },
    spotOf: (message) => {
      const found = own(message, /^(-?\d+):(\d+)(?::p.*)?$/);
      return found === null ? null : { chat: Number(found[1]), message: Number(found[2]) };
    },
  };
}
