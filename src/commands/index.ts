/** The register of chat commands: one line each; a test compares it with the folder. */
import type { AnyCommand } from './command.js';
import { digest } from './digest.js';
import { notice } from './notice.js';
import { nudge } from './nudge.js';
import { receipts } from './receipts.js';
import { resend } from './resend.js';
import { stop } from './stop.js';
import { accept } from './accept.js';
import { accounts } from './accounts.js';
import { assign } from './assign.js';
import { bind } from './bind.js';
import { bindcode } from './bindcode.js';
import { cancel } from './cancel.js';
import { category } from './category.js';
import { chase } from './chase.js';
import { claim } from './claim.js';
import { drop } from './drop.js';
import { escalate } from './escalate.js';
import { help } from './help.js';
import { hold } from './hold.js';
import { human } from './human.js';
import { identitycode } from './identitycode.js';
import { merge } from './merge.js';
import { mine } from './mine.js';
import { open } from './open.js';
import { rate } from './rate.js';
import { reopen } from './reopen.js';
import { report } from './report.js';
import { resolve } from './resolve.js';
import { giveBack } from './return.js';
import { roster } from './roster.js';
import { split } from './split.js';
import { status } from './status.js';
import { takeover } from './takeover.js';
import { tickets } from './tickets.js';
import { unbind } from './unbind.js';
import { unclaim } from './unclaim.js';
import { urgency } from './urgency.js';
import { who } from './who.js';
import { withdraw } from './withdraw.js';
import { faq } from './faq.js';

export const COMMANDS: readonly AnyCommand[] = [
  digest,
  notice,
  nudge,
  receipts,
  resend,
  stop,
  accept,
  accounts,
  assign,
  bind,
  bindcode,
  cancel,
  category,
  chase,
  claim,
  drop,
  escalate,
  help,
  hold,
  human,
  identitycode,
  merge,
  mine,
  open,
  rate,
  reopen,
  report,
  resolve,
  giveBack,
  roster,
  split,
  status,
  takeover,
  tickets,
  unbind,
  unclaim,
  urgency,
  who,
  withdraw,
  faq,
];
