/** What an effect may use: one open transaction, the moment, the town, the rules and the words. */
import type { Reader, Reading } from '../model/reading.js';
import type { OutboxRow } from '../store/outbox.js';
import type { AccountState } from '../model/account.js';
import type { Instant, MessageId } from '../model/ids.js';
import type { Notice } from '../model/notice.js';
import type { Destination, Speech } from '../model/speech.js';
import type { Ticket, TicketEvent } from '../model/ticket.js';
import type { Rules } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Town } from '../roster/town.js';
import type { Tx } from '../store/open.js';
import type { Words } from './reply/words.js';

/** Something that happened, published after its transaction is durable: replay prints it, the page shows it, figures count it. */
export type Happening =
  | { readonly type: 'ticket'; readonly event: TicketEvent; readonly ticket: Ticket }
  | { readonly type: 'notice'; readonly at: Instant; readonly notice: Notice }
  | {
      readonly type: 'reading';
      readonly message: MessageId;
      /** Where it was said; a person: in private. */
      readonly place: Destination;
      readonly saidAt: Instant;
      readonly reading: Reading;
      readonly reasons: string;
      /** Something is to be said for it. */
      readonly speaks: boolean;
    }
  | { readonly type: 'set-aside'; readonly message: MessageId }
  | {
      readonly type: 'fired';
      readonly kind: string;
      readonly dueAt: Instant;
      readonly at: Instant;
      readonly stale: boolean;
    }
  | { readonly type: 'sent'; readonly at: Instant; readonly row: OutboxRow; readonly id: MessageId };

export interface Doing {
  readonly tx: Tx;
  readonly now: Instant;
  readonly town: Town;
  readonly rules: Rules;
  readonly words: Words;
  readonly reader: Reader;
  /** Books one speech in the outbox; nothing is sent before the transaction is durable. */
  say(speech: Speech): Promise<void>;
  happened(what: Happening): void;
  /** The town's tree, rooms or staff were changed in this transaction: it is read again after it. */
  townChanged(): void;
  /** How the accounts of this process stand just now; missing where none run. */
  readonly accounts?: () => readonly AccountState[];
  /** For what an operator should know; missing where nobody reads it. */
  readonly log?: Log;
  /** Begins a night of learning after this transaction; missing where nothing is learned (replay). */
  readonly learn?: () => void;
}
