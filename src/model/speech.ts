/** What the bot says: to whom, why, and in which lane it travels. */
import type { Instant, MessageId, NoticeNumber, PersonId, RoomId, TicketNumber } from './ids.js';

export const PURPOSES = [
  'ack',
  'answer',
  'ask',
  'status',
  'escalation',
  'reminder',
  'satisfaction',
  'notice',
  'receipt-report',
  'digest',
  'command',
  'welcome',
  'warning',
  'follow-up',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** From the most to the least pressing: an emergency never waits behind a broadcast. */
export const LANES = ['emergency', 'answer', 'notice', 'digest'] as const;
export type Lane = (typeof LANES)[number];

/**
 * Whom a text was written for. The outbox refuses a text whose audience is not the room's:
 * an internal text can never go to a residents' room.
 */
export type Audience = 'residents' | 'staff' | 'person';

export type Destination = { readonly room: RoomId } | { readonly person: PersonId };

export interface Speech {
  readonly to: Destination;
  readonly audience: Audience;
  readonly purpose: Purpose;
  readonly lane: Lane;
  readonly text: string;
  readonly replyTo: MessageId | null;
  readonly mentions: readonly PersonId[];
  readonly ticket: TicketNumber | null;
  readonly notice: NoticeNumber | null;
  /** Not before this moment; null: as soon as pacing allows. */
  readonly notBefore: Instant | null;
  /** Two speeches with one key are one: booking the second does nothing. null: no such guard. */
  readonly onceKey: string | null;
  /** Waits for the morning in quiet hours. Answers to a person and emergencies don't. */
  readonly proactive: boolean;
}

export const OUTBOX_STATES = ['queued', 'sending', 'accepted', 'delivered', 'unknown', 'failed', 'dropped'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];
