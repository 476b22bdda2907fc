/** A small town with its store and clock: what the notices' tests act in. */
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { ASK_HANDLERS } from '../../src/asks/index.js';
import { COMMANDS } from '../../src/commands/index.js';
import type { CommandContext, CommandReply } from '../../src/commands/command.js';
import { parseIso } from '../../src/clock/zone.js';
import type { Doing, Happening } from '../../src/message/doing.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, messageId, personId, platformId, roomId, type Instant } from '../../src/model/ids.js';
import type { Reader } from '../../src/model/reading.js';
import { setupSchema } from '../../src/model/town.js';
import type { OutboxState } from '../../src/model/speech.js';
import type { Town } from '../../src/roster/town.js';
import { openAsks } from '../../src/store/asks.js';
import { dueAt, settleDue } from '../../src/store/due.js';
import { openMemoryStore, type Store, type Tx } from '../../src/store/open.js';
import { bookAttempt, enqueue, sendable, settle, type OutboxRow } from '../../src/store/outbox.js';
import { routeRows, unrouted } from '../../src/store/outbox-accounts.js';
import { findPerson, saveMember, savePerson } from '../../src/store/people.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { TIMERS } from '../../src/timers/index.js';
import { PLAIN } from '../support/said.js';
import { fire } from '../support/fire.js';

export const ZONE = 'Asia/Shanghai';
export const at = (text: string): Instant => parseIso(`${text}+08:00`) ?? NaN;

/** 虹桥镇 > 七村 > 第一网格 > 第13微网格 (a register of four households), 第3微网格 (none); 八村 > 第13微网格. */
export const SETUP = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'hq', name: '虹桥镇', level: 'town' },
    { id: 'hq7', name: '七村', level: 'community', parent: 'hq' },
    { id: 'hq8', name: '八村', level: 'community', parent: 'hq' },
    { id: 'hq7-1', name: '七村第一网格', level: 'grid', parent: 'hq7' },
    {
      id: 'hq7-13',
      name: '七村第13微网格',
      level: 'microgrid',
      parent: 'hq7-1',
      households: ['14-302', '3-201', '14-101', '15-201'],
    },
    { id: 'hq7-3', name: '七村第3微网格', level: 'microgrid', parent: 'hq7-1' },
    { id: 'hq8-13', name: '八村第13微网格', level: 'microgrid', parent: 'hq8' },
  ],
  rooms: [
    { id: 'r13', name: '七村第13微网格群', unit: 'hq7-13', kind: 'residents' },
    { id: 'r3', name: '七村第3微网格群', unit: 'hq7-3', kind: 'residents' },
    { id: 'e13', name: '八村第13微网格群', unit: 'hq8-13', kind: 'residents' },
    { id: 's7', name: '七村网格工作群', unit: 'hq7', kind: 'staff' },
    { id: 'c', name: '虹桥镇治理中心', unit: 'hq', kind: 'center' },
  ],
  people: [
    { id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'hq7-13' }] },
    { id: 'qian', name: '钱七村', roles: [{ role: 'community', unit: 'hq7' }] },
    { id: 'zhou', name: '周镇', roles: [{ role: 'town', unit: 'hq' }] },
    { id: 'wu', name: '武赛芬', household: '14-302' },
    { id: 'li', name: '李', household: '3-201' },
  ],
});

const RULES = rulesOf(configSchema.parse({}));
const CHINESE = words('zh-CN');
const reader: Reader = {
  read: () => {
    throw new Error('notices read no talk');
  },
};
const SOURCE = { platform: platformId('test'), account: accountId('bot') };

export class NoticeTown {
  readonly happenings: Happening[] = [];
  #messages = 0;

  private constructor(
    readonly store: Store,
    readonly town: Town,
    public now: Instant,
  ) {}

  static async open(now = '2021-12-06T10:00:00'): Promise<NoticeTown> {
    const store = await openMemoryStore();
    await saveSetup(store.db, SETUP, SOURCE, at(now));
    return new NoticeTown(store, await loadTown(store.db, ZONE), at(now));
  }

  /** The same store after rooms were added to it. */
  async reread(): Promise<NoticeTown> {
    return new NoticeTown(this.store, await loadTown(this.store.db, ZONE), this.now);
  }

  doing(tx: Tx): Doing {
    return {
      tx,
      now: this.now,
      town: this.town,
      rules: RULES,
      words: CHINESE,
      reader,
      say: async (speech) => {
        await enqueue(tx, speech, this.now);
      },
      happened: (what) => this.happenings.push(what),
      townChanged: () => undefined,
    };
  }

  act<T>(work: (doing: Doing) => Promise<T>): Promise<T> {
    return this.store.transact((tx) => work(this.doing(tx)));
  }

  /** `person` gives a command in a room (null: in private); what is said back. */
  async command(person: string, english: string, args: string, room: string | null = 's7'): Promise<string> {
    const command = COMMANDS.find((c) => c.english === english);
    const run = command?.prepare(args, { now: this.now, zone: ZONE, mentions: [] });
    if (!run) return 'usage';
    return (await this.#inContext(person, room, run)).text;
  }

  /** `person` answers the newest open question at that place; null when none takes the words. */
  async answer(person: string, said: string, room: string | null = 's7'): Promise<string | null> {
    const asks = await openAsks(this.store.db, room === null ? null : roomId(room), personId(person), this.now);
    for (const ask of asks) {
      const handler = ASK_HANDLERS.find((h) => h.kind === ask.kind);
      if (!handler) continue;
      const answer =
        said === '确认'
          ? ({ type: 'confirm' } as const)
          : said === '取消'
            ? ({ type: 'dismiss' } as const)
            : handler.takes(said, ask)
              ? ({ type: 'choice', words: said } as const)
              : null;
      if (answer) return (await this.#inContext(person, room, (c) => handler.answer(c, ask, answer))).text;
    }
    return null;
  }

  async #inContext(
    person: string,
    room: string | null,
    work: (context: CommandContext) => Promise<CommandReply>,
  ): Promise<CommandReply> {
    this.#messages += 1;
    const id = messageId(`m${String(this.#messages)}`);
    return this.act(async (doing) => {
      const actor = await findPerson(doing.tx, personId(person));
      if (!actor) throw new Error(`nobody is called ${person}`);
      const place = room === null ? null : (doing.town.rooms.get(roomId(room)) ?? null);
      const message = {
        seq: this.#messages,
        source: SOURCE,
        id,
        at: this.now,
        room: place?.id ?? null,
        from: actor.id,
        ...PLAIN,
        text: '',
        act: null,
        recalledAt: null,
      };
      return work({ ...doing, actor, room: place, message });
    });
  }

  async member(room: string, person: string, household: string | null): Promise<void> {
    await savePerson(this.store.db, { id: personId(person), name: person, household });
    await saveMember(this.store.db, roomId(room), personId(person), person, this.now);
  }

  /** Sends what is queued; the rows come to the state that `outcome` gives for their room. */
  async deliver(outcome: (room: string | null) => OutboxState = () => 'accepted', limit = 1000): Promise<OutboxRow[]> {
    const ids = (await unrouted(this.store.db, 10_000)).map(({ id }) => id);
    if (ids.length > 0) await routeRows(this.store.db, ids, 'test/bot');
    const rows = await sendable(this.store.db, 'test/bot', this.now, limit);
    for (const row of rows) {
      await bookAttempt(this.store.db, row.id, this.now);
      const state = outcome('room' in row.to ? row.to.room : null);
      await settle(this.store.db, row.id, { state, at: this.now, platformMessage: `p${String(row.id)}` });
    }
    return rows;
  }

  /** Moves the clock, firing what is due in order; due rows of other parts of the town are none here. */
  async goTo(time: string): Promise<void> {
    const until = at(time);
    for (;;) {
      const [due] = await dueAt(this.store.db, until, 1);
      if (!due) break;
      this.now = Math.max(this.now, due.at);
      await this.fire(due.kind, due);
      await settleDue(this.store.db, due.id, 'done');
    }
    this.now = until;
  }

  /** Fires a due row as it stands, whether or not it fired before. */
  async fire(kind: string, due: { ref: string; data: string; id?: number }): Promise<void> {
    const timer = TIMERS.find((t) => t.kind === kind);
    if (!timer) throw new Error(`no timer for ${kind}`);
    if (due.id !== undefined) await settleDue(this.store.db, due.id, 'done');
    const row = { id: due.id ?? 0, kind, at: this.now, staleAt: this.now, ref: due.ref, data: due.data };
    await this.act((doing) => fire(timer, doing, row));
  }

  /** What was said to a room or person so far, in order. */
  async said(to: string): Promise<{ purpose: string; text: string; state: string }[]> {
    return this.store.db
      .selectFrom('outbox')
      .select(['purpose', 'text', 'state'])
      .where((eb) => eb.or([eb('room', '=', to), eb('person', '=', to)]))
      .orderBy('id')
      .execute();
  }
}
