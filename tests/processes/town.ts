/** A town on several Telegram accounts and one PostgreSQL database: processes of the built program come and go, the platform outlives them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { idsOf } from '../../adapters/telegram/ids.js';
import { systemClock } from '../../src/clock/clock.js';
import { accountId, platformId } from '../../src/model/ids.js';
import type { Setup } from '../../src/model/town.js';
import { parseSetup } from '../../src/replay/transcript.js';
import { heldLeases } from '../../src/store/leases.js';
import { openStore, type Store } from '../../src/store/open.js';
import { postgres } from '../../src/store/postgres.js';
import { saveSetup } from '../../src/store/town.js';
import { newDatabase, type TestDatabase } from '../support/postgres.js';
import { telegramDouble, type TelegramDouble } from '../support/telegram/double.js';
import type { ApiMessage } from '../support/telegram/world.js';
import { putWitness } from './witness.js';
import { startProcess, type Process, type ProcessOptions } from './process.js';

export interface Account {
  /** As in the store: "telegram/tg1". */
  readonly name: string;
  readonly double: TelegramDouble;
}

export const CLERK = 'clerk';
export const RESIDENT = 'resident';
export const STAFF_ROOM = 'staff';

export interface TownOptions {
  readonly accounts: number;
  /** Residents' rooms of each account. */
  readonly rooms: number;
}

export class ProcessesTown {
  readonly processes: Process[] = [];

  static async open(server: string, { accounts, rooms }: TownOptions): Promise<ProcessesTown> {
    const all: Account[] = [];
    for (let i = 1; i <= accounts; i += 1) all.push(await accountOf(i, rooms));
    const names = Array.from({ length: rooms }, (_, i) => `r${String(i + 1)}`);
    const database = await newDatabase(server);
    const store = await openStore(await postgres(database.url));
    await seed(store, all, names);
    await putWitness(store.db);
    return new ProcessesTown(all, names, database, store);
  }

  readonly folder = mkdtempSync(join(tmpdir(), 'weige-processes-'));

  private constructor(
    readonly accounts: readonly Account[],
    readonly rooms: readonly string[],
    private readonly database: TestDatabase,
    /** Of the test itself. */
    readonly store: Store,
  ) {
    writeFileSync(join(this.folder, 'bot.config.yaml'), stringify(configOf(accounts)));
  }

  start(options: ProcessOptions = {}): Process {
    const tokens = Object.assign(
      {},
      ...this.accounts.map(({ name, double }) => double.env(name.split('/')[1])),
    ) as Record<string, string>;
    const url = new URL(this.database.url);
    url.searchParams.set('application_name', `process ${String(this.processes.length + 1)}`);
    const started = startProcess(this.folder, { WEIGE_POSTGRES_URL: url.href, ...tokens }, options);
    this.processes.push(started);
    return started;
  }

  /** How many accounts each process speaks through, in the order in which they were started. */
  async shares(): Promise<number[]> {
    const rows = await this.store.db.selectFrom('leases').select(['name', 'fence']).execute();
    const held = (await heldLeases(this.store)).filter(({ expired, ok }) => !expired && ok).map(({ name }) => name);
    const live = rows.filter(({ name }) => held.includes(name));
    return this.processes.map((one) => live.filter(({ name, fence }) => one.took(name, fence)).length);
  }

  say(account: Account, name: string, text: string, { room = 'r1', from = RESIDENT } = {}): Promise<unknown> {
    return account.double.say(name, { room, from, text });
  }

  /** All that the bot said on the platform. */
  sent(): readonly ApiMessage[] {
    return this.accounts.flatMap(({ double }) => double.server.world.sent);
  }

  /** Nothing waits to be said: no text in one of these states, and no acknowledgement for the end of its burst. */
  async allSaid(unsaid: readonly ('queued' | 'sending')[] = ['queued', 'sending']): Promise<boolean> {
    // As of one moment: what a clock has just done waits to be said.
    return this.store.snapshot(async (db) => {
      const texts = await db.selectFrom('outbox').select('id').where('state', 'in', unsaid).execute();
      const clocks = db.selectFrom('due').select('id').where('kind', '=', 'ticket-acknowledge');
      return texts.length + (await clocks.where('state', '=', 'pending').execute()).length === 0;
    });
  }

  /** Waits until something holds, looking every 50 ms; gives how many seconds it took. Throws with what the processes said. */
  async until(what: string, holds: () => Promise<boolean> | boolean, limitMs = 40_000): Promise<number> {
    const began = performance.now();
    while (!(await holds())) {
      if (performance.now() - began > limitMs || !this.processes.some((one) => one.runs()))
        throw new Error(`never came true: ${what}\n${this.#told()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return (performance.now() - began) / 1000;
  }

  async remove(): Promise<void> {
    for (const one of this.processes) one.signal('SIGKILL');
    await Promise.all(this.processes.map(({ ended }) => ended));
    await Promise.all(this.accounts.map(({ double }) => double.stop()));
    await this.store.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #told = (): string => this.processes.map((one, i) => `process ${String(i + 1)}:\n${one.tail()}`).join('\n');
}

async function accountOf(number: number, rooms: number): Promise<Account> {
  const double = await telegramDouble(systemClock);
  for (let room = 1; room <= rooms; room += 1)
    await double.addRoom(`r${String(room)}`, { title: `${String(number)}区${String(room)}群` });
  await double.addRoom(STAFF_ROOM, { title: '工作群' });
  await double.addPerson(CLERK, '镇里 小何');
  await double.addPerson(RESIDENT, '3-1-101 李姐');
  return { name: `telegram/tg${String(number)}`, double };
}

const ownName = ({ name }: Account): string => name.split('/')[1] ?? '';

/** The first account brings the town and its staff room, each its residents' rooms. */
async function seed(store: Store, accounts: readonly Account[], rooms: readonly string[]): Promise<void> {
  const setup = setupOf(accounts, rooms);
  for (const [i, account] of accounts.entries()) {
    const own = ownName(account);
    const source = { platform: platformId('telegram'), account: accountId(own) };
    const mine = setup.rooms.filter(({ id }) => id.startsWith(`tg:${own}:`));
    const rest = i === 0 ? setup : { ...setup, units: [], people: [] };
    await store.transact((tx) => saveSetup(tx, { ...rest, rooms: mine }, source, systemClock.now()));
  }
}

function setupOf(accounts: readonly Account[], rooms: readonly string[]): Setup {
  const place = (account: Account, room: string) =>
    idsOf(accountId(ownName(account))).room({ chat: account.double.chat(room).id, topic: null });
  const each = accounts.flatMap((account) => rooms.map((room) => ({ account, room, own: ownName(account) })));
  const units = each.map(({ own, room }) => ({
    id: `${own}-${room}`,
    name: `莲花${own}${room}微网格`,
    level: 'microgrid',
    parent: 'lh',
  }));
  const residents = each.map(({ account, room, own }) => ({
    id: place(account, room),
    name: `${own}${room}群`,
    unit: `${own}-${room}`,
    kind: 'residents',
  }));
  const [first] = accounts;
  if (first === undefined) throw new Error('a town needs an account');
  const staff = { id: place(first, STAFF_ROOM), name: '工作群', unit: 'town', kind: 'staff' };
  const clerk = idsOf(accountId(ownName(first))).person(first.double.user(CLERK).id);
  const whole = {
    type: 'setup',
    units: [
      { id: 'town', name: '云溪镇', level: 'town' },
      { id: 'lh', name: '莲花社区', level: 'community', parent: 'town' },
      ...units,
    ],
    rooms: [...residents, staff],
    people: [{ id: clerk, name: '镇里 小何', roles: [{ role: 'town', unit: 'town' }] }],
  };
  return parseSetup(JSON.stringify(whole), 'the town');
}

/** No pause anywhere: what is looked for is whether anything is lost or doubled, not how politely it goes. */
const configOf = (accounts: readonly Account[]) => ({
  store: { kind: 'postgres', file: 'weige.db' },
  town: null,
  adapters: accounts.map(({ name, double }) => ({
    platform: 'telegram',
    account: name.split('/')[1],
    apiRoot: double.server.address,
  })),
  conduct: {
    burstSeconds: 0.2,
    answerWithinMinutes: 1,
    messagesPerHour: 100_000,
    quietHours: { from: '00:00', to: '00:00' },
  },
  pacing: { perRoomSeconds: 0, jitterSeconds: [0, 0], perAccountPerHour: 1_000_000, perAccountPerDay: 1_000_000 },
  learning: { nightly: null },
});
