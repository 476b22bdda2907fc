/** execute: does one decision in the open transaction; one file a kind, one line each here. */
import type { Decision, DecisionKind } from '../decide/decision.js';
import type { Situation } from '../decide/situation.js';
import type { Doing } from '../doing.js';
import { answer } from './answer.js';
import { askForWords } from './ask-for-words.js';
import { command } from './command.js';
import type { Executor } from './executor.js';
import { guide } from './guide.js';
import { introduce } from './introduce.js';
import { join } from './join.js';
import { open } from './open.js';
import { rate } from './rate.js';
import { receipt } from './receipt.js';
import { replyToAsk } from './reply-to-ask.js';
import { silent } from './silent.js';

export const EXECUTORS: { readonly [K in DecisionKind]: Executor<K> } = {
  silent,
  open,
  join,
  answer,
  receipt,
  command,
  guide,
  'reply-to-ask': replyToAsk,
  rate,
  introduce,
  'ask-for-words': askForWords,
};

export function execute(doing: Doing, decision: Decision, situation: Situation): Promise<void> {
  // Indexing by a union loses that kind and executor belong together; the table's type holds each pair to it.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
  const executor = EXECUTORS[decision.kind] as Executor<DecisionKind>;
  return executor(doing, decision, situation);
}
