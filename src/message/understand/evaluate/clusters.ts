/** How well messages were joined into tickets: pairs of messages, and B-cubed. */
import { prf, ratio, type Prf } from './scores.js';

export interface JoinScore {
  /** Over pairs of messages that share a ticket. */
  readonly pairs: Prf;
  /** Over messages that have a ticket in gold or prediction; a message without one stands alone. */
  readonly bCubed: Prf;
}

/** Cluster names by message, in gold and as predicted; null: belongs to no ticket. Names count within their side only. */
export interface Joined {
  readonly gold: string | null;
  readonly predicted: string | null;
}

function together(items: readonly Joined[], side: (item: Joined) => string | null): (a: Joined, b: Joined) => boolean {
  return (a, b) => a === b || (items.length > 0 && side(a) !== null && side(a) === side(b));
}

export function scoreJoining(items: readonly Joined[]): JoinScore {
  const inGold = together(items, (item) => item.gold);
  const inPredicted = together(items, (item) => item.predicted);
  const members = items.filter((item) => item.gold !== null || item.predicted !== null);
  let [both, gold, predicted, precision, recall] = [0, 0, 0, 0, 0];
  for (const item of members) {
    const goldPeers = members.filter((other) => inGold(item, other));
    const predictedPeers = members.filter((other) => inPredicted(item, other));
    const shared = goldPeers.filter((other) => inPredicted(item, other)).length;
    both += shared - 1;
    gold += goldPeers.length - 1;
    predicted += predictedPeers.length - 1;
    precision += shared / predictedPeers.length;
    recall += shared / goldPeers.length;
  }
  const p = ratio(precision, members.length);
  const r = ratio(recall, members.length);
  return { pairs: prf(both, predicted, gold), bCubed: { precision: p, recall: r, f1: ratio(2 * p * r, p + r) } };
}
