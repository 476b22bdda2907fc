import { namedNotice, numbered, wasSent } from '../notices/named.js';
import { receiptReport } from '../notices/report.js';
import { command, STAFF_ROLES, USAGE } from './command.js';

/** 回执 N3: who confirmed and who did not, for the part of the notice that its sender answers for. */
export const receipts = command({
  name: '回执',
  english: 'receipts',
  aliases: ['查回执', '回执情况'],
  roles: STAFF_ROLES,
  parse: (args) => numbered(args) ?? USAGE,
  run: async (context, { number }) => {
    const named = await namedNotice(context, number);
    if ('refused' in named) return { text: named.refused, public: false };
    const { notice, rooms } = named;
    const text = wasSent(notice)
      ? await receiptReport(context, notice, rooms)
      : context.words('notice.notSentYet', { number: notice.number });
    return { text, public: false };
  },
});
