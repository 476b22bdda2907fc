/** Everything a decision may depend on, gathered before it is made. */
import type { Instant, MessageId } from '../../model/ids.js';
import type { KnowledgeEntry } from '../../model/notice.js';
import type { Reading } from '../../model/reading.js';
import type { Ticket } from '../../model/ticket.js';
import type { Person, Room } from '../../model/town.js';
import type { Rules } from '../../config/rules.js';
import type { OpenNotice } from '../../notices/receipt.js';
import type { Town } from '../../roster/town.js';
import type { Ask } from '../../store/asks.js';
import type { KeptMessage } from '../../store/messages.js';
import type { Parsed } from '../../commands/parse.js';
import type { Part } from './decision.js';

/** A ticket with the talk that belongs to it: what a new message is held against. */
export interface Matter {
  readonly ticket: Ticket;
  /** Texts of its messages, oldest first, at most the first and the last seven. */
  readonly lines: readonly MatterLine[];
}

export interface MatterLine {
  readonly id: MessageId;
  readonly text: string;
  readonly from: string;
  readonly at: Instant;
}

/** The talk's own line before this message. */
export interface TalkLine {
  readonly message: KeptMessage;
  readonly byStaff: boolean;
}

export interface Situation {
  readonly now: Instant;
  readonly rules: Rules;
  readonly town: Town;
  readonly message: KeptMessage;
  readonly sender: Person;
  /** null: said in private. */
  readonly room: Room | null;
  /** The unit a matter of this place and person belongs to; null: nobody knows yet. */
  readonly unit: Ticket['unit'] | null;
  /** Last messages of the place, oldest first. */
  readonly talk: readonly TalkLine[];
  readonly matters: readonly Matter[];
  /** What the quoted message belongs to. */
  readonly quoted: {
    readonly text: string;
    readonly tickets: readonly number[];
    readonly notice: number | null;
  } | null;
  readonly notices: readonly OpenNotice[];
  readonly asks: readonly Ask[];
  readonly knowledge: readonly KnowledgeEntry[];
  /** Today in the town's zone, YYYY-MM-DD. */
  readonly today: string;
  /** The room's platform id changed and nobody confirmed it yet. */
  readonly roomUnconfirmed: boolean;
  /** Another account speaks in the group that this unbound room is: the bot only listens. */
  readonly standsBy: boolean;
  /** The message's time, ISO 8601 in the town's zone. */
  readonly messageTime: string;
  /** How nothing is read: what a picture alone says. */
  readonly emptyReading: Reading;
  /** Whether a handler of this ask takes these words as a choice. */
  askTakes(words: string, ask: Ask): boolean;
  /** Whether the bot introduced itself to this person in private before. */
  readonly introduced: boolean;
}

/** What was said: the whole, its parts where it raises several matters, and whether it is a command. */
export interface Meaning {
  readonly reading: Reading;
  /** How it reads without the talk before it, where that may tell something else; null: not asked. */
  readonly alone: Reading | null;
  readonly parts: readonly Part[];
  readonly command: Parsed;
}
