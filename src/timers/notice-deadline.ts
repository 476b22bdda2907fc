import { receiptReport } from '../notices/report.js';
import { wasSent } from '../notices/named.js';
import { tellAsker } from '../notices/tell.js';
import { findNotice } from '../store/notices.js';
import type { Timer } from './timer.js';

/** The deadline for receipts has passed: who confirmed and who did not, told once. */
export const noticeDeadline: Timer = {
  kind: 'notice-deadline',
  fire: async (doing, due) => {
    const notice = await findNotice(doing.tx, Number(due.ref));
    if (!notice || !wasSent(notice)) return;
    const report = await receiptReport(doing, notice, null);
    const text = doing.words('notice.deadlineReached', { number: notice.number, report });
    const onceKey = `notice-deadline:${String(notice.number)}`;
    await tellAsker(doing, notice, { purpose: 'receipt-report', text, onceKey });
  },
};
