import { startSending } from '../notices/send.js';
import { findNotice } from '../store/notices.js';
import type { Timer } from './timer.js';

/** The set time of a confirmed notice has come. One that was called off meanwhile stays where it is. */
export const noticeSend: Timer = {
  kind: 'notice-send',
  fire: async (doing, due) => {
    const notice = await findNotice(doing.tx, Number(due.ref));
    if (notice?.status === 'scheduled') await startSending(doing, notice);
  },
};
