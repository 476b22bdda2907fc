/** The platform in a process of its own: stage.process.ts ACCOUNTS */
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/clock/clock.js';
import { answering } from '../child.js';
import { nowMs } from '../machine.js';
import type { Line } from './day.js';
import { DISTRICT, partOf } from './district.js';
import { Stage } from './stage.js';
import { stageOrders } from './stage-words.js';

const stage = await Stage.open(partOf(DISTRICT, Number(process.argv[2])), systemClock);

/** Says each line at its time; one that is late is said at once, and its true time is told. */
async function speak(lines: readonly Line[]) {
  stage.forget();
  const said: { id: string; at: number }[] = [];
  const begun = nowMs();
  let lateMs = 0;
  for (const line of lines) {
    const due = begun + line.atMs;
    const early = due - nowMs();
    if (early > 1) await wait(early);
    const at = nowMs();
    lateMs = Math.max(0, at - due);
    said.push({ id: stage.say(line), at });
  }
  return { said, lateMs };
}

answering(
  stageOrders,
  (order) => {
    switch (order.order) {
      case 'endpoints':
        return stage.endpoints;
      case 'talk':
        return speak(order.lines);
      case 'polled':
        return stage.polled;
      case 'shown':
        return stage.shown;
      case 'cpu': {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      }
    }
  },
  () => undefined,
);
