/** The list of commands that Telegram's clients offer after a slash. */
import type { BotCommand, BotCommandScope } from 'telegraf/types';
import type { Words } from '../../src/message/reply/words.js';
import type { Client } from './client.js';

/** In the order in which people need them. The names are those of the chat commands. */
export const RESIDENT_MENU = ['report', 'mine', 'status', 'rate', 'withdraw', 'who', 'human', 'help'] as const;
export const STAFF_MENU = [
  'tickets',
  'accept',
  'resolve',
  'assign',
  'escalate',
  'return',
  'hold',
  'notice',
  'receipts',
  'digest',
  'help',
] as const;

/**
 * Telegram knows no roles of ours. Whoever administers a group gets the staff's list besides; it is an offer only, the bot
 * itself says who may do what.
 */
export function menusOf(words: Words): { readonly scope: BotCommandScope; readonly commands: BotCommand[] }[] {
  const list = (names: readonly string[]): BotCommand[] =>
    [...new Set(names)].map((command) => ({ command, description: words(`menu.command.${command}`) }));
  return [
    { scope: { type: 'all_private_chats' }, commands: list(RESIDENT_MENU) },
    { scope: { type: 'all_group_chats' }, commands: list(RESIDENT_MENU) },
    { scope: { type: 'all_chat_administrators' }, commands: list([...STAFF_MENU, ...RESIDENT_MENU]) },
  ];
}

export async function setMenus(client: Client, words: Words, limitMs: number, signal: AbortSignal): Promise<void> {
  for (const menu of menusOf(words)) await client.call('setMyCommands', menu, { limitMs, signal });
}
