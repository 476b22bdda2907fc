/** One unit's day in figures, rolled up from everything below it: what every form of the digest is made from. */
import type { Coverage } from '../coverage/sum.js';
import type { Instant, NoticeNumber, RoomId, TicketNumber, UnitId } from '../model/ids.js';
import type { Category, Urgency } from '../model/reading.js';
import type { Level } from '../model/town.js';

/** One day of the town, from 00:00 to 24:00 in its zone. */
export interface Day {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly start: Instant;
  /** Exclusive: the next day's first moment. */
  readonly end: Instant;
  /** The day is not over: its figures are those so far. */
  readonly soFar: boolean;
}

/** openBefore + opened - closed = open. `closed`: left the unsettled ones (resolved, cancelled, merged). */
export interface Flow {
  readonly openBefore: number;
  /** Came among the unsettled ones, opened anew or again. */
  readonly opened: number;
  readonly closed: number;
  readonly open: number;
}

/** How things stand at the end of the day (or now). All but `proposed` are among the open ones. */
export interface Standing {
  readonly open: number;
  readonly overdue: number;
  readonly held: number;
  readonly proposed: number;
  /** Questions nobody has answered. */
  readonly unanswered: number;
}

export interface Counts extends Flow, Standing {}

export interface CategoryCounts extends Counts {
  readonly category: Category;
}

/** One unit just below, with everything under it; `own`: what belongs to the unit itself and to none below. */
export interface ChildCounts extends Counts {
  readonly unit: UnitId;
  readonly name: string;
  readonly own: boolean;
}

export const RATES = ['response', 'solved', 'satisfied', 'inTime'] as const;
export type RateName = (typeof RATES)[number];

/** hits / base; no rate when the base is 0. */
export interface Rate {
  readonly hits: number;
  readonly base: number;
  /** Of the base: neither hit nor missed yet, their limit has not run out. */
  readonly pending: number;
}

/** Medians of the day's cases in minutes of elapsed time; null when there was none. */
export interface Times {
  readonly firstResponseMinutes: number | null;
  readonly resolutionMinutes: number | null;
}

export interface TicketLine {
  readonly number: TicketNumber;
  readonly unit: UnitId;
  readonly unitName: string;
  readonly category: Category;
  readonly urgency: Urgency;
  /** null: confidential, never described. */
  readonly summary: string | null;
  readonly openedAt: Instant;
  readonly dueAt: Instant | null;
}

export const DECISION_REASONS = ['dissatisfied', 'escalated', 'overdue', 'proposed'] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];
export interface Decision extends TicketLine {
  readonly why: DecisionReason;
}

/** The first few of a list, and how many there are. */
export interface Listing<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

/** A notice that asks for receipts and lacks some, or that rooms of the unit have missed. */
export interface NoticeLine {
  readonly number: NoticeNumber;
  /** Its first words. */
  readonly head: string;
  readonly households: number;
  readonly confirmed: number;
  readonly roomsMissed: number;
  readonly deadline: Instant | null;
}

export interface SilentRoom {
  readonly room: RoomId;
  readonly name: string;
  /** The last message; null: none ever. */
  readonly lastAt: Instant | null;
}

/** A group in which voice messages or videos came that day: the bot can't read them, a person has to listen. */
export interface UnheardRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly messages: number;
}

/** Two ways of counting that should agree and do not. */
export interface Mismatch {
  /**
   * status: by the events so many should stand open, and so many tickets do. kept: so many stood open before the day, reckoned
   * back from the tickets, and the last digest's tickets carried forward by the events make so many.
   */
  readonly check: 'status' | 'kept';
  readonly expected: number;
  readonly found: number;
}

export interface Digest {
  readonly unit: UnitId;
  readonly name: string;
  readonly level: Level;
  readonly day: Day;
  readonly madeAt: Instant;
  readonly total: Counts;
  readonly byCategory: readonly CategoryCounts[];
  readonly children: readonly ChildCounts[];
  readonly times: Times;
  readonly rates: Readonly<Record<RateName, Rate>>;
  readonly unanswered: Listing<TicketLine>;
  readonly notices: readonly NoticeLine[];
  readonly silent: readonly SilentRoom[];
  readonly unheard: readonly UnheardRoom[];
  /** Households in the groups, now; null for a day that is over. */
  readonly coverage: Coverage | null;
  /** What waits for somebody to decide, now; empty for a day that is over. */
  readonly decisions: Listing<Decision>;
  /** What is due on the day after; empty for a day that is over. */
  readonly tomorrow: Listing<TicketLine>;
  /** Empty when the numbers reconcile. */
  readonly mismatches: readonly Mismatch[];
}
