import { draftNotice } from '../notices/draft.js';
import { command, STAFF_ROLES, USAGE } from './command.js';

/** 发通知 [范围] 正文: previews a notice; 确认 sends it (asks/notice-confirm.ts). */
export const notice = command({
  name: '发通知',
  english: 'notice',
  aliases: ['发布通知', '群发通知', '群发', '发公告'],
  roles: STAFF_ROLES,
  parse: (args) => (args.trim() === '' ? USAGE : { raw: args }),
  run: (context, { raw }) => draftNotice(context, { raw, at: context.now, chosen: {} }),
});
