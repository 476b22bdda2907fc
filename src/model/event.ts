/** What comes in from a platform: adapters make these, `accept` keeps each once. */
import type { AccountId, Instant, MessageId, PersonId, PlatformId, RoomId } from './ids.js';

/** Where an event came in. */
export interface Source {
  readonly platform: PlatformId;
  readonly account: AccountId;
}

/**
 * What a message is, whatever it says. text: words, also under a picture. image: pictures without words. Of all others only
 * the words that the platform gives with them are kept: a link's title and address, a place's name, a file's name.
 */
export const MESSAGE_KINDS = [
  'text',
  'image',
  'voice',
  'video',
  'file',
  'sticker',
  'location',
  'link',
  'card',
  'money',
  'other',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export interface IncomingMessage {
  readonly type: 'message';
  readonly source: Source;
  /** Unique over all adapters. */
  readonly id: MessageId;
  /** When it was said, by the platform's clock. */
  readonly at: Instant;
  /** null: said to the bot in private. */
  readonly room: RoomId | null;
  /** What the room is called, when the platform tells it. */
  readonly roomName: string | null;
  readonly from: PersonId;
  /** The speaker's nickname in that room, when the platform tells it. */
  readonly fromName: string | null;
  readonly kind: MessageKind;
  readonly text: string;
  /** Content hashes of the pictures; the bytes are kept once by hash. "missing" stands for one that could not be kept. */
  readonly images: readonly string[];
  readonly quote: MessageId | null;
  /** Whom it mentions; the bot itself is `mentionsBot`. */
  readonly mentions: readonly PersonId[];
  readonly mentionsBot: boolean;
}

export interface IncomingMembership {
  readonly type: 'join' | 'leave' | 'rename';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly person: PersonId;
  /** The nickname after the event. */
  readonly name: string | null;
}

/** Everybody in a room just now, the bot left out; only from platforms that tell. */
export interface IncomingMembers {
  readonly type: 'members';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly members: readonly { readonly person: PersonId; readonly name: string | null }[];
}

/** The bot's own account was put into a room, or is no longer in it (left, removed, room dissolved). */
export interface IncomingPresence {
  readonly type: 'botIn' | 'botOut';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly roomName: string | null;
  /** Who did it, when the platform tells. */
  readonly by: PersonId | null;
}

/** Every room the account sits in just now; given after each connection by platforms that tell. */
export interface IncomingRooms {
  readonly type: 'rooms';
  readonly source: Source;
  readonly at: Instant;
  readonly rooms: readonly { readonly room: RoomId; readonly name: string | null }[];
}

export interface IncomingRoomRename {
  readonly type: 'roomName';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly name: string;
}

export interface IncomingRecall {
  readonly type: 'recall';
  readonly source: Source;
  readonly at: Instant;
  readonly message: MessageId;
}

/** Somebody changed what they had said. */
export interface IncomingEdit {
  readonly type: 'edit';
  readonly source: Source;
  readonly at: Instant;
  readonly message: MessageId;
  /** All of it as it reads now. */
  readonly text: string;
}

/** The platform gave a room a new id. */
export interface IncomingRoomId {
  readonly type: 'roomId';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly newId: RoomId;
  /** true: the platform itself says that it is the same room. Otherwise it stays bound only once a person has confirmed it. */
  readonly certain: boolean;
}

/** The account is cut off from now on; kept at once, so that the outage is known even if the process ends during it. */
export interface IncomingDown {
  readonly type: 'down';
  readonly source: Source;
  readonly at: Instant;
  /** One sentence for the log and for `doctor`. */
  readonly reason: string;
}

/** The account was cut off from `at` to `until`. */
export interface IncomingGap {
  readonly type: 'gap';
  readonly source: Source;
  readonly at: Instant;
  readonly until: Instant;
  /** true: the platform keeps what was said meanwhile and gives it now; false: it is lost. */
  readonly replayed: boolean;
}

export type Incoming =
  | IncomingMessage
  | IncomingMembership
  | IncomingMembers
  | IncomingPresence
  | IncomingRooms
  | IncomingRoomRename
  | IncomingRecall
  | IncomingEdit
  | IncomingRoomId
  | IncomingDown
  | IncomingGap;
