import { dropDraft } from '../notices/stop.js';
import type { Timer } from './timer.js';

/** A preview that nobody confirmed in time is dropped without a word. */
export const noticeExpiry: Timer = {
  kind: 'notice-expiry',
  fire: async (doing, due) => {
    await dropDraft(doing, Number(due.ref));
  },
};
