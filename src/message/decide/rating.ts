/** Whether a resident's short words say how satisfied they are with a matter just resolved. Pure. */
import type { Decision } from './decision.js';
import type { Situation } from './situation.js';

const RATED_WITHIN_MS = 48 * 3600_000;
const SCORE = /^([1-5])\s*分?[。.!!]*$/;
const GOOD = /^(很|非常|挺|十分)?满意了?(,?谢谢)?[。.!!~]*$/;
const BAD = /^(很|非常|一点都?)?不满意[,,。.!!\s]*(.{0,200})$/;

/**
 * The newest matter of the speaker whose satisfaction was asked here within two days and is not rated yet. A bare number
 * is taken for a receipt instead when a notice that awaits receipts came to the room after the question.
 */
export function rating(s: Situation): Decision | null {
  const asked = s.matters
    .filter(
      ({ ticket }) =>
        ticket.askedAt !== null && ticket.satisfaction === null && s.now - ticket.askedAt < RATED_WITHIN_MS,
    )
    .filter(({ ticket }) => ticket.reporters.includes(s.sender.id))
    .sort((a, b) => (b.ticket.askedAt ?? 0) - (a.ticket.askedAt ?? 0))[0]?.ticket;
  if (!asked) return null;
  const said = s.message.text.normalize('NFKC').trim();
  const number = SCORE.exec(said)?.[1];
  if (number !== undefined && !s.notices.some((n) => n.sentAt > (asked.askedAt ?? 0)))
    return rate(asked.number, Number(number), '');
  if (GOOD.test(said)) return rate(asked.number, 5, '');
  const bad = BAD.exec(said);
  return bad ? rate(asked.number, 1, bad[2]?.trim() ?? '') : null;
}

const rate = (ticket: number, score: number, note: string): Decision => ({
  kind: 'rate',
  reason: 'rating',
  ticket,
  score,
  note,
});
