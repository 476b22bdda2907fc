/** A neighbourhood with its groups, a bot on a real store, and an account that shows what was said. */
import type { DatabaseConnection, Driver } from 'kysely';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { EMPTY_READING } from '../../src/message/recall.js';
import { messageId, personId, roomId, unitId, type Instant } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import { makeDigest } from '../../src/digest/make.js';
import { dayOf } from '../../src/digest/day.js';
import type { Digest } from '../../src/digest/digest.js';
import type { Dialect } from '../../src/store/dialect.js';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { saveSetup } from '../../src/store/town.js';
import { AccountDouble, MINUTE, rulesWith } from '../outbox/support.js';
import { PLAIN } from '../support/said.js';

export const ZONE = 'Asia/Shanghai';
export const WORDS = words('zh-CN');
const RULES = rulesWith();

export const SETUP = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'yx', name: '云溪镇', level: 'town' },
    { id: 'lh', name: '莲花社区', level: 'community', parent: 'yx' },
    {
      id: 'lh3',
      name: '莲花3号楼微网格',
      level: 'microgrid',
      parent: 'lh',
      households: ['3-1-101', '3-1-201', '3-1-301', '3-2-102', '3-2-501'],
    },
    { id: 'lh5', name: '莲花5号楼微网格', level: 'microgrid', parent: 'lh', households: ['5-1-101', '5-1-201'] },
    { id: 'lh6', name: '莲花沿街微网格', level: 'microgrid', parent: 'lh' },
    { id: 'dh', name: '东湖社区', level: 'community', parent: 'yx' },
    { id: 'dh1', name: '东湖1栋微网格', level: 'microgrid', parent: 'dh', households: ['1-301', '1-402'] },
  ],
  rooms: [
    { id: 'r3', name: '莲花3号楼群', unit: 'lh3', kind: 'residents' },
    { id: 'r5', name: '莲花5号楼群', unit: 'lh5', kind: 'residents' },
    { id: 'r6', name: '沿街群', unit: 'lh6', kind: 'residents' },
    { id: 'd1', name: '东湖1栋群', unit: 'dh1', kind: 'residents' },
    { id: 'new', name: '没绑定的群', unit: null, kind: 'residents' },
    { id: 'slh', name: '莲花社区工作群', unit: 'lh', kind: 'staff' },
    { id: 'center', name: '云溪镇治理中心', unit: 'yx', kind: 'center' },
  ],
  people: [
    { id: 'zhou', name: '周姐', roles: [{ role: 'leader', unit: 'lh3' }] },
    { id: 'shen', name: '网格员小沈', roles: [{ role: 'worker', unit: 'lh' }] },
    { id: 'fang', name: '方主任', roles: [{ role: 'community', unit: 'lh' }] },
    { id: 'lan', name: '蓝岚', roles: [{ role: 'town', unit: 'yx' }] },
    { id: 'lei', name: '老雷', roles: [{ role: 'department', unit: 'yx', department: '电工班' }] },
    { id: 'ding', name: '丁姐', roles: [{ role: 'leader', unit: 'dh1' }] },
  ],
});

type Names = Readonly<Record<string, string | null>>;

export class Neighbourhood {
  #said = 0;
  private constructor(
    readonly store: Store,
    readonly clock: VirtualClock,
    readonly account: AccountDouble,
    /** Warnings and errors. */
    readonly logged: readonly string[],
    private readonly bot: Bot,
    private readonly counter: { statements: number },
  ) {}

  /** How many statements the database is given meanwhile, those around a transaction included. */
  async statementsOf(work: () => Promise<unknown>): Promise<number> {
    const before = this.counter.statements;
    await work();
    return this.counter.statements - before;
  }

  static async open(now: Instant): Promise<Neighbourhood> {
    const counter = { statements: 0 };
    const store = await openStore(counting(sqlite(':memory:'), counter));
    const clock = new VirtualClock(now);
    const account = new AccountDouble();
    await store.transact((tx) => saveSetup(tx, SETUP, account, now - 365 * 24 * 60 * MINUTE));
    const logged: string[] = [];
    const bot = await createBot({
      store,
      clock,
      rules: RULES,
      words: WORDS,
      reader: { read: () => EMPTY_READING },
      adapters: [account],
      log: logger('warn', { write: (line) => logged.push(line) }),
      random: () => 0.5,
    });
    return new Neighbourhood(store, clock, account, logged, bot, counter);
  }

  private event<Type extends string>(type: Type, room: string) {
    return { type, source: this.account, at: this.clock.now(), room: roomId(room) };
  }

  async join(room: string, person: string, name: string | null, at = this.clock.now()): Promise<void> {
    await this.bot.receive({ ...this.event('join', room), at, person: personId(person), name });
  }
  async leave(room: string, person: string): Promise<void> {
    await this.bot.receive({ ...this.event('leave', room), person: personId(person), name: null });
  }
  async rename(room: string, person: string, name: string): Promise<void> {
    await this.bot.receive({ ...this.event('rename', room), person: personId(person), name });
  }
  /** The platform tells everybody in a room. */
  async list(room: string, names: Names): Promise<void> {
    const members = Object.entries(names).map(([id, name]) => ({ person: personId(id), name }));
    await this.bot.receive({ ...this.event('members', room), members });
  }

  /** Lets time pass; what is due fires at its moment. */
  async pass(minutes: number): Promise<void> {
    const end = this.clock.now() + minutes * MINUTE;
    for (let next = await this.bot.nextWake(); next !== null && next <= end; next = await this.bot.nextWake()) {
      this.clock.set(Math.max(next, this.clock.now()));
      await this.bot.wake();
    }
    this.clock.set(end);
    await this.bot.wake();
  }

  /** Somebody says something and the bot's answers to it: "r3: words", "@zhou: words". */
  async say(from: string, room: string | null, text: string): Promise<string[]> {
    const before = this.account.sent.length;
    this.#said += 1;
    await this.bot.receive({
      type: 'message',
      source: this.account,
      id: messageId(`m${this.#said}`),
      at: this.clock.now(),
      room: room === null ? null : roomId(room),
      from: personId(from),
      text,
      ...PLAIN,
    });
    await this.bot.idle();
    await this.bot.wake();
    return this.told(before);
  }

  told(from = 0): string[] {
    return this.account.sent.slice(from).map(({ to, text }) => `${'room' in to ? to.room : `@${to.person}`}: ${text}`);
  }

  async digest(unit: string): Promise<Digest> {
    const now = this.clock.now();
    const town = this.bot.town();
    const day = dayOf('2026-04-21', ZONE, now);
    const found = town.units.get(unitId(unit));
    if (!day || !found) throw new Error(`no digest of ${unit}`);
    return makeDigest(this.store.db, { town, rules: RULES, unit: found, day, now });
  }

  async members(room: string): Promise<string[]> {
    const rows = await this.store.db
      .selectFrom('members')
      .innerJoin('people', 'people.id', 'members.person')
      .select(['person', 'members.name', 'people.household'])
      .where('room', '=', room)
      .where('left_at', 'is', null)
      .orderBy('person')
      .execute();
    return rows.map((r) => `${r.person} ${r.name} ${r.household ?? '?'}`);
  }
}

/** The same database; what it is given is counted. */
function counting(dialect: Dialect, counter: { statements: number }): Dialect {
  const { kysely } = dialect;
  const counted = (connection: DatabaseConnection): DatabaseConnection => ({
    executeQuery: (query) => {
      counter.statements += 1;
      return connection.executeQuery(query);
    },
    streamQuery: (query, size) => connection.streamQuery(query, size),
  });
  const createDriver = (): Driver => {
    const driver = kysely.createDriver();
    return {
      init: () => driver.init(),
      acquireConnection: async () => counted(await driver.acquireConnection()),
      beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
      commitTransaction: (connection) => driver.commitTransaction(connection),
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    };
  };
  return {
    ...dialect,
    kysely: {
      createDriver,
      createAdapter: () => kysely.createAdapter(),
      createIntrospector: (db) => kysely.createIntrospector(db),
      createQueryCompiler: () => kysely.createQueryCompiler(),
    },
  };
}
