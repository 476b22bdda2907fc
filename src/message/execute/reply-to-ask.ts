import { ASK_HANDLERS } from '../../asks/index.js';
import { contextOf, sayBack } from './command.js';
import type { Executor } from './executor.js';

/** Hands a short answer to the question it answers. */
export const replyToAsk: Executor<'reply-to-ask'> = async (doing, { ask, answer }, situation) => {
  const handler = ASK_HANDLERS.find((h) => h.kind === ask.kind);
  if (!handler) throw new Error(`an open question of an unknown kind: ${ask.kind}`);
  await sayBack(doing, situation, await handler.answer(contextOf(doing, situation), ask, answer), 'command');
};
