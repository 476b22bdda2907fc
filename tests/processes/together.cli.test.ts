import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idsOf } from '../../adapters/telegram/ids.js';
import { accountId } from '../../src/model/ids.js';
import { seeded } from '../../src/replay/random.js';
import { databaseNow } from '../../src/store/leases.js';
import { postgresServer, type PostgresServer } from '../support/postgres.js';
import { doubled, expectNothingTwice, expectTicketsWhole } from './invariants.js';
import { QUICK } from './process.js';
import { CLERK, ProcessesTown, RESIDENT, STAFF_ROOM } from './town.js';
import { witnessed } from './witness.js';

const CLOCKS = 1_000;
const TICKETS = Number(process.env['WEIGE_FAULT_TICKETS'] ?? 4);
const ROUNDS = Number(process.env['WEIGE_FAULT_ROUNDS'] ?? 12);
const SEED = Number(process.env['WEIGE_FAULT_SEED'] ?? 23);
const TIME_LIMIT = { timeout: 120_000 + TICKETS * ROUNDS * 500 };

let server: PostgresServer;
let town: ProcessesTown;
beforeAll(async () => {
  server = await postgresServer({ durable: true });
}, 60_000);
afterEach(() => town.remove());
afterAll(() => server.stop());

const bothShare = async () => JSON.stringify(await town.shares()) === '[1,1]';

describe('Two processes and a thousand clocks of the same moment', () => {
  test('ring each clock once, and both take part', TIME_LIMIT, async () => {
    town = await ProcessesTown.open(server.url, { accounts: 2, rooms: 1 });
    const { db } = town.store;
    town.start({ lengths: QUICK });
    town.start({ lengths: QUICK });
    await town.until('both share', bothShare);
    const [staff, residents] = town.accounts;
    if (staff === undefined || residents === undefined) throw new Error('two accounts');
    await town.say(residents, 'o', '3号楼楼道灯坏了,晚上上下楼看不见');
    await town.until('a ticket is opened', async () => (await witnessed(db, 'messages')).length === 1);
    const { number } = await db.selectFrom('tickets').select('number').executeTakeFirstOrThrow();
    const person = idsOf(accountId('tg1')).person(staff.double.user(CLERK).id);
    const at = (await databaseNow(town.store)) + 1_500;
    const rows = Array.from({ length: CLOCKS }, (_, i) => ({
      ...{ kind: 'promise', ref: `promise ${String(i)}`, state: 'pending' as const },
      ...{ due_at: at, stale_at: at + 600_000, data: JSON.stringify({ ticket: number, person }) },
    }));
    await db.insertInto('due').values(rows).execute();
    const ringing = async () => {
      const ids = await db.selectFrom('due').select('id').where('kind', '=', 'promise').execute();
      const ours = new Set(ids.map(({ id }) => String(id)));
      return (await witnessed(db, 'due')).filter(({ id }) => ours.has(id));
    };
    await town.until('all have rung', async () => (await ringing()).length >= CLOCKS);
    const all = await ringing();
    expect(doubled(all.map(({ id }) => id))).toEqual([]);
    expect(all).toHaveLength(CLOCKS);
    const shares = ['process 1', 'process 2'].map((name) => all.filter(({ by }) => by === name).length);
    process.stderr.write(`${String(CLOCKS)} clocks rang once each: ${shares.join(' and ')} by two processes\n`);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    const reminders = await db
      .selectFrom('outbox')
      .select('id')
      .where('purpose', '=', 'reminder')
      .where('person', '=', person)
      .execute();
    expect(reminders).toHaveLength(CLOCKS);
  });
});

describe('Staff on one account and residents on another change the same tickets', () => {
  test('nothing that either did is lost, whatever came between', TIME_LIMIT, async () => {
    town = await ProcessesTown.open(server.url, { accounts: 2, rooms: 1 });
    const { db } = town.store;
    const [staff, residents] = town.accounts;
    if (staff === undefined || residents === undefined) throw new Error('two accounts');
    town.start({ lengths: QUICK });
    town.start({ lengths: QUICK });
    await town.until('both share', bothShare);
    let said = 0;
    const resident = (name: string, text: string) =>
      town.say(residents, name, text, { from: RESIDENT }).then(() => (said += 1));
    const clerk = (text: string) =>
      town.say(staff, `c${String(said)}`, text, { room: STAFF_ROOM, from: CLERK }).then(() => (said += 1));
    const handled = async () => (await witnessed(db, 'messages')).length >= said;

    for (let n = 1; n <= TICKETS; n += 1)
      await resident(`o${String(n)}`, `${String(n)}0号楼楼道灯坏了,晚上上下楼看不见`);
    await town.until('all are opened', handled);
    const numbers = (await db.selectFrom('tickets').select('number').orderBy('number').execute()).map((t) => t.number);
    expect(numbers.length).toBeGreaterThan(0);

    const random = seeded(SEED);
    const commands = ['受理', '办结', '催办', '改急 N 紧急'];
    for (let round = 0; round < ROUNDS; round += 1)
      for (const number of numbers) {
        const command = commands[Math.floor(random() * commands.length)] ?? '受理';
        const words = command.includes('N') ? command.replace('N', String(number)) : `${command} ${String(number)}`;
        await clerk(words);
        await resident(`a${String(round)}-${String(number)}`, `${String(number)}0号楼的灯还是不亮,楼梯也黑`);
      }
    await town.until('all is handled', handled);
    await town.until('all is said', () => town.allSaid());

    const left = await db.selectFrom('messages').select(['text', 'error']).where('state', '<>', 'handled').execute();
    expect(left).toEqual([]);
    expect(await witnessed(db, 'messages')).toHaveLength(said);
    await expectTicketsWhole(db);
    await expectNothingTwice(town);
    const place = idsOf(accountId('tg1')).room({ chat: staff.double.chat(STAFF_ROOM).id, topic: null });
    const asked = await db.selectFrom('messages').select('id').where('room', '=', place).execute();
    const answered = await db
      .selectFrom('outbox')
      .select(['reply_to', 'state'])
      .where(
        'reply_to',
        'in',
        asked.map(({ id }) => id),
      )
      .execute();
    expect(new Set(answered.map(({ reply_to: to }) => to)).size).toBe(asked.length);
    const chased = await db.selectFrom('tickets').select(['number', 'chases']).execute();
    const events = await db.selectFrom('ticket_events').select(['ticket', 'change']).execute();
    for (const { number, chases } of chased)
      expect(events.filter((one) => one.ticket === number && one.change === 'chased')).toHaveLength(chases);
    expect(events.length).toBeGreaterThan(numbers.length);
    expect(new Set((await witnessed(db, 'messages')).map(({ by }) => by)).size).toBe(2);
  });
});
