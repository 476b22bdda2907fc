/** A notice carried down the tree, and the receipts that come back up. */
import type { Instant, NoticeNumber, PersonId, RoomId, UnitId } from './ids.js';

/** draft: previewed, waits for 确认. scheduled: confirmed for later. stopped: 取消 while it was being sent. */
export const NOTICE_STATUSES = ['draft', 'scheduled', 'sending', 'sent', 'stopped', 'cancelled'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

export interface Notice {
  readonly number: NoticeNumber;
  readonly text: string;
  /** Every residents' (or special) room of these units' subtrees gets it. */
  readonly scope: readonly UnitId[];
  readonly askedBy: PersonId;
  /** Where preview, progress and receipts are told; null: in private to `askedBy`. */
  readonly askedIn: RoomId | null;
  readonly status: NoticeStatus;
  readonly needsReceipt: boolean;
  readonly deadline: Instant | null;
  readonly remindDaily: boolean;
  readonly sendAt: Instant | null;
  readonly createdAt: Instant;
  readonly confirmedAt: Instant | null;
}

export interface Receipt {
  readonly notice: NoticeNumber;
  readonly room: RoomId;
  readonly person: PersonId;
  /** Household label, or the person's id when the household is unknown: counted once each. */
  readonly household: string;
  readonly at: Instant;
}

export interface KnowledgeEntry {
  readonly number: number;
  readonly question: string;
  readonly answer: string;
  /** The issuing office, shown with every answer; null when unknown. */
  readonly source: string | null;
  /** Last day it may be told, YYYY-MM-DD in the town's time zone; null: no end. */
  readonly validUntil: string | null;
  /** Whom it holds for: this unit and everything below; null: the whole town. */
  readonly unit: UnitId | null;
}
