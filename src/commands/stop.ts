import { mayStop, namedNotice, numbered } from '../notices/named.js';
import { stopNotice } from '../notices/stop.js';
import { command, STAFF_ROLES, USAGE } from './command.js';

/** 停发 N3: calls off a notice that waits or is on its way; also for others than its sender who answer for its units. */
export const stop = command({
  name: '停发',
  english: 'stop',
  aliases: ['停止发送', '取消通知'],
  roles: STAFF_ROLES,
  parse: (args) => numbered(args) ?? USAGE,
  run: async (context, { number }) => {
    const named = await namedNotice(context, number);
    if ('refused' in named) return { text: named.refused, public: false };
    const { notice } = named;
    const text = mayStop(context.town, context.actor, notice)
      ? await stopNotice(context, notice)
      : context.words('notice.notYours', { number: notice.number });
    return { text, public: false };
  },
});
