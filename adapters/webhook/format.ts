/** What one kind of receiver is to be given and how its answers are read: the contract of the formats, one file each. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../../src/model/ids.js';

/** One text to be shown; a long one goes in parts. */
export interface Showing {
  /** The outbox row's number: the same whenever this text is tried again. */
  readonly id: number;
  readonly account: string;
  readonly unit: string;
  readonly purpose: 'notice' | 'digest';
  readonly notice: number | null;
  readonly text: string;
  /** The town's time of it, ISO 8601. */
  readonly at: string;
}

/** Where it goes. The address of a robot is itself a secret. */
export interface Receiver {
  readonly url: URL;
  readonly secret: string | null;
}

export interface Wire {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its first 64 KB. */
  readonly body: string;
}

/** later: not shown, may be tried again. refused: not shown, and never will be as things are. unclear: it may be shown. */
export type Verdict =
  | { readonly kind: 'shown' }
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

export interface Format {
  /** As people call it. */
  readonly title: string;
  /** The vendor's own; empty: any host. */
  readonly hosts: readonly string[];
  /** What the address lacks to be one of this format; null when nothing. */
  lacks(url: URL): string | null;
  readonly perMinute: number;
  readonly perSecond: number | null;
  /** The longest text in one message, in bytes as the format counts them; null: any. */
  readonly most: { readonly bytes: number; of(text: string): number } | null;
  /** The receiver drops what it was given before, so that a text of unknown fate may be sent again. */
  readonly repeatable: boolean;
  /** `now`: the real time, which the receiver compares with its own clock. */
  wire(showing: Showing, receiver: Receiver, now: Instant): Wire;
  read(answer: Answer): Verdict;
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;

/** Bytes of a text inside a JSON body, where a line break or a quotation mark takes two. */
export const bytesInJson = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;
