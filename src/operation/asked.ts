/** A question that many may ask at once and that may stay without an answer: asked once at a time, kept for a moment, waited for in bounds. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Bounds {
  /** An answer is given again for so long. */
  readonly keptMs: number;
  /** Nobody waits longer for one. */
  readonly waitMs: number;
}

/** null: there is no answer in time, or it failed. Never rejects. */
export function asked<T>(question: () => Promise<T>, { keptMs, waitMs }: Bounds): () => Promise<T | null> {
  let kept: { readonly answer: T; readonly at: number } | null = null;
  let asking: Promise<T | null> | null = null;
  const ask = async (): Promise<T | null> => {
    try {
      const answer = await question();
      kept = { answer, at: performance.now() };
      return answer;
    } catch {
      return null;
    } finally {
      asking = null;
    }
  };
  return async () => {
    if (kept !== null && performance.now() - kept.at < keptMs) return kept.answer;
    asking ??= ask();
    const limit = new AbortController();
    const tooLong = wait(waitMs, null, { signal: limit.signal, ref: false }).catch(() => null);
    try {
      return await Promise.race([asking, tooLong]);
    } finally {
      limit.abort();
    }
  };
}
