/** 注销身份 姓名: whoever wrote in this person's name on any account is a stranger again. */
import { forPerson } from '../identity/which.js';
import { personId } from '../model/ids.js';
import { command, SENIOR_ROLES, USAGE } from './command.js';
import { roleRefusal } from './scope.js';
import { evenWidth } from './words.js';

export const unclaim = command({
  name: '注销身份',
  english: 'unclaim',
  aliases: ['取消认领'],
  roles: SENIOR_ROLES,
  parse: (args, { mentions }) => {
    const words = evenWidth(args);
    return words === '' && mentions.length === 0 ? USAGE : { words, mentions: mentions.map(personId) };
  },
  run: async (context, named) =>
    roleRefusal(context, SENIOR_ROLES, '注销身份') ?? (await forPerson(context, 'remove', named)),
});
