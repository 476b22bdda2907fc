import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { postgresServer, type PostgresServer } from '../support/postgres.js';
import { expectHandledInOrder, expectNothingTwice, expectTicketsWhole } from './invariants.js';
import { QUICK } from './process.js';
import { Talk } from './talk.js';
import { ProcessesTown } from './town.js';
import { witnessed } from './witness.js';

/** One in the daily run; `npm run faults:processes` has more. */
const KILLS = Number(process.env['WEIGE_FAULT_KILLS'] ?? 1);
const TAKEN_OVER_WITHIN_SECONDS = 30;
const TIME_LIMIT = { timeout: 120_000 + KILLS * 90_000 };

let server: PostgresServer;
let town: ProcessesTown;
beforeAll(async () => {
  server = await postgresServer({ durable: true });
}, 60_000);
afterEach(() => town.remove());
afterAll(() => server.stop());

const told = (figure: string) => process.stderr.write(`${figure}\n`);
const seconds = (n: number) => n.toFixed(1);

const handled = async (count: number) => (await witnessed(town.store.db, 'messages')).length >= count;
const sharesAre =
  (...wanted: readonly number[]) =>
  async () =>
    JSON.stringify((await town.shares()).sort()) === JSON.stringify([...wanted].sort());

/** Nothing was lost and nothing came twice, once everything is said. */
async function expectWhole(talk: Talk): Promise<void> {
  const { db } = town.store;
  await town.until('all is handled', () => handled(talk.count));
  await town.until('nothing waits to be said', () => town.allSaid());
  await expectHandledInOrder(town, talk.told);
  await expectTicketsWhole(db);
  const { unknown, sent } = await expectNothingTwice(town);
  told(
    `${talk.count} messages handled once and in order; ${sent} texts on the platform, none twice, ${unknown} unknown`,
  );
}

test(
  'processes share the accounts evenly, one that joins gets its share, and one that stops hands over at once',
  TIME_LIMIT,
  async () => {
    town = await ProcessesTown.open(server.url, { accounts: 4, rooms: 2 });
    const talk = new Talk(town);
    town.start({ lengths: QUICK });
    await town.until('one has all', sharesAre(4));
    await talk.say(20);
    town.start({ lengths: QUICK });
    await town.until('two share evenly', sharesAre(2, 2));
    await talk.say(20);
    const third = town.start({ lengths: QUICK });
    await town.until('three share evenly', sharesAre(2, 1, 1));
    await talk.say(40);
    third.signal('SIGTERM');
    expect(await third.ended).toBe(0);
    const over = await town.until('two have all again', sharesAre(2, 2, 0));
    told(`handed over ${seconds(over)} s after a graceful stop`);
    await expectWhole(talk);
    const unknown = await town.store.db.selectFrom('outbox').select('id').where('state', '=', 'unknown').execute();
    expect(unknown).toEqual([]);
  },
);

test(
  'when a process is killed another speaks through all accounts within 30 s, and nothing is lost or said twice',
  TIME_LIMIT,
  async () => {
    town = await ProcessesTown.open(server.url, { accounts: 4, rooms: 3 });
    const talk = new Talk(town);
    town.start();
    town.start();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await town.until('two share', async () => (await town.shares()).filter((n) => n === 2).length === 2);
      const before = talk.count;
      await talk.say(80);
      await town.until('some of it is handled', () => handled(before + 20));
      const victim = town.processes.find((one) => one.runs());
      victim?.signal('SIGKILL');
      await victim?.ended;
      await talk.say(40);
      const all = await town.until('one speaks through all', async () => Math.max(...(await town.shares())) === 4);
      const done = await town.until('all is handled', () => handled(talk.count));
      told(
        `killed: another spoke through all accounts after ${seconds(all)} s, all was handled ${seconds(done)} s later`,
      );
      expect(all).toBeLessThan(TAKEN_OVER_WITHIN_SECONDS);
      if (kill + 1 < KILLS) town.start();
    }
    await expectWhole(talk);
    expect(new Set((await witnessed(town.store.db, 'messages')).map(({ by }) => by)).size).toBeGreaterThan(1);
  },
);
