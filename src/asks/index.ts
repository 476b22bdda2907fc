/** The register of questions the bot may put and have answered: one line each; a test compares it with the folder. */
import type { AskHandler } from './ask.js';
import { roomIdAsk } from './room-id.js';
import { noticeConfirm } from './notice-confirm.js';
import { noticeScope } from './notice-scope.js';
import { keepAnswer } from './keep-answer.js';

export const ASK_HANDLERS: readonly AskHandler[] = [roomIdAsk, noticeConfirm, noticeScope, keepAnswer];
