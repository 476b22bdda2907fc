import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHandledInOrder, expectNothingTwice, expectTicketsWhole } from './invariants.js';
import { QUICK } from './process.js';
import { fallingServer, type FallingServer } from './server.js';
import { Talk } from './talk.js';
import { ProcessesTown } from './town.js';
import { witnessed } from './witness.js';

/** `npm run faults:processes` asks for a minute: longer than what comes in waits. */
const GONE_MS = Number(process.env['WEIGE_FAULT_GONE_MS'] ?? 3_000);
/** A platform that was refused is asked again after half a minute at the latest. */
const BACK_WITHIN_MS = 90_000;
const TIME_LIMIT = { timeout: 180_000 + 3 * GONE_MS };
/** What was being done when it went says so once each; then it is still. */
const MOST_LINES = 40;
const MOST_LINES_A_SECOND = 1;

let server: FallingServer;
let town: ProcessesTown;
beforeAll(async () => {
  server = await fallingServer();
  town = await ProcessesTown.open(server.url, { accounts: 2, rooms: 3 });
}, 60_000);
afterAll(async () => {
  await town.remove();
  await server.remove();
});

const told = (figure: string) => process.stderr.write(`${figure}\n`);
const handled = async (count: number) => (await witnessed(town.store.db, 'messages')).length >= count;

test(
  'a database that is stopped or killed costs nothing that was accepted: all resumes by itself, in order, nothing twice',
  TIME_LIMIT,
  async () => {
    const talk = new Talk(town);
    town.start({ lengths: QUICK });
    town.start({ lengths: QUICK });
    await town.until('both share', async () => JSON.stringify(await town.shares()) === '[1,1]');
    for (const [how, goneMs] of [
      ['stopped', GONE_MS],
      ['killed', GONE_MS],
    ] as const) {
      const before = talk.count;
      await talk.say(40);
      await town.until('some of it is handled', () => handled(before + 10));
      const lines = town.processes.map((one) => one.said().length);
      await server[how]();
      const gone = performance.now();
      await talk.say(40);
      await new Promise((resolve) => setTimeout(resolve, goneMs));
      await server.start();
      const goneSeconds = (performance.now() - gone) / 1000;
      town.processes.forEach((one, i) => {
        const said = one.said().slice(lines[i]);
        expect(one.runs()).toBe(true);
        expect(
          said.filter(({ msg }) => msg.includes('database is gone') || msg.includes('renewed')).length,
        ).toBeGreaterThan(0);
        expect(said.length, said.map(({ msg }) => msg).join('\n')).toBeLessThan(
          MOST_LINES + goneSeconds * MOST_LINES_A_SECOND,
        );
      });
      const back = await town.until('all is handled', () => handled(talk.count).catch(() => false), BACK_WITHIN_MS);
      told(`database ${how} for ${goneSeconds.toFixed(1)} s: all was handled ${back.toFixed(1)} s after it was back`);
    }
    await town.until('all is said', () => town.allSaid(['queued']));
    await expectHandledInOrder(town, talk.told);
    await expectTicketsWhole(town.store.db);
    await expectNothingTwice(town);
  },
);
