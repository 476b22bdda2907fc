/** What makes a running bot look at its clocks and its outbox: each second, and after each message for which something is to be said. */
import cron from 'node-cron';
import type { Bot } from '../bot.js';
import type { Log } from '../log.js';

/**
 * node-cron wakes the loop each second; words just handled that are answered wake it at once. What is due lives in the store.
 * Gives how it ends: nothing that it began goes on.
 */
export function keepAwake(bot: Bot, eachSecond: () => void, log: Log): () => Promise<void> {
  let waking: Promise<void> = Promise.resolve();
  let asked = false;
  let failing = false;
  const wake = () => {
    if (asked) return;
    asked = true;
    waking = waking
      .then(() => {
        asked = false;
        return bot.stir();
      })
      .then(() => {
        if (failing) log.info('clocks and texts are looked at again');
        failing = false;
      })
      .catch((error: unknown) => {
        if (!failing) log.error({ err: error }, 'waking failed; it is tried again each second');
        failing = true;
      });
  };
  const forget = bot.listen((what) => {
    if (what.type === 'reading' && what.speaks) wake();
  });
  const task = cron.schedule('* * * * * *', () => {
    eachSecond();
    wake();
  });
  return async () => {
    forget();
    const resting = bot.rest();
    await task.stop();
    await waking;
    await resting;
  };
}
