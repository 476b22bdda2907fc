/** What a double of a chat platform must let a test do, so that the same suites and journeys run on every platform. */
import type { Adapter, Sink } from '../../adapters/adapter.js';
import type { Photos } from '../../adapters/photos.js';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Instant, MessageId, PersonId, RoomId } from '../../src/model/ids.js';

/** A text as it reached the platform. All names in it are the test's own. */
export interface Shown {
  /** The test's name of the room, or of the person in private. */
  readonly room: string | null;
  readonly person: string | null;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly images: readonly Buffer[];
  readonly link: string | null;
  readonly buttons: readonly string[];
  /** The platform's id, as the adapter mints it. */
  readonly id: MessageId;
}

export interface Said {
  /** null: in private. */
  readonly room: string | null;
  readonly from: string;
  readonly text: string;
  /** The platform's own time of it; the clock's when missing. Whole seconds where the platform has no finer ones. */
  readonly at?: Instant;
  readonly images?: readonly Buffer[];
  readonly kind?: 'voice' | 'video' | 'file' | 'sticker' | 'location' | 'card';
  /** The test's name of the message quoted, as `said` gave it. */
  readonly quote?: string;
  /** The test's names of people mentioned by id. */
  readonly mentions?: readonly string[];
  readonly mentionsBot?: boolean;
}

export type Lack =
  | 'memberships'
  | 'kinds'
  | 'outages'
  | 'presence'
  | 'mentionsOut'
  | 'photosOut'
  | 'ownIds'
  | 'longTexts'
  | 'failures'
  | 'disturbances';

export interface AdapterOptions {
  readonly account?: string;
  readonly log?: Log;
  readonly photos?: Photos;
}

/** `clock` is the platform's and the adapter's; a virtual one in journeys, where it stands still between events. */
export type MakeDouble = (clock: Clock) => PlatformDouble | Promise<PlatformDouble>;

/**
 * Rooms, people and messages go by the test's own short names; the double makes the platform's ids of them. Everybody counts
 * as having written to the bot before, so that it may write to them, unless `failSends('cold')`.
 */
export interface PlatformDouble {
  readonly clock: Clock;
  addRoom(name: string, options?: { title?: string; members?: readonly string[] }): Promise<void>;
  addPerson(name: string, nickname: string): Promise<void>;
  /** The names of what the platform can do that is not on every one: a suite skips the rest and says why. */
  readonly can: ReadonlySet<
    'quotes' | 'buttons' | 'recalls' | 'edits' | 'echoes' | 'replays' | 'renames' | 'links' | 'roomIds'
  >;
  /** What nearly every platform has and this one has not; missing: it has all of it. */
  readonly lacks?: ReadonlySet<Lack>;
  /** What must never stand in a log or in `health`: tokens, passwords. */
  readonly secrets?: readonly string[];
  /**
   * A started server; the adapter under test, not started. Called again once the one before is stopped: the program starts
   * anew on the same account and folder. Its waits are short, so that it is connected again within two seconds of
   * `comeBack`. Without `log` and `photos` the double has its own.
   */
  adapter(options?: AdapterOptions): Promise<Adapter>;
  /** Somebody says something; gives the id as the adapter will mint it. `name` is how the test refers to the message. */
  say(name: string, said: Said): Promise<MessageId>;
  recall(name: string): Promise<void>;
  edit(name: string, text: string): Promise<void>;
  /** Presses a button (by its label) under the latest text that has one. */
  press(from: string, label: string): Promise<void>;
  join(room: string, person: string): Promise<void>;
  leave(room: string, person: string): Promise<void>;
  renamePerson(room: string, person: string, nickname: string): Promise<void>;
  renameRoom(room: string, title: string): Promise<void>;
  /** The bot is put into a new room, or thrown out of one. */
  putBotIn(room: string, by: string): Promise<void>;
  removeBot(room: string, by: string): Promise<void>;
  /** Everything the platform was given by the bot, in order. */
  shown(): readonly Shown[];
  /** Resolves when `shown` has at least so many. */
  showed(count: number): Promise<void>;
  /** The ids that the adapter mints. */
  roomId(name: string): RoomId;
  personId(name: string): PersonId;
  messageId(name: string): MessageId;
  /** The next sends go wrong, one entry each. A kind a platform has no like of throws. */
  failSends(...kinds: readonly SendFailure[]): void;
  /** Every event is given twice, or neighbours swapped, from now on. */
  disturb(how: 'duplicate' | 'reorder' | 'none'): void;
  /** Cuts the connection and brings it back (a killed gateway, a server that is gone). */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export type SendFailure =
  | 'refused'
  | 'too-fast'
  | 'risk-control'
  | 'no-answer'
  | 'reset'
  | 'delivered-but-error'
  | 'not-in-room'
  | 'cold'
  | 'echo-missing';

export type { Sink };
