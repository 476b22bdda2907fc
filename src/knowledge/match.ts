/**
 * Which stored answer a question is after. A wrong answer is worse than none: an entry is told only when it answers all that
 * is asked about the same things, is valid today and here, and no other entry comes near. Pure.
 */
import type { KnowledgeEntry } from '../model/notice.js';
import type { UnitId } from '../model/ids.js';
import { askedOf, likeness } from './likeness.js';
import { storedOf } from './stored.js';

export interface MatchOptions {
  /** YYYY-MM-DD in the town's zone: entries that ended before are left out. */
  readonly today: string;
  /** The asker's unit and those above it, nearest first. */
  readonly chain: readonly UnitId[];
  /** From this likeness (0..1) up an entry may be told. */
  readonly answerAbove: number;
  /** The next entry with another answer must be less like by this much. */
  readonly margin: number;
}

/** One entry to be told, those that come near, or nothing. */
export type Match =
  { readonly entry: KnowledgeEntry; readonly likeness: number } | { readonly near: readonly KnowledgeEntry[] } | null;

const NEAR_FROM = 0.3;
const NEAR_SHOWN = 3;

interface Scored {
  readonly entry: KnowledgeEntry;
  readonly likeness: number;
  /** Place of its unit in the chain; a whole-town entry comes last. */
  readonly distance: number;
}

export function matchKnowledge(question: string, entries: readonly KnowledgeEntry[], options: MatchOptions): Match {
  const asked = askedOf(question);
  if (asked.length === 0) return null;
  const scored = entries
    .filter((entry) => holds(entry, options))
    .map((entry): Scored => ({
      entry,
      likeness: likeness(asked, storedOf(entry)),
      distance: entry.unit === null ? options.chain.length : options.chain.indexOf(entry.unit),
    }))
    .sort((a, b) => b.likeness - a.likeness || a.distance - b.distance || a.entry.number - b.entry.number);
  const sure = surest(scored, options);
  if (sure) return { entry: sure.entry, likeness: sure.likeness };
  const near = scored.filter((s) => s.likeness >= NEAR_FROM).slice(0, NEAR_SHOWN);
  return near.length > 0 ? { near: near.map((s) => s.entry) } : null;
}

/** Whether a question says enough to be known again: what it asks, and about what. */
export const canBeAsked = (question: string): boolean => askedOf(question).length > 0;

function holds(entry: KnowledgeEntry, { today, chain }: MatchOptions): boolean {
  if (entry.validUntil !== null && entry.validUntil < today) return false;
  return entry.unit === null || chain.includes(entry.unit);
}

/** The best one, when it is sure and no other answer comes close; of close ones that of the nearest unit, if it is one. */
function surest(scored: readonly Scored[], { answerAbove, margin }: MatchOptions): Scored | null {
  const [best] = scored;
  if (!best || best.likeness < answerAbove) return null;
  const close = scored.filter((s) => s.likeness >= answerAbove && best.likeness - s.likeness < margin);
  const nearest = Math.min(...close.map((s) => s.distance));
  const here = close.filter((s) => s.distance === nearest);
  const [first] = here;
  if (!first || here.some((s) => s.entry.answer !== first.entry.answer)) return null;
  return first;
}
