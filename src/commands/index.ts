/** The register of chat commands: one line each; a test compares it with the folder. */
import type { AnyCommand } from './command.js';
import { digest } from './digest.js';
import { notice } from './notice.js';
import { nudge } from './nudge.js';
import { receipts } from './receipts.js';
import { resend } from './resend.js';
import { stop } from './stop.js';

export const COMMANDS: readonly AnyCommand[] = [
  digest,
  notice,
  nudge,
  receipts,
  resend,
  stop,
];
