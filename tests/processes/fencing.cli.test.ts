import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { postgresServer, type PostgresServer } from '../support/postgres.js';
import { expectHandledInOrder, expectNothingTwice, expectTicketsWhole } from './invariants.js';
import { QUICK } from './process.js';
import { Talk } from './talk.js';
import { ProcessesTown } from './town.js';
import { witnessed } from './witness.js';

/** Apart by more than what counts as said long ago. */
const SKEW_MS = 65_000;
const TIME_LIMIT = { timeout: 120_000 };

let server: PostgresServer;
const towns: ProcessesTown[] = [];
beforeAll(async () => {
  server = await postgresServer({ durable: true });
}, 60_000);
afterEach(async () => {
  await Promise.all(towns.splice(0).map((town) => town.remove()));
});
afterAll(() => server.stop());

async function townOf(accounts: number, rooms: number): Promise<ProcessesTown> {
  const town = await ProcessesTown.open(server.url, { accounts, rooms });
  towns.push(town);
  return town;
}

const handled = async (town: ProcessesTown, count: number) =>
  (await witnessed(town.store.db, 'messages')).length >= count;

describe('A process that hung and comes back', () => {
  test(
    'neither sends nor records for an account that another has taken over, lives on, and gets its share again',
    TIME_LIMIT,
    async () => {
      const town = await townOf(2, 3);
      const talk = new Talk(town);
      const hung = town.start({ lengths: QUICK });
      await town.until('it has all', async () => (await town.shares())[0] === 2);
      await talk.say(60);
      await town.until('it is in the middle', () => handled(town, 10));
      hung.signal('SIGSTOP');
      town.start({ lengths: QUICK });
      await talk.say(20);
      await town.until('the other has all', async () => (await town.shares())[1] === 2);
      await town.until('the other has handled all', () => handled(town, talk.count));
      await town.until('the other has said all', () => town.allSaid());
      const before = await footprint(town);
      const noted = hung.said().length;

      hung.signal('SIGCONT');
      await town.until('it has noticed', () =>
        hung
          .said()
          .slice(noted)
          .some(({ msg }) => msg === 'another process took the account over'),
      );
      await town.until('both share again', async () => JSON.stringify(await town.shares()) === '[1,1]');
      expect(await footprint(town)).toEqual(before);
      expect(hung.runs()).toBe(true);

      await talk.say(20);
      await town.until('all is handled', () => handled(town, talk.count));
      await town.until('all is said', () => town.allSaid());
      await expectHandledInOrder(town, talk.told);
      await expectTicketsWhole(town.store.db);
      await expectNothingTwice(town);
      const last = (await witnessed(town.store.db, 'messages')).slice(-20);
      expect(new Set(last.map(({ by }) => by)).size).toBe(2);
    },
  );
});

/** Everything that a process which lost its accounts might have left: what was said, kept, changed. */
async function footprint(town: ProcessesTown): Promise<unknown> {
  const { db } = town.store;
  const outbox = await db.selectFrom('outbox').selectAll().orderBy('id').execute();
  const messages = await db.selectFrom('messages').selectAll().orderBy('seq').execute();
  const events = await db.selectFrom('ticket_events').selectAll().orderBy('id').execute();
  const tickets = await db.selectFrom('tickets').selectAll().orderBy('number').execute();
  return { sent: town.sent().length, outbox, messages, events, tickets };
}

describe('Processes whose machines tell different times', () => {
  test(
    'behave as one: clocks ring once and at the database’s time, rooms keep their order, nobody is answered as if late',
    TIME_LIMIT,
    async () => {
      const town = await townOf(2, 2);
      const talk = new Talk(town);
      town.start({ lengths: QUICK, skewMs: SKEW_MS });
      town.start({ lengths: QUICK, skewMs: -SKEW_MS });
      await town.until('both share', async () => JSON.stringify(await town.shares()) === '[1,1]');
      await talk.say(30);
      await town.until('all is handled', () => handled(town, talk.count));
      await town.until('all is said', () => town.allSaid());

      await expectHandledInOrder(town, talk.told);
      await expectTicketsWhole(town.store.db);
      await expectNothingTwice(town);
      expect(new Set((await witnessed(town.store.db, 'messages')).map(({ by }) => by)).size).toBe(2);
      const { rows } = await sql<{ apart: number }>`select max(abs(m.received_at - w.at)) as apart
        from messages m join witness w on w.id = m.id where w.what = 'messages'`.execute(town.store.db);
      expect(rows[0]?.apart ?? Infinity).toBeLessThan(SKEW_MS / 2);
      expect(town.sent().filter(({ text }) => String(text).includes('断线后才收到'))).toEqual([]);
      const early = await sql`select d.id from due d join witness w on w.id = d.id::text and w.what = 'due'
        where w.at < d.due_at - 1000 or w.at > d.due_at + ${sql.lit(SKEW_MS / 2)}`.execute(town.store.db);
      expect(early.rows).toEqual([]);
      const rung = (await witnessed(town.store.db, 'due')).map(({ id }) => id);
      expect(rung.length).toBeGreaterThan(0);
      expect(new Set(rung).size).toBe(rung.length);
    },
  );
});
