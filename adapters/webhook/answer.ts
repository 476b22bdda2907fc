/** Reads what a receiver answered: HTTP's own refusals, and the codes that robots give in a body. */
import type { Answer, Verdict } from './format.js';

/** For an answer that asks to wait and does not say how long. */
const LATER_MS = 60_000;
const LONGEST_WAIT_MS = 3600_000;

/** What a code of a robot means: when to try again, or what an operator must do. */
export type Meaning = { readonly afterMs: number } | { readonly remedy: string };

export interface Said {
  readonly code: number;
  readonly message: string;
}

/** How long an answer asks to wait, by its header in whole seconds. */
export function waitOf({ headers }: Answer): number {
  const said = headers['retry-after'] ?? headers['x-ogw-ratelimit-reset'];
  const seconds = typeof said === 'string' && /^\d{1,6}$/.test(said.trim()) ? Number(said) : null;
  return seconds === null ? LATER_MS : Math.min(Math.max(seconds * 1000, 1000), LONGEST_WAIT_MS);
}

/** What the status alone says; null for 2xx. `remedies`: by status. */
export function statusVerdict(answer: Answer, remedies: Readonly<Record<number, string>>): Verdict | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const reason = `the receiver answered HTTP ${String(status)}`;
  if (status === 429) return { kind: 'later', reason, afterMs: waitOf(answer) };
  if (status >= 500 || status === 408) return { kind: 'unclear', reason };
  const redirected = 'redirects are not followed: write the address that it leads to';
  const remedy = status < 400 ? redirected : (remedies[status] ?? 'look at the address');
  return { kind: 'refused', reason: `${reason}; ${remedy}` };
}

const ROBOT_GONE = { 404: 'the robot is not there: copy its address again' };

/** A robot's answer: a code in the body, most often with HTTP 200. An answer without one leaves it open whether it was shown. */
export function robotVerdict(answer: Answer, said: Said | null, meaningOf: (said: Said) => Meaning | null): Verdict {
  if (answer.status >= 500 || answer.status === 429 || said === null)
    return statusVerdict(answer, ROBOT_GONE) ?? { kind: 'unclear', reason: 'the answer could not be read' };
  if (said.code === 0) return { kind: 'shown' };
  const reason = `the robot answered ${String(said.code)} (${said.message})`;
  const meaning = meaningOf(said);
  if (meaning === null) return { kind: 'refused', reason };
  if ('afterMs' in meaning) return { kind: 'later', reason, afterMs: Math.max(meaning.afterMs, 1000) };
  return { kind: 'refused', reason: `${reason}; ${meaning.remedy}` };
}

/** null when the body is no JSON. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
