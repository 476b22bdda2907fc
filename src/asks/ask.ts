/** What happens when a person answers one of the bot's questions: one file a kind, one line each in index.ts. */
import type { CommandContext, CommandReply } from '../commands/command.js';
import type { Ask } from '../store/asks.js';

export type AskAnswer =
  | { readonly type: 'confirm' }
  | { readonly type: 'dismiss' }
  /** A number from 1, or words naming one of the choices. */
  | { readonly type: 'choice'; readonly words: string };

export interface AskHandler {
  readonly kind: string;
  /** Whether it takes a choice besides 确认 and 取消. Pure: looks at the words and the ask's data only. */
  takes(words: string, ask: Ask): boolean;
  /** Does what was answered, in the open transaction; closes the ask itself. */
  answer(context: CommandContext, ask: Ask, answer: AskAnswer): Promise<CommandReply>;
}
