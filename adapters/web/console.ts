/**
 * What the web chat shows and may ask of the core beyond the adapter contract: the town's talk, tickets and notices as views,
 * and in a demo the clock and the day to play. The core implements it; nothing here knows HTTP.
 */
import type { Instant, MessageId, NoticeNumber, PersonId, RoomId, TicketNumber } from '../../src/model/ids.js';
import type { NoticeStatus } from '../../src/model/notice.js';
import type { Act, Category, Opener, Urgency } from '../../src/model/reading.js';
import type { Purpose } from '../../src/model/speech.js';
import type { Status, TicketChange } from '../../src/model/ticket.js';
import type { Level, Role, RoomKind } from '../../src/model/town.js';

/** A room, or one person's private chat with the bot. */
export type Place = { readonly room: RoomId } | { readonly person: PersonId };

/** The last thing said somewhere, for the list of rooms. */
export interface LastLine {
  readonly at: Instant;
  /** The speaker's name; null: the bot. */
  readonly from: string | null;
  /** Its beginning is enough; empty for a picture alone or a recalled line. */
  readonly text: string;
}

/** How much was said in all (people and bot): the page counts what is unread against what it has shown. */
export interface Activity {
  readonly lines: number;
  /** There is too much to count: `lines` grows with each line, but not by one. */
  readonly uncounted?: true;
  readonly last: LastLine | null;
}

export interface RoomView extends Activity {
  readonly id: RoomId;
  readonly name: string;
  readonly kind: RoomKind;
  /** null: not bound to a unit. */
  readonly unit: { readonly name: string; readonly level: Level } | null;
}

/** A private chat in which something was said. */
export interface PrivateView extends Activity {
  readonly person: PersonId;
}

export interface RoleView {
  readonly role: Role;
  readonly unitName: string;
  readonly department: string | null;
}

export interface PersonView {
  readonly id: PersonId;
  readonly name: string;
  readonly household: string | null;
  readonly roles: readonly RoleView[];
  /** Rooms in which the person would speak, the most natural first; empty when none is known. */
  readonly rooms: readonly RoomId[];
}

/** One line of talk. `from` null: the bot. */
export interface Line {
  readonly id: MessageId;
  readonly at: Instant;
  readonly from: PersonId | null;
  /** The nickname at that time; ignored for the bot. */
  readonly fromName: string;
  /** Null: private. */
  readonly room: RoomId | null;
  readonly text: string;
  /** Content hashes. */
  readonly images: readonly string[];
  /** The message a person quoted. */
  readonly quote: MessageId | null;
  /** The message the bot answers. */
  readonly replyTo: MessageId | null;
  readonly recalled: boolean;
  /** How a person's message was read, once it was. */
  readonly act: Act | null;
  /** Of the bot's lines. */
  readonly purpose: Purpose | null;
  readonly ticket: TicketNumber | null;
  readonly notice: NoticeNumber | null;
}

export interface TicketView {
  readonly number: TicketNumber;
  readonly summary: string;
  readonly status: Status;
  readonly act: Opener;
  readonly category: Category;
  readonly categoryLabel: { readonly 'zh-CN': string; readonly en: string };
  readonly urgency: Urgency;
  readonly level: Level;
  readonly unitName: string;
  readonly location: string | null;
  /** Name of the person or line office that has it in hand; null: nobody yet. */
  readonly holder: string | null;
  readonly reporters: readonly PersonId[];
  readonly households: number;
  readonly openedAt: Instant;
  readonly dueAt: Instant | null;
  readonly chases: number;
  readonly satisfaction: number | null;
  /** The opener first. */
  readonly messages: readonly MessageId[];
}

export interface TicketStep {
  readonly at: Instant;
  readonly change: TicketChange;
  /** Who did it; null: a timer. */
  readonly person: string | null;
  readonly note: string | null;
  readonly message: MessageId | null;
}

export interface TicketDetail extends TicketView {
  /** Oldest first. */
  readonly steps: readonly TicketStep[];
}

export interface NoticeView {
  readonly number: NoticeNumber;
  readonly text: string;
  readonly status: NoticeStatus;
  readonly askedBy: string;
  readonly createdAt: Instant;
  readonly deadline: Instant | null;
  readonly needsReceipt: boolean;
  readonly rooms: number;
  readonly sent: number;
  /** Households that confirmed, of those reached. */
  readonly receipts: number;
  readonly households: number;
}

export type PlayState = 'playing' | 'paused' | 'finished' | 'stopped' | 'failed';

export interface PlayProgress {
  readonly state: PlayState;
  /** Events of the day told so far, of how many. */
  readonly done: number;
  readonly total: number;
  /** The town's time. */
  readonly at: Instant;
}

export interface PlayOptions {
  /** Town minutes that pass in one real second. */
  readonly minutesPerSecond: number;
  /** Called at each event and at every change of state; must not throw. The last call has an ended state. */
  onProgress(progress: PlayProgress): void;
}

/** A day being played. */
export interface Playing {
  pause(): void;
  resume(): void;
  setSpeed(minutesPerSecond: number): void;
  /** Resolves when no further event of the day will be told. */
  stop(): Promise<void>;
}

/** Something that the page should look at again; told after it is durable. */
export type Change =
  | { readonly type: 'talk'; readonly place: Place }
  | { readonly type: 'ticket'; readonly number: TicketNumber }
  | { readonly type: 'notice'; readonly number: NoticeNumber }
  /** Rooms, people or units are not what they were. */
  | { readonly type: 'town' }
  /** The clock was moved. */
  | { readonly type: 'clock'; readonly now: Instant };

export interface Console {
  now(): Instant;
  /** IANA name of the town's time zone. */
  readonly zone: string;
  /** Name of the topmost unit. */
  townName(): string;
  rooms(): Promise<readonly RoomView[]>;
  privates(): Promise<readonly PrivateView[]>;
  people(): Promise<readonly PersonView[]>;
  /** The last `limit` lines of a place, oldest first: messages people sent and those of the bot that went out. */
  history(place: Place, limit: number): Promise<readonly Line[]>;
  line(id: MessageId): Promise<Line | null>;
  /**
   * Newest first. Of a residents' room: raised there. Of a staff or center room: of its unit and everything below.
   * Of a private chat: those the person raised, or for staff those of their units.
   */
  tickets(place: Place): Promise<readonly TicketView[]>;
  ticket(number: TicketNumber): Promise<TicketDetail | null>;
  /** Newest first: those that reached the room, or were asked for in it. */
  notices(place: Place): Promise<readonly NoticeView[]>;
  /** Demo only: moves the town's clock forward by so many minutes (fractions allowed), timers firing on the way. */
  advance(minutes: number): Promise<void>;
  /** Demo only: plays what is left of the demo day. At most one at a time. */
  play(options: PlayOptions): Playing;
  /** Returns what takes the listener away again. */
  onChange(listener: (change: Change) => void): () => void;
}
