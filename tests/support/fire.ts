/** Fires a clock within a transaction that is open already. */
import type { Doing } from '../../src/message/doing.js';
import type { Due } from '../../src/store/due.js';
import type { Timer } from '../../src/timers/timer.js';

export async function fire(timer: Timer, doing: Doing, due: Due): Promise<void> {
  const act = 'fire' in timer ? timer.fire : await timer.ahead({ ...doing, db: doing.tx }, due);
  await act(doing, due);
}
