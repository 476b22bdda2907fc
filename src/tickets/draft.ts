/** A ticket as it is first written down, from how a message was read. Pure. */
import type { Instant, MessageId, PersonId, RoomId, UnitId } from '../model/ids.js';
import { isOpener, type Opener, type Reading } from '../model/reading.js';
import type { Ticket } from '../model/ticket.js';
import { maskPersonal } from '../message/understand/slots/mask.js';
import { firstRung, type Town } from '../roster/town.js';

/** A summary is one line of a phone's screen or two. */
export const SUMMARY_CHARACTERS = 60;

export interface Raised {
  readonly town: Town;
  readonly unit: UnitId;
  /** null: raised in private. */
  readonly room: RoomId | null;
  readonly confidential: boolean;
  readonly text: string;
  readonly reading: Reading;
  /** Stands for the reading's act where that opens nothing; without it such a matter is a report. */
  readonly act?: Opener;
  readonly message: MessageId;
  readonly reporter: PersonId;
  readonly status: 'proposed' | 'open';
  readonly now: Instant;
}

/** The text as one line of at most 60 characters, telephone and identity numbers hidden before it is cut. */
export function summaryOf(text: string): string {
  const line = maskPersonal(text)
    .replace(/[\p{Cc}\u200B-\u200C\u200E-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\s]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= SUMMARY_CHARACTERS ? line : `${characters.slice(0, SUMMARY_CHARACTERS - 1).join('')}…`;
}

/** The ticket without its number, held by the lowest tier that somebody answers for, its clocks not started. */
export function draftTicket(raised: Raised): Omit<Ticket, 'number'> {
  const { reading } = raised;
  const act = raised.act ?? (isOpener(reading.act) ? reading.act : 'report');
  return {
    unit: raised.unit,
    room: raised.room,
    confidential: raised.confidential,
    act,
    category: reading.category ?? 'other',
    urgency: reading.urgency ?? 'normal',
    summary: summaryOf(raised.text),
    location: reading.location,
    phones: reading.phones,
    people: reading.people,
    time: reading.time,
    items: reading.items,
    reporters: [raised.reporter],
    households: 1,
    messages: [raised.message],
    status: raised.status,
    level: firstRung(raised.town, raised.unit),
    openedAt: raised.now,
    ...UNTOUCHED,
  };
}

const UNTOUCHED = {
  sentBy: null,
  assignee: null,
  firstResponseAt: null,
  dueAt: null,
  pausedRemainingMs: null,
  heldUntil: null,
  resolvedAt: null,
  resolvedBy: null,
  askedAt: null,
  closedAt: null,
  escalations: [],
  chases: 0,
  reopened: 0,
  satisfaction: null,
  mergedInto: null,
} as const satisfies Partial<Ticket>;
