import type { CommandContext } from '../commands/command.js';
import { evenWidth } from '../commands/words.js';
import type { Notice } from '../model/notice.js';
import { confirmNotice } from '../notices/send.js';
import { stopNotice } from '../notices/stop.js';
import { closeAsk } from '../store/asks.js';
import { findNotice } from '../store/notices.js';
import type { AskAnswer, AskHandler } from './ask.js';

const NAMED =
  /^(?<word>确认|确定|发送|取消|停发|停止|不发)(?:发送|发)?\s*(?:通知\s*)?N?\s*(?<number>\d{1,9})?(?:号)?$/i;

function named(words: string): { stop: boolean; number: string | null } | null {
  const groups = NAMED.exec(evenWidth(words))?.groups;
  return groups ? { stop: /取消|停|不发/.test(groups['word'] ?? ''), number: groups['number'] ?? null } : null;
}

/** 确认 sends a draft; 取消 drops it, and stops it while it is on its way. `ref`: the notice's number. */
export const noticeConfirm: AskHandler = {
  kind: 'notice-confirm',
  takes: (words, ask) => {
    const said = named(words);
    return said !== null && (said.number === null || said.number === ask.ref);
  },
  answer: async (context, ask, answer) => {
    const notice = await findNotice(context.tx, Number(ask.ref));
    if (!notice) await closeAsk(context.tx, ask.id, context.now);
    const text = notice ? await act(context, notice, wantsStop(answer)) : context.words('notice.nothingWaits');
    return { text, public: false };
  },
};

const wantsStop = (answer: AskAnswer): boolean =>
  answer.type === 'dismiss' || (answer.type === 'choice' && (named(answer.words)?.stop ?? false));

/** The asks about a notice are closed by what is done with it. A mere 好 while it is on its way gets no reply. */
async function act(context: CommandContext, notice: Notice, stop: boolean): Promise<string> {
  if (stop) return stopNotice(context, notice);
  if (notice.status === 'draft') return confirmNotice(context, notice);
  return named(context.message.text) ? context.words('notice.notWaiting', { number: notice.number }) : '';
}
