import { lookAtProgress } from '../notices/progress.js';
import { findNotice } from '../store/notices.js';
import type { Timer } from './timer.js';

/** A look at how a broadcast goes; sets the next look itself while rooms are still waiting. */
export const noticeProgress: Timer = {
  kind: 'notice-progress',
  fire: async (doing, due) => {
    const notice = await findNotice(doing.tx, Number(due.ref));
    if (notice) await lookAtProgress(doing, notice, due.data);
  },
};
