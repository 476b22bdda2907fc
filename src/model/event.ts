/** What comes in from a platform: adapters make these, `accept` keeps each once. */
import type { AccountId, Instant, MessageId, PersonId, PlatformId, RoomId } from './ids.js';

/** Where an event came in. */
export interface Source {
  readonly platform: PlatformId;
  readonly account: AccountId;
}

export interface IncomingMessage {
  readonly type: 'message';
  readonly source: Source;
  /** Unique over all adapters. */
  readonly id: MessageId;
  /** When it was said, by the platform's clock. */
  readonly at: Instant;
  /** null: said to the bot in private. */
  readonly room: RoomId | null;
  readonly from: PersonId;
  /** The speaker's nickname in that room, when the platform tells it. */
  readonly fromName: string | null;
  readonly text: string;
  /** Content hashes of the pictures; the bytes are kept once by hash. */
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

/** The platform gave a room a new id; it stays bound only once a person has confirmed it. */
export interface IncomingRoomId {
  readonly type: 'roomId';
  readonly source: Source;
  readonly at: Instant;
  readonly room: RoomId;
  readonly newId: RoomId;
}

/** The account was cut off from `at` to `until`. */
export interface IncomingGap {
  readonly type: 'gap';
  readonly source: Source;
  readonly at: Instant;
  readonly until: Instant;
}

export type Incoming =
  IncomingMessage | IncomingMembership | IncomingRoomRename | IncomingRecall | IncomingRoomId | IncomingGap;
