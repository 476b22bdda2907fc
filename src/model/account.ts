/** An account as it stands at this moment, told by whoever speaks through it. */
import type { Source } from './event.js';

export interface AccountState {
  readonly source: Source;
  readonly ok: boolean;
  /** One sentence: how it is connected, or the remedy when it is not. */
  readonly reason: string;
  /** It sees its own texts come back. */
  readonly echoes: boolean;
  /** Its texts are paced and budgeted. */
  readonly paced: boolean;
}
