/** The register of questions the bot may put and have answered: one line each; a test compares it with the folder. */
import type { AskHandler } from './ask.js';
import { roomIdAsk } from './room-id.js';
import { bindAsk } from './bind.js';
import { takeoverAsk } from './takeover.js';
import { unbindAsk } from './unbind.js';
import { noticeConfirm } from './notice-confirm.js';
import { noticeScope } from './notice-scope.js';
import { identityPerson } from './identity-person.js';
import { keepAnswer } from './keep-answer.js';

export const ASK_HANDLERS: readonly AskHandler[] = [
  roomIdAsk,
  bindAsk,
  unbindAsk,
  takeoverAsk,
  noticeConfirm,
  noticeScope,
  identityPerson,
  keepAnswer,
];
