/** A process that takes messages in as the program does, with handling behind it. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { keepAwake } from '../../../accounts/awake.js';
import { answerWith, memoryNow } from '../../fresh-process.js';
import { logSize } from '../../place.js';
import { openScene, saveTowns } from '../../scene.js';
import { SPEAKERS, talk } from '../../talk.js';
import { oursJobSchema, type Ours } from '../answers.js';
import { closedLoop, paced } from '../load.js';

/** What people in a busy district's groups say together in a second, many times over. */
const PACED_PER_SECOND = 500;
/** Handling goes on behind the intake; it is looked at for so long. */
const HANDLING_MS = 5000;
const MS = 1000;

function writtenBytes(): number | null {
  try {
    const found = /^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}

answerWith(async (asked): Promise<Ours> => {
  const { place, messages, rooms, paced: pacedCount } = oursJobSchema.parse(asked);
  await saveTowns(place, 1, rooms);
  const { bot, clock, log, source, wrong } = await openScene({ place, account: 0 });
  const said = { source, rooms, at: clock.now() };
  keepAwake(bot, () => undefined, log);
  let read = 0;
  bot.listen(({ type }) => {
    if (type === 'reading') read += 1;
  });
  const [logBefore, writtenBefore] = [await logSize(place), writtenBytes()];
  const begun = performance.now();
  const all = talk({ ...said, count: messages, name: 'closed' });
  const first = Math.min(rooms * SPEAKERS, Math.floor(messages / 2));
  const newcomers = await closedLoop(all.slice(0, first), rooms, (m) => bot.receive(m));
  const accepted = await closedLoop(all.slice(first), rooms, (m) => bot.receive(m));
  const [logAfter, writtenAfter] = [await logSize(place), writtenBytes()];
  await Promise.race([bot.idle(), wait(HANDLING_MS)]);
  const seconds = (performance.now() - begun) / MS;
  const handled = { messages: read, seconds, perSecond: read / seconds };
  const memory = memoryNow();
  const atPace = talk({ ...said, count: pacedCount, name: 'paced' });
  const readBefore = read;
  const pacedLoad = await paced(atPace, PACED_PER_SECOND, (m) => bot.receive(m));
  return {
    newcomers,
    accepted,
    handled,
    paced: pacedLoad,
    handledAtPace: (read - readBefore) / pacedLoad.seconds,
    logBytes: place.kind === 'sqlite' ? logAfter : logAfter - logBefore,
    writtenBytes: writtenAfter === null || writtenBefore === null ? null : writtenAfter - writtenBefore,
    wrong: wrong(),
    memory,
  };
});
