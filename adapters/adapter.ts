/**
 * The seam to a chat platform. One folder an adapter, the only place that knows its library; index.ts has one line for each.
 * Files are named by direction: incoming.ts makes events, outgoing.ts carries speeches.
 */
import type { Incoming } from '../src/model/event.js';
import type { AccountId, Instant, MessageId, PersonId, PlatformId, RoomId } from '../src/model/ids.js';

/** What a platform can do; the core asks these and never the platform's name. */
export interface Capabilities {
  readonly mentions: boolean;
  readonly images: boolean;
  readonly quotes: boolean;
  readonly buttons: boolean;
  readonly recalls: boolean;
  /** Whether the bot may write to a person who has not written to it. */
  readonly coldPrivate: boolean;
  /** Whether the platform punishes haste: its texts are paced and budgeted. */
  readonly paced: boolean;
  /** Longest text of one message, in UTF-16 units. */
  readonly textLimit: number;
}

export interface Outgoing {
  /** The platform's own room id, or the person to write to in private. */
  readonly to: { readonly room: RoomId } | { readonly person: PersonId };
  readonly text: string;
  readonly mentions: readonly { readonly id: PersonId; readonly name: string }[];
  readonly replyTo: MessageId | null;
  /** Our own number for it: an adapter that can carries it along, so that an echo settles the right row. */
  readonly outboxId: number;
}

/**
 * accepted: the platform took it and gave an id. refused: it surely did not go out; `retryAfterMs` when it may be tried again,
 * null when it never will. unknown: a time-out, reset or 5xx after sending: it may be out, and is never sent again blindly.
 */
export type SendResult =
  | { readonly state: 'accepted'; readonly id: MessageId }
  | { readonly state: 'refused'; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly state: 'unknown'; readonly reason: string };

export interface Health {
  readonly ok: boolean;
  /** One sentence with the remedy when not ok. */
  readonly reason: string;
}

/** What the core gives an adapter. */
export interface Sink {
  /**
   * Resolves once the event is durable; only then may the platform be told that it arrived.
   * Events of one room must be given in the platform's order, without waiting in between.
   * Rejects only when nothing can be kept (disk full, store closed): give it again later.
   */
  receive(event: Incoming): Promise<void>;
  /** The platform showed the bot's own message: the outbox row it belongs to is delivered. */
  echoed(outboxId: number, at: Instant): Promise<void>;
}

/** One account on one platform. */
export interface Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  readonly capabilities: Capabilities;
  /** Connects and begins to give events; resolves when it may send. Called once. */
  start(sink: Sink): Promise<void>;
  /** Never throws: whatever happens is one of the three results. Called for one message at a time. */
  send(message: Outgoing): Promise<SendResult>;
  health(): Health;
  /** Lets go of every connection; no event is given after it resolves. */
  stop(): Promise<void>;
}
