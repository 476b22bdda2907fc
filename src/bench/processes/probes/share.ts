/** One of several processes on one database: takes in and handles what its own account hears. */
import { setTimeout as wait } from 'node:timers/promises';
import { keepAwake } from '../../../accounts/awake.js';
import type { IncomingMessage } from '../../../model/event.js';
import { memoryNow } from '../../fresh-process.js';
import { closedLoop } from '../../intake/load.js';
import { openScene } from '../../scene.js';
import { SPEAKERS, talk } from '../../talk.js';
import { shareJobSchema, type Share } from '../answers.js';
import { answerTogether } from '../together.js';

const MS = 1000;
/** Milliseconds of the machine's clock, the same in every process. */
const nowMs = (): number => performance.timeOrigin + performance.now();

answerTogether(async (asked) => {
  const { place, account, messages, rooms, mostSeconds } = shareJobSchema.parse(asked);
  const { bot, clock, log, source, wrong } = await openScene({ place, account });
  const talkOf = (name: string, count: number) => talk({ source, rooms, count, name, at: clock.now() });
  keepAwake(bot, () => undefined, log);
  const receive = (m: IncomingMessage) => bot.receive(m);
  await closedLoop(talkOf('newcomers', rooms * SPEAKERS), rooms, receive);
  await bot.idle();
  const said = talkOf('share', messages);
  return async (): Promise<Share> => {
    const begunAt = nowMs();
    let handled = 0;
    bot.listen((what) => {
      if (what.type === 'reading') handled += 1;
    });
    const { p99Ms } = await closedLoop(said, rooms, receive);
    const acceptedAt = nowMs();
    await Promise.race([bot.idle(), wait(mostSeconds * MS)]);
    return { begunAt, acceptedAt, handled, handledAt: nowMs(), p99Ms, memory: memoryNow(), wrong: wrong() };
  };
});
