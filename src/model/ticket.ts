/** A ticket: one matter, in one place, at one time, in one unit, however many people raise it. */
import type { Instant, MessageId, PersonId, RoomId, TicketNumber, UnitId } from './ids.js';
import type { Act, Category, Item, Opener, Urgency } from './reading.js';
import type { Level } from './town.js';

export const STATUSES = [
  'proposed',
  'open',
  'accepted',
  'in_progress',
  'on_hold',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type Status = (typeof STATUSES)[number];

/** Not settled: counted as open in every digest. */
export const UNSETTLED: readonly Status[] = ['open', 'accepted', 'in_progress', 'on_hold'];

export interface Escalation {
  readonly at: Instant;
  readonly from: Level;
  readonly to: Level;
  readonly reason: string;
}

/** Who has it in hand: a person, or a line office by name. */
export type Assignee = { readonly person: PersonId } | { readonly department: string };

export interface Ticket {
  readonly number: TicketNumber;
  readonly unit: UnitId;
  /** The room it was raised in; null when it was raised in private. */
  readonly room: RoomId | null;
  /** Raised in private, or about something that is never spelled out in a group. */
  readonly confidential: boolean;
  readonly act: Opener;
  readonly category: Category;
  readonly urgency: Urgency;
  readonly summary: string;
  readonly location: string | null;
  readonly phones: readonly string[];
  readonly people: string | null;
  readonly time: string | null;
  readonly items: readonly Item[];
  /** In order of first speaking, the opener's author first. */
  readonly reporters: readonly PersonId[];
  /** Distinct households among the reporters; a reporter without a known household counts as one. */
  readonly households: number;
  /** Every message that belongs to it, the opener first. */
  readonly messages: readonly MessageId[];
  readonly status: Status;
  /** The tier that holds it now. */
  readonly level: Level;
  /** Who sent it here (派单, 上报), so that 回退 knows where back is; null when it was never sent. */
  readonly sentBy: PersonId | null;
  readonly assignee: Assignee | null;
  readonly openedAt: Instant;
  readonly firstResponseAt: Instant | null;
  /** When it should be resolved; null while held or once settled. */
  readonly dueAt: Instant | null;
  /** Working milliseconds left on the resolution clock while it is held; null otherwise. */
  readonly pausedRemainingMs: number | null;
  readonly heldUntil: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly resolvedBy: PersonId | null;
  /** When satisfaction was asked; it is asked once. */
  readonly askedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly escalations: readonly Escalation[];
  readonly chases: number;
  readonly reopened: number;
  /** 1..5 or null. */
  readonly satisfaction: number | null;
  readonly mergedInto: TicketNumber | null;
}

/** What happened to a ticket; each is one append-only event and one line of `replay`. */
export const TICKET_CHANGES = [
  'proposed',
  'opened',
  'joined',
  'accepted',
  'assigned',
  'started',
  'returned',
  'escalated',
  'held',
  'resumed',
  'merged',
  'split',
  'corrected',
  'chased',
  'resolved',
  'reopened',
  'rated',
  'closed',
  'cancelled',
] as const;
export type TicketChange = (typeof TICKET_CHANGES)[number];

export interface TicketEvent {
  readonly ticket: TicketNumber;
  readonly at: Instant;
  readonly change: TicketChange;
  /** The message that caused it; null when a timer or a button did. */
  readonly by: MessageId | null;
  readonly person: PersonId | null;
  /** What people should know of it: a reason, a note, what was corrected; null when there is nothing to add. */
  readonly note: string | null;
  /** How the message stands to the matter, for `joined`. */
  readonly act: Act | null;
}
