/** The register of timers: one line each; a test compares it with the folder. */
import { accountDown } from './account-down.js';
import { mergeOffering } from './merge-offer.js';
import { promise } from './promise.js';
import { ticketAcknowledge } from './ticket-acknowledge.js';
import { ticketClosing } from './ticket-closing.js';
import { ticketHold } from './ticket-hold.js';
import { ticketProposal } from './ticket-proposal.js';
import { ticketResolution } from './ticket-resolution.js';
import { ticketResponse } from './ticket-response.js';
import type { Timer } from './timer.js';
import { digestTimer } from './digest.js';
import { learning } from './learning.js';
import { retention } from './retention.js';
import { noticeDeadline } from './notice-deadline.js';
import { noticeExpiry } from './notice-expiry.js';
import { noticeProgress } from './notice-progress.js';
import { noticeReminder } from './notice-reminder.js';
import { noticeSend } from './notice-send.js';
import { welcoming } from './welcome.js';

export const TIMERS: readonly Timer[] = [
  accountDown,
  mergeOffering,
  promise,
  ticketAcknowledge,
  ticketClosing,
  ticketHold,
  ticketProposal,
  ticketResolution,
  ticketResponse,
  digestTimer,
  learning,
  noticeDeadline,
  noticeExpiry,
  noticeProgress,
  noticeReminder,
  noticeSend,
  retention,
  welcoming,
];
