/** 帮助: what this person may do here, short enough for a phone; with a name, what that one does. */
import type { Person, Room } from '../model/town.js';
import { isStaff } from '../model/town.js';
import { command, type AnyCommand, type CommandContext } from './command.js';
import { mayGive, saidOpenly } from './scope.js';
import { evenWidth } from './words.js';

/** In the order in which they are needed; a command in none of them stands under `more`. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  handle: ['tickets', 'accept', 'assign', 'resolve', 'return', 'escalate', 'hold'],
  correct: ['open', 'drop', 'category', 'urgency', 'merge', 'split', 'chase', 'cancel', 'reopen'],
  notices: ['notice', 'receipts', 'nudge', 'resend', 'stop'],
  figures: ['digest', 'roster', 'faq'],
  rooms: ['bind', 'unbind', 'bindcode', 'takeover'],
  accounts: ['claim', 'identitycode', 'unclaim', 'accounts'],
  own: ['report', 'mine', 'status', 'rate', 'withdraw', 'human', 'who'],
};

export const help = command<string>({
  name: '帮助',
  english: 'help',
  aliases: ['怎么用', '使用说明', '菜单', 'start'],
  roles: 'everyone',
  parse: (args) => evenWidth(args).toLowerCase().replace(/^[/#]/, ''),
  run: async (context, name) => {
    // Loaded when asked: the register holds this very command.
    const { COMMANDS } = await import('./index.js');
    const known = COMMANDS.find((c) => name !== '' && [c.name, c.english, ...c.aliases].includes(name));
    return saidOpenly(
      known && mayGive(context.actor, known.roles) ? about(context, known) : overview(context, COMMANDS),
    );
  },
});

function about({ words }: CommandContext, { english }: AnyCommand): string {
  return `${words(`command.${english}.does`)}\n${words(`command.${english}.usage`)}`;
}

function overview({ words, actor, room }: CommandContext, all: readonly AnyCommand[]): string {
  const offered = offeredTo(actor, room, all);
  const lines = [...Object.entries(GROUPS), ['more', others(all)] satisfies [string, string[]]].flatMap(
    ([group, names]) => {
      const usages = names.filter((n) => offered.includes(n)).map((n) => words(`command.${n}.usage`));
      return usages.length === 0 ? [] : [`${words(`command.help.${group}`)} ${usages.join(' | ')}`];
    },
  );
  const staff = isStaff(actor) && room?.kind !== 'residents';
  const key = staff ? 'staff' : room === null ? 'inPrivate' : 'inRoom';
  return [words(`command.help.head.${key}`), ...lines, words(`command.help.foot.${staff ? 'staff' : 'resident'}`)].join(
    '\n',
  );
}

/** In residents' rooms only what residents do: nobody else's commands are shown there. */
function offeredTo(actor: Person, room: Room | null, all: readonly AnyCommand[]): string[] {
  const open = room?.kind === 'residents' || room?.kind === 'special';
  return all.filter((c) => (open ? c.roles === 'everyone' : mayGive(actor, c.roles))).map((c) => c.english);
}

function others(all: readonly AnyCommand[]): string[] {
  const grouped = Object.values(GROUPS).flat();
  return all.map((c) => c.english).filter((name) => name !== 'help' && !grouped.includes(name));
}
