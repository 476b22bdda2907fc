/**
 * The seam to a chat platform. One folder an adapter, the only place that knows its library; index.ts has one line for each.
 * Files are named by direction: incoming.ts makes events, outgoing.ts carries speeches.
 */
import type { Incoming, Source } from '../src/model/event.js';
import type { AccountId, Instant, MessageId, NoticeNumber, PersonId, PlatformId, RoomId } from '../src/model/ids.js';
import type { Purpose } from '../src/model/speech.js';
import type { Carried } from '../src/model/town.js';

/** What a platform can do; the core asks these and never the platform's name. */
export interface Capabilities {
  readonly mentions: boolean;
  readonly images: boolean;
  readonly quotes: boolean;
  readonly buttons: boolean;
  readonly links: boolean;
  /** People can take back, or change, what they said. */
  readonly recalls: boolean;
  readonly edits: boolean;
  /** Whether the bot may write to a person who has not written to it. */
  readonly coldPrivate: boolean;
  /** Whether the platform punishes haste: its texts are paced and budgeted. */
  readonly paced: boolean;
  /** Whether the account sees its own texts come back: only then is one that was accepted surely delivered. */
  readonly echoes: boolean;
  /** Whether what is said while the account is cut off is given to it afterwards. */
  readonly replays: boolean;
  /** Whether people answer there. false: an outlet that only shows what it is given. */
  readonly hears: boolean;
  /** Longest text of one message, in UTF-16 units; the adapter itself splits longer ones where the platform lets it. */
  readonly textLimit: number;
}

/** Something to press under a text. Pressing it says `says` in the room in the name of who pressed. */
export interface Button {
  readonly label: string;
  readonly says: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
  readonly description: string;
}

/** All ids in it are the platform's own, as the adapter gave them with what came in. */
export interface Outgoing {
  readonly to: { readonly room: RoomId } | { readonly person: PersonId };
  readonly text: string;
  /** Content hashes of pictures that go with the text; their bytes are in `Photos`. */
  readonly images: readonly string[];
  readonly link: Link | null;
  readonly mentions: readonly { readonly id: PersonId; readonly name: string }[];
  readonly replyTo: MessageId | null;
  /** Left out where the platform has none: the text itself always says what may be typed instead. */
  readonly buttons: readonly Button[];
  /** Our own number for it: an adapter that can carries it along, so that an echo settles the right row. */
  readonly outboxId: number;
  /** For outlets, which show a notice otherwise than a digest; other platforms have no use for it. */
  readonly about?: { readonly purpose: Purpose; readonly notice: NoticeNumber | null };
}

/**
 * delivered: it stands in the room. accepted: the platform took it and gave an id.
 * refused: this text surely did not go out; `retryAfterMs` when it may be tried again, null when it never will.
 *   `cold`: the person must write to the bot first. `room`: the whole room waits so long (or is closed to the account).
 * unready: nothing can go out just now (no connection, the platform asks the account to wait); the text keeps its place.
 * stopped: the platform rejects the account's talk (risk control, logged out, banned): nothing more is sent until a person says so.
 * unknown: a time-out, reset or 5xx after sending: it may be out, and is never sent again blindly.
 */
export type SendResult =
  | { readonly state: 'delivered' | 'accepted'; readonly id: MessageId }
  | {
      readonly state: 'refused';
      readonly reason: string;
      readonly retryAfterMs: number | null;
      readonly concerns?: 'cold' | 'room';
    }
  | { readonly state: 'unready'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly state: 'stopped'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string };

export interface Health {
  readonly ok: boolean;
  /** One sentence with the remedy when not ok. */
  readonly reason: string;
}

/** The account's own text, seen in a room: by the number it carried, or by the platform's id and its words. */
export type Echo =
  | { readonly outboxId: number }
  | {
      readonly source: Source;
      readonly to: Outgoing['to'];
      readonly id: MessageId;
      readonly text: string;
    };

/** What the core gives an adapter. */
export interface Sink {
  /**
   * Resolves once the event is durable; only then may the platform be told that it arrived.
   * Events of one room must be given in the platform's order, without waiting in between.
   * Rejects only when nothing can be kept (disk full, store closed): give it again later.
   */
  receive(event: Incoming): Promise<void>;
  /** The platform showed the bot's own message: the outbox row it belongs to is delivered. */
  echoed(echo: Echo, at: Instant): Promise<void>;
  /** What an adapter must know after a restart (an offset, a cursor), by its own key; null when it was never kept. */
  remembered(source: Source, key: string): Promise<string | null>;
  /** Durable when it resolves. */
  remember(source: Source, key: string, value: string): Promise<void>;
}

/** What an account that hears nothing stands for in the town: the one place that it shows. */
export interface Outlet {
  /** As staff read it. */
  readonly name: string;
  /** Id of the unit whose notices and digests it shows. */
  readonly unit: string;
  readonly carries: readonly Carried[];
}

/** One account on one platform. */
export interface Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  readonly capabilities: Capabilities;
  /** Where people can open it in a browser; null or missing when there is nothing to open. */
  readonly address?: string | null;
  /** Missing where people talk. */
  readonly outlet?: Outlet;
  /**
   * Connects and begins to give events. A platform that is not there does not fail it: it resolves, `health` says so, and
   * the adapter goes on trying. Rejects with InputError on what an operator must change first. Called once.
   */
  start(sink: Sink): Promise<void>;
  /** Never throws: whatever happens is one of the results. Called for one message of the account at a time. */
  send(message: Outgoing): Promise<SendResult>;
  health(): Health;
  /** Lets go of every connection; no event is given after it resolves. */
  stop(): Promise<void>;
}
