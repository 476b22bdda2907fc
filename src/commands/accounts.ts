/** 账号: how every account of this deployment stands; 账号 恢复 wx1 lets one speak again that the platform had stopped. */
import { accountsNow } from '../accounts/now.js';
import { accountsText } from '../accounts/text.js';
import type { Role } from '../model/town.js';
import { letSpeak } from '../outbox/stopped.js';
import { command, USAGE, type CommandContext, type CommandReply } from './command.js';
import { roleRefusal, said } from './scope.js';
import { evenWidth } from './words.js';

const ROLES = ['town', 'district', 'admin'] as const satisfies readonly Role[];

export const accounts = command<{ readonly resume: string | null }>({
  name: '账号',
  english: 'accounts',
  aliases: ['账号状态', '帐号'],
  roles: ROLES,
  parse: (args) => {
    const words = evenWidth(args);
    if (words === '') return { resume: null };
    const named = /^(?:恢复|resume)[\s:]*(\S+)$/i.exec(words)?.[1];
    return named === undefined ? USAGE : { resume: named };
  },
  run: async (context, { resume }) => {
    const refusal = roleRefusal(context, ROLES, '账号');
    if (refusal) return refusal;
    if (resume !== null) return letGoOn(context, resume);
    return said(
      accountsText(await accountsNow(context), { words: context.words, rules: context.rules, now: context.now }),
    );
  },
});

/** By its whole name, or by its own where only one account has it. */
async function letGoOn(context: CommandContext, named: string): Promise<CommandReply> {
  const { words, tx } = context;
  const all = await accountsNow(context);
  const wanted = named.toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase() === wanted || name.toLowerCase().endsWith(`/${wanted}`));
  const [account, another] = found;
  if (!account || another)
    return said(words('account.which', { named: named.slice(0, 40), names: all.map(({ name }) => name).join('、') }));
  if (account.stopped === null) return said(words('account.notStopped', { account: account.name }));
  await letSpeak(tx, account.name);
  return said(words('account.speaksAgain', { account: account.name, queued: account.figures.queued }));
}
