/** What an executor gets: the open transaction, what was known when it was decided, and the kind it does. */
import type { Decision, DecisionKind } from '../decide/decision.js';
import type { Situation } from '../decide/situation.js';
import type { Doing } from '../doing.js';

export type DecisionOf<K extends DecisionKind> = Extract<Decision, { kind: K }>;
export type Executor<K extends DecisionKind> = (
  doing: Doing,
  decision: DecisionOf<K>,
  situation: Situation,
) => Promise<void>;
