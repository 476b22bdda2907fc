/** What the store hands over for one digest; composing it is pure. */
import type { Coverage } from '../coverage/sum.js';
import type { Instant, TicketNumber, UnitId } from '../model/ids.js';
import type { Category, Urgency } from '../model/reading.js';
import type { Status, TicketChange } from '../model/ticket.js';
import type { Decision, Flow, Listing, NoticeLine, SilentRoom, UnheardRoom, Standing, TicketLine } from './digest.js';

/** The day of one unit and category: reckoned backwards from how its tickets stand now. */
export interface MoveRow extends Omit<Flow, 'open'> {
  readonly unit: UnitId;
  readonly category: Category;
}

/** Counts over the tickets of one unit and category, by their status. */
export interface StandingRow extends Standing {
  readonly unit: UnitId;
  readonly category: Category;
}

/** A ticket to which something happened on the day. */
export interface TouchedRow {
  readonly number: TicketNumber;
  readonly category: Category;
  readonly urgency: Urgency;
  readonly openedAt: Instant;
  readonly firstResponseAt: Instant | null;
  readonly satisfaction: number | null;
  /** Out of the rates' base: held now. */
  readonly held: boolean;
  /** Out of the rates' base: cancelled or merged. */
  readonly cancelled: boolean;
}

export interface EventRow {
  readonly ticket: TicketNumber;
  readonly at: Instant;
  readonly change: TicketChange;
  readonly openDelta: number;
}

/** A ticket that stood proposed or open at the end of a day that is over. */
export interface PastOpen {
  readonly number: TicketNumber;
  readonly unit: UnitId;
  readonly category: Category;
  readonly urgency: Urgency;
  readonly openedAt: Instant;
  readonly status: Status;
  readonly question: boolean;
  readonly answered: boolean;
}

/** What stood open when the day began, reckoned forwards by events. */
export interface KeptOpen {
  readonly openBefore: number;
  /** From what the last digest counted; else from the very first event. */
  readonly byDigest: boolean;
}

export interface DigestRows {
  readonly moves: readonly MoveRow[];
  readonly standing: readonly StandingRow[];
  readonly touched: readonly TouchedRow[];
  /** The day's events of the touched tickets, in order. */
  readonly events: readonly EventRow[];
  /** Every event before the day's end of those tickets whose limit has to be worked out again. */
  readonly history: readonly EventRow[];
  readonly kept: KeptOpen;
  readonly unanswered: Listing<TicketLine>;
  readonly notices: readonly NoticeLine[];
  readonly silent: readonly SilentRoom[];
  readonly unheard: readonly UnheardRoom[];
  readonly coverage: Coverage | null;
  readonly decisions: Listing<Decision>;
  readonly tomorrow: Listing<TicketLine>;
}
