/** 身份码 姓名: a code by which a member of staff shows who they are on another platform or phone. */
import { forPerson } from '../identity/which.js';
import { personId } from '../model/ids.js';
import { command, SENIOR_ROLES, USAGE } from './command.js';
import { roleRefusal } from './scope.js';
import { evenWidth } from './words.js';

export const identitycode = command({
  name: '身份码',
  english: 'identitycode',
  aliases: ['生成身份码'],
  roles: SENIOR_ROLES,
  parse: (args, { mentions }) => {
    const words = evenWidth(args);
    return words === '' && mentions.length === 0 ? USAGE : { words, mentions: mentions.map(personId) };
  },
  run: async (context, named) =>
    roleRefusal(context, SENIOR_ROLES, '身份码') ?? (await forPerson(context, 'code', named)),
});
