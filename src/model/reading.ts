/** How one message is read: the vocabulary of LABELS (data/taxonomy.yaml carries the words people see). */
import { z } from 'zod';

export const ACTS = [
  'report',
  'request',
  'question',
  'suggestion',
  'praise',
  'chase',
  'echo',
  'detail',
  'resolved',
  'receipt',
  'answer',
  'notice',
  'spam',
  'chat',
] as const;
export type Act = (typeof ACTS)[number];

/** Acts that open a ticket. */
export const OPENERS = ['report', 'request', 'question', 'suggestion'] as const;
export type Opener = (typeof OPENERS)[number];
export const isOpener = (act: Act): act is Opener => OPENERS.some((opener) => opener === act);

/** Acts that say something about a matter already raised. */
export const JOINERS = ['chase', 'echo', 'detail', 'resolved', 'answer'] as const;
export type Joiner = (typeof JOINERS)[number];
export const isJoiner = (act: Act): act is Joiner => JOINERS.some((joiner) => joiner === act);

export const URGENCIES = ['normal', 'urgent', 'emergency'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A category id of data/taxonomy.yaml; towns may add their own, so the type is open. */
export type Category = string;

export const itemSchema = z.object({
  name: z.string(),
  quantity: z.number().nullable(),
  unit: z.string().nullable(),
});
export type Item = z.output<typeof itemSchema>;

/** One alternative act with its probability. */
export interface Alternative {
  readonly act: Act;
  readonly confidence: number;
}

export interface Reading {
  readonly act: Act;
  /** null unless the act opens a ticket. */
  readonly category: Category | null;
  readonly urgency: Urgency | null;
  /** The shortest span that says where, or null. */
  readonly location: string | null;
  /** Digits only; service numbers (110, 12345) are none. */
  readonly phones: readonly string[];
  /** How many or who are affected, as said; null when not said. */
  readonly people: string | null;
  /** ISO 8601 with offset: a date, a date-time, or "start/end"; null when not said. */
  readonly time: string | null;
  readonly items: readonly Item[];
  /** Probability that `act` is right, 0..1. */
  readonly confidence: number;
  /** The next most probable acts, best first, at most three. */
  readonly alternatives: readonly Alternative[];
}

export type SpeakerRole = 'resident' | 'staff' | 'bot';

/** What stands before a message in its room; oldest first. */
export interface Before {
  readonly text: string;
  readonly role: SpeakerRole;
  readonly sameSpeaker: boolean;
  /** How it was read when it came, if it was. */
  readonly act?: Act;
  /** Milliseconds between it and the message read now. */
  readonly agoMs?: number;
}

export interface ReadInput {
  /** Any length; only the first 5,000 characters are read. */
  readonly text: string;
  /** ISO 8601 with offset: against which 今晚 and 下周二 are resolved. */
  readonly at: string;
  readonly role: SpeakerRole;
  readonly images: number;
  readonly quote: { readonly text: string; readonly role?: SpeakerRole; readonly act?: Act } | null;
  /** At most the last eight are looked at. */
  readonly before: readonly Before[];
}

/** The one seam of understanding: pure, synchronous, never throws on any text. */
export interface Reader {
  read(input: ReadInput): Reading;
}
