/** Which messages a language model is asked about. Pure. */
import type { Config } from '../../config/schema.js';
import type { Decision, Reason } from '../decide/decision.js';
import { openingShare } from '../decide/evidence.js';
import type { Meaning, Situation } from '../decide/situation.js';

/** Meant for the bot, or sure by rule: no reading changes them. */
const SETTLED: readonly Decision['kind'][] = [
  'command',
  'guide',
  'reply-to-ask',
  'rate',
  'receipt',
  'introduce',
  'ask-for-words',
];
/** Nothing would be done whatever was said. */
const BARRED: readonly Reason[] = ['room-unbound', 'room-left', 'stands-by', 'room-id-unconfirmed', 'empty-message'];
const EMERGENCIES: readonly Reason[] = ['emergency-matter', 'perhaps-an-emergency'];
/** A receipt from this confidence on is one by rule. */
const CERTAIN = 0.99;
/** This near to where a matter is opened or proposed, a little more or less would decide otherwise. */
const NEAR = 0.1;

/** A message as the embedded reader and the rules would have it. */
export interface Opinion {
  readonly situation: Situation;
  readonly meaning: Meaning;
  readonly decisions: readonly Decision[];
}

/** Whoever may be in danger waits for no answer. */
export const pressing = ({ meaning, decisions }: Opinion): boolean =>
  meaning.reading.urgency === 'emergency' ||
  meaning.alone?.urgency === 'emergency' ||
  decisions.some((d) => EMERGENCIES.includes(d.reason));

/** Private talk is never asked about, nor what no reading could change. */
export function worthAsking(
  { situation, meaning, decisions }: Opinion,
  { when, unsureBelow }: Pick<Config['language'], 'when' | 'unsureBelow'>,
): boolean {
  const { room, message } = situation;
  if (room === null || message.recalledAt !== null || message.text.trim() === '') return false;
  if (decisions.some((d) => SETTLED.includes(d.kind) || BARRED.includes(d.reason))) return false;
  const { reading } = meaning;
  if (reading.act === 'receipt' && reading.confidence >= CERTAIN) return false;
  return when === 'always' || reading.confidence < unsureBelow || nearlyOtherwise(meaning, situation);
}

function nearlyOtherwise({ reading }: Meaning, { rules }: Situation): boolean {
  const share = openingShare(reading);
  return share >= rules.conduct.proposeAbove - NEAR && share < rules.conduct.openAbove + NEAR;
}
