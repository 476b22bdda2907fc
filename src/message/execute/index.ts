/** execute: does one decision in the open transaction; one file a kind, one line each here. */
import type { Decision, DecisionKind } from '../decide/decision.js';
import type { Situation } from '../decide/situation.js';
import type { Doing } from '../doing.js';
import { answer } from './answer.js';
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
};

export function execute(doing: Doing, decision: Decision, situation: Situation): Promise<void> {
  return run(doing, decision.kind, decision, situation);
}

/** Ties a decision's kind to its executor; the cast holds because the table is typed by kind. */
function run<K extends DecisionKind>(doing: Doing, kind: K, decision: Decision, situation: Situation): Promise<void> {
  const executor: Executor<K> = EXECUTORS[kind];
  return executor(doing, decision as Extract<Decision, { kind: K }>, situation);
}
