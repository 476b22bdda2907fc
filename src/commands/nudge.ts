import { namedNotice, numbered, wasSent } from '../notices/named.js';
import { remindMissing } from '../notices/remind.js';
import { command, STAFF_ROLES, USAGE } from './command.js';

/** 提醒 N3: one reminder in each room where households have not confirmed, at most once an hour a room. */
export const nudge = command({
  name: '提醒',
  english: 'nudge',
  aliases: ['催回执', '提醒回执'],
  roles: STAFF_ROLES,
  parse: (args) => numbered(args) ?? USAGE,
  run: async (context, { number }) => {
    const { words } = context;
    const named = await namedNotice(context, number);
    if ('refused' in named) return { text: named.refused, public: false };
    const { notice, rooms } = named;
    if (!wasSent(notice)) return { text: words('notice.notSentYet', { number: notice.number }), public: false };
    const done = await remindMissing(context, notice, rooms);
    const key = done.rooms > 0 ? 'notice.nudged' : done.recent > 0 ? 'notice.nudgedRecently' : 'notice.nobodyToNudge';
    return { text: words(key, { number: notice.number, ...done }), public: false };
  },
});
