/** kill -9 of a program while it takes in, handles and says: alone on SQLite, or one of two on PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../../../src/replay/random.js';
import { checkedIdle, counted, type Asked, type Tally } from '../tally.js';
import { Talk } from '../talk.js';
import { Town, type TownOptions } from '../town.js';

const MESSAGES = 30;
/** From the first word to the last text of a burst. */
const BURST_MS = 1_500;

/** The program is killed so long after a burst began, by the seed; it is started again at once. */
export async function killed(kind: string, options: TownOptions, { runs, seed, told }: Asked): Promise<Tally> {
  const town = await Town.open(options);
  const random = seeded(seed);
  const talk = new Talk(town, random);
  const violated: string[] = [];
  const began = performance.now();
  let waiting = 0;
  const programs = [town.start(), ...(options.server === null ? [] : [town.start()])];
  try {
    await talk.say(5);
    await town.idle();
    for (let run = 1; run <= runs; run += 1) {
      await talk.say(MESSAGES);
      await pause(random() * BURST_MS);
      const index = Math.floor(random() * programs.length);
      const victim = programs[index];
      if (victim === undefined) throw new Error('no program runs');
      await town.kill(victim);
      waiting += town.said.length - (await town.handled());
      programs[index] = town.start();
      await town.idle();
      violated.push(...(await checkedIdle(town, `${kind}, seed ${seed}, run ${run}`)));
      told(`${kind}: run ${run} of ${runs}`);
    }
    const seconds = (performance.now() - began) / 1000;
    const note = `${waiting} messages were said and not handled when it was killed`;
    return { kind, runs, counts: await town.ask(counted), violated, seconds, note };
  } finally {
    await town.remove();
  }
}
