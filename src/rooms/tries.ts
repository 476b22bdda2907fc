/** Wrong binding codes: five of one person within an hour, and no more are looked at for an hour. Pure. */
import type { Instant } from '../model/ids.js';

const MOST = 5;
const HOUR_MS = 3600_000;

/** Until when a person's codes are refused; null while they are looked at. `wrong`: when the last wrong ones came. */
export function refusedUntil(wrong: readonly Instant[], now: Instant): Instant | null {
  const last = wrong.at(-1);
  const first = wrong.at(-MOST);
  if (last === undefined || first === undefined || last - first > HOUR_MS) return null;
  return now < last + HOUR_MS ? last + HOUR_MS : null;
}

/** The list after one more wrong code. What led to a refusal that is over counts no more. */
export function oneMore(wrong: readonly Instant[], now: Instant): Instant[] {
  const recent = wrong.filter((at) => at > now - HOUR_MS && at <= now);
  return [...recent, now].slice(-MOST);
}
