import { rateTicket } from '../../commands/rate.js';
import { contextOf, sayBack } from './command.js';
import type { Executor } from './executor.js';

/** 满意, 不满意 or 1-5 as the answer to the question. */
export const rate: Executor<'rate'> = async (doing, { ticket, score, note }, situation) => {
  await sayBack(
    doing,
    situation,
    await rateTicket(contextOf(doing, situation), { ticket, score, reason: note }),
    'command',
  );
};
