import { z } from 'zod';
import { isWaiting, remindMissing } from '../notices/remind.js';
import { nextReminder } from '../notices/send.js';
import { tallyOf } from '../notices/tally.js';
import { wasSent } from '../notices/named.js';
import { setDue } from '../store/due.js';
import { findNotice } from '../store/notices.js';
import type { Timer } from './timer.js';

const dataSchema = z.object({ end: z.number() });

/** 每天提醒: each morning the rooms with missing households, until the deadline or until all have confirmed. */
export const noticeReminder: Timer = {
  kind: 'notice-reminder',
  fire: async (doing, due) => {
    const notice = await findNotice(doing.tx, Number(due.ref));
    const { end } = dataSchema.parse(JSON.parse(due.data));
    if (!notice || !wasSent(notice) || doing.now >= end) return;
    const { units } = await tallyOf(doing.tx, doing.town, notice);
    if (!units.some(isWaiting)) return;
    await remindMissing(doing, notice, null);
    const at = nextReminder(doing.now, doing.rules.zone);
    if (at < end) await setDue(doing.tx, { kind: due.kind, ref: due.ref, at, staleAt: end, data: due.data });
  },
};
