/** What a language model may say of one message: labels and a place, nothing else. */
import type { Act, Category, Urgency } from '../../model/reading.js';

/** How sure the model is, by its own word. */
export const SURENESS = ['high', 'medium', 'low'] as const;
export type Sureness = (typeof SURENESS)[number];

export interface Told {
  readonly act: Act;
  readonly category: Category | null;
  readonly urgency: Urgency | null;
  /** Cut from the message's own text; null when none was named. */
  readonly location: string | null;
  readonly sureness: Sureness;
}
