/** A small town in memory, and a way to give commands in it. */
import { COMMANDS } from '../../src/commands/index.js';
import { parseCommand } from '../../src/commands/parse.js';
import type { CommandContext, CommandReply } from '../../src/commands/command.js';
import { configSchema } from '../../src/config/schema.js';
import { rulesOf } from '../../src/config/rules.js';
import { parseIso } from '../../src/clock/zone.js';
import { openTicket } from '../../src/message/execute/ticket.js';
import { words } from '../../src/message/reply/words.js';
import type { Doing, Happening } from '../../src/message/doing.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId, unitId, type MessageId } from '../../src/model/ids.js';
import type { Opener, Reading, ReadInput } from '../../src/model/reading.js';
import type { Speech } from '../../src/model/speech.js';
import type { Ticket } from '../../src/model/ticket.js';
import { isStaff, setupSchema, type Person } from '../../src/model/town.js';
import { findMessage, keepMessage } from '../../src/store/messages.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { findTicket } from '../../src/store/tickets.js';
import { findPerson, saveMember } from '../../src/store/people.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { draftTicket } from '../../src/tickets/draft.js';
import { PLAIN } from '../support/said.js';

const ZONE = 'Asia/Shanghai';
const SOURCE = { platform: platformId('test'), account: accountId('bot') };
/** A Monday morning. */
export const MORNING = parseIso('2021-12-06T09:00:00+08:00') ?? 0;
export const WORDS = words('zh-CN');
export const RULES = rulesOf(configSchema.parse({}));

export const SETUP = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'hq', name: '虹桥镇', level: 'town' },
    { id: 'hq7', name: '七村', level: 'community', parent: 'hq' },
    { id: 'hq8', name: '八村', level: 'community', parent: 'hq' },
    { id: 'hq7-1', name: '七村第一网格', level: 'grid', parent: 'hq7' },
    { id: 'hq7-13', name: '七村第13微网格', level: 'microgrid', parent: 'hq7-1' },
    { id: 'hq7-14', name: '七村第14微网格', level: 'microgrid', parent: 'hq7-1' },
    { id: 'hq8-1', name: '八村第1微网格', level: 'microgrid', parent: 'hq8' },
  ],
  rooms: [
    { id: 'r13', name: '七村第13微网格群', unit: 'hq7-13', kind: 'residents' },
    { id: 'r14', name: '七村第14微网格群', unit: 'hq7-14', kind: 'residents' },
    { id: 'new', name: '新建的群', unit: null, kind: 'residents' },
    { id: 's7', name: '七村网格工作群', unit: 'hq7', kind: 'staff' },
    { id: 'c', name: '虹桥镇治理中心', unit: 'hq', kind: 'center' },
  ],
  people: [
    { id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'hq7-13' }] },
    { id: 'chen', name: '陈网格', roles: [{ role: 'worker', unit: 'hq7-1' }] },
    { id: 'lin', name: '林书记', roles: [{ role: 'community', unit: 'hq7' }] },
    { id: 'zhu', name: '朱主任', roles: [{ role: 'town', unit: 'hq' }] },
    { id: 'ba', name: '八村老李', roles: [{ role: 'leader', unit: 'hq8-1' }] },
    { id: 'dian', name: '电工小王', roles: [{ role: 'department', unit: 'hq', department: '电工班' }] },
    { id: 'cheng', name: '城管老赵', roles: [{ role: 'department', unit: 'hq', department: '城管中队' }] },
    { id: 'wu', name: '14-302 武赛芬', household: '14-302' },
    { id: 'zhao', name: '15-201 赵敏', household: '15-201' },
    { id: 'qian', name: '14-302 老钱', household: '14-302' },
  ],
});

const READING: Reading = {
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  location: null,
  phones: [],
  people: null,
  time: null,
  items: [],
  confidence: 0.9,
  alternatives: [],
};

export interface Given {
  readonly reply: CommandReply;
  readonly said: readonly Speech[];
  readonly happened: readonly Happening[];
  readonly townChanged: boolean;
}

export class TestTown {
  #messages = 0;
  now = MORNING;

  private constructor(readonly store: Store) {}

  static async open(): Promise<TestTown> {
    const store = await openMemoryStore();
    await saveSetup(store.db, SETUP, SOURCE, MORNING);
    for (const person of ['wu', 'zhao', 'qian', 'yao'])
      await saveMember(store.db, roomId('r13'), personId(person), person, MORNING);
    return new TestTown(store);
  }

  /** Keeps a message as if it had come in. */
  async message(
    from: string,
    room: string | null,
    text: string,
    more: Partial<IncomingMessage> = {},
  ): Promise<MessageId> {
    this.#messages += 1;
    const id = messageId(`m${this.#messages}`);
    const kept: IncomingMessage = {
      type: 'message',
      source: SOURCE,
      id,
      at: this.now,
      room: room === null ? null : roomId(room),
      from: personId(from),
      ...PLAIN,
      text,
      ...more,
    };
    await keepMessage(this.store.db, kept, this.now);
    return id;
  }

  async #doing<T>(work: (doing: Doing) => Promise<T>): Promise<Omit<Given, 'reply'> & { result: T }> {
    const said: Speech[] = [];
    const happened: Happening[] = [];
    let townChanged = false;
    const town = await loadTown(this.store.db, ZONE);
    const reader = {
      read: (input: ReadInput): Reading => ({ ...READING, location: /(\S+门口)/.exec(input.text)?.[1] ?? null }),
    };
    const result = await this.store.transact((tx) =>
      work({
        tx,
        now: this.now,
        town,
        rules: RULES,
        words: WORDS,
        reader,
        say: async (speech) => void said.push(speech),
        happened: (what) => void happened.push(what),
        townChanged: () => void (townChanged = true),
      }),
    );
    return { said, happened, townChanged, result };
  }

  /** A ticket raised by a person's message. */
  async raise(
    from: string,
    room: string | null,
    text: string,
    more: Partial<Omit<Ticket, 'number'>> = {},
  ): Promise<Ticket> {
    const message = await this.message(from, room, text);
    const { result } = await this.#doing(async (doing) => {
      const unit = (room === null ? null : doing.town.rooms.get(roomId(room))?.unit) ?? unitId('hq7-13');
      const act: Opener = 'report';
      const draft = draftTicket({
        town: doing.town,
        unit,
        room: room === null ? null : roomId(room),
        confidential: room === null,
        text,
        reading: READING,
        act,
        message,
        reporter: personId(from),
        status: more.status === 'proposed' ? 'proposed' : 'open',
        now: this.now,
      });
      return openTicket(doing, { ...draft, ...more }, { message, person: personId(from), note: null });
    });
    return result;
  }

  /** Gives a command as typed; throws when it is not read as one. */
  async give(from: string, room: string | null, text: string, more: Partial<IncomingMessage> = {}): Promise<Given> {
    const id = await this.message(from, room, text, more);
    const { result, ...rest } = await this.#doing(async (doing) => {
      const kept = await findMessage(doing.tx, id);
      const found = await findPerson(doing.tx, personId(from));
      const actor: Person = found ?? { id: personId(from), name: from, household: null, roles: [] };
      const here = room === null ? null : (doing.town.rooms.get(roomId(room)) ?? null);
      if (!kept) throw new Error('the message was not kept');
      const kind = here === null ? 'private' : here.kind === 'residents' ? 'residents' : 'staff';
      const parsed = parseCommand(text, {
        place: kind,
        addressed: kept.mentionsBot,
        staff: isStaff(actor),
        botNames: ['微格'],
      });
      if (parsed.kind !== 'command') throw new Error(`not read as a command but as ${parsed.kind}: ${text}`);
      const known = COMMANDS.find((c) => c.english === parsed.english);
      const context: CommandContext = { ...doing, actor, room: here, message: kept };
      const run = known?.prepare(parsed.args, { now: this.now, zone: ZONE, mentions: kept.mentions });
      return run ? run(context) : { text: WORDS(`command.${parsed.english}.usage`), public: true };
    });
    return { ...rest, reply: result };
  }

  async ticket(number: number): Promise<Ticket> {
    const found = await findTicket(this.store.db, number);
    if (!found) throw new Error(`no ticket ${number}`);
    return found;
  }
}

/** Where each speech goes, as "r13:status". */
export const routes = (said: readonly Speech[]): string[] =>
  said.map((s) => `${'room' in s.to ? s.to.room : `@${s.to.person}`}:${s.purpose}`);
