import { namedNotice, numbered, wasSent } from '../notices/named.js';
import { resendMissed } from '../notices/resend.js';
import { command, STAFF_ROLES, USAGE } from './command.js';

const ALL = /^(?:全部|所有|都发|all)$/i;

/** 补发 N3: only to rooms that missed it; 补发 N3 全部: also to those of which nobody knows whether they got it. */
export const resend = command({
  name: '补发',
  english: 'resend',
  aliases: ['补发通知', '重发'],
  roles: STAFF_ROLES,
  parse: (args) => numbered(args) ?? USAGE,
  run: async (context, { number, rest }) => {
    const named = await namedNotice(context, number);
    if ('refused' in named) return { text: named.refused, public: false };
    const { notice, rooms } = named;
    if (!wasSent(notice)) return { text: context.words('notice.notSentYet', { number: notice.number }), public: false };
    const text = await resendMissed(context, notice, (room) => rooms?.has(room) ?? true, ALL.test(rest));
    return { text, public: false };
  },
});
