/** A small town on two accounts of one platform: `main` speaks in every group, `spare` stands by. */
import type { Adapter, Outgoing, SendResult } from '../../adapters/adapter.js';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import type { Incoming, IncomingMessage, Source } from '../../src/model/event.js';
import { accountId, messageId, personId, platformId, roomId, type RoomId } from '../../src/model/ids.js';
import { setupSchema } from '../../src/model/town.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { configWith, instant, reader } from '../support/play.js';
import { IN_GROUPS } from '../support/capabilities.js';

export const BEGIN = instant('2026-04-21 09:00');
export const MAIN: Source = { platform: platformId('talk'), account: accountId('main') };
export const SPARE: Source = { platform: platformId('talk'), account: accountId('spare') };

const SETUP = setupSchema.parse({
  type: 'setup',
  units: [
    { id: 'yx', name: '云溪镇', level: 'town' },
    { id: 'lh', name: '莲花社区', level: 'community', parent: 'yx' },
    { id: 'lh1', name: '莲花第一网格', level: 'grid', parent: 'lh' },
    { id: 'lh1-3', name: '莲花3号楼微网格', level: 'microgrid', parent: 'lh1', households: ['3-1-101', '3-1-201'] },
    { id: 'lh1-5', name: '莲花5号楼微网格', level: 'microgrid', parent: 'lh1', households: ['5-1-101'] },
  ],
  rooms: [
    { id: 'r3', name: '3号楼居民群', unit: 'lh1-3', kind: 'residents' },
    { id: 's', name: '莲花社区工作群', unit: 'lh', kind: 'staff' },
    { id: 'c', name: '云溪镇治理中心', unit: 'yx', kind: 'center' },
  ],
  people: [
    { id: 'fang', name: '方主任', roles: [{ role: 'community', unit: 'lh' }] },
    { id: 'shen', name: '网格员小沈', roles: [{ role: 'worker', unit: 'lh1' }] },
    { id: 'zhou', name: '周姐', roles: [{ role: 'leader', unit: 'lh1-3' }] },
    { id: 'lan', name: '蓝岚', roles: [{ role: 'town', unit: 'yx' }] },
    { id: 'wu', name: '3-1-101 吴姐', household: '3-1-101' },
  ],
});

export interface Sent {
  readonly account: string;
  /** As the platform calls it. */
  readonly room: string | null;
  readonly person: string | null;
  readonly text: string;
}

class Account implements Adapter {
  readonly platform;
  readonly account;
  /** Cut off: nothing goes out. */
  dead = false;
  readonly capabilities = { ...IN_GROUPS, edits: true, echoes: false, textLimit: 20_000 };
  constructor(
    source: Source,
    readonly sent: Sent[],
  ) {
    this.platform = source.platform;
    this.account = source.account;
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  send({ to, text, outboxId }: Outgoing): Promise<SendResult> {
    if (this.dead) return Promise.resolve({ state: 'unready', reason: 'cut off', retryAfterMs: 60_000 });
    const room = 'room' in to ? to.room : null;
    const person = 'person' in to ? to.person : null;
    this.sent.push({ account: this.account, room, person, text });
    return Promise.resolve({ state: 'delivered', id: messageId(`sent-${String(outboxId)}`) });
  }
  health() {
    return { ok: !this.dead, reason: '' };
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

type SaidMore = Partial<Pick<IncomingMessage, 'roomName' | 'quote'>> & { source?: Source; id?: string };

export class Rooms {
  readonly clock = new VirtualClock(BEGIN);
  readonly sent: Sent[] = [];
  readonly main = new Account(MAIN, this.sent);
  readonly spare = new Account(SPARE, this.sent);
  #count = 0;

  private constructor(
    readonly store: Store,
    readonly errors: string[],
    private readonly made: Bot[],
  ) {}

  /** `on`: what the bot is to stand on in place of the store itself. */
  static async open(on: (store: Store) => Store = (store) => store): Promise<Rooms> {
    const store = await openMemoryStore();
    const errors: string[] = [];
    const made: Bot[] = [];
    const rooms = new Rooms(store, errors, made);
    await store.transact((tx) => saveSetup(tx, SETUP, MAIN, BEGIN));
    made.push(
      await createBot({
        store: on(store),
        clock: rooms.clock,
        rules: { ...rulesOf(configWith()), standby: ['talk/spare'] },
        words: words('zh-CN'),
        reader: await reader(),
        adapters: [rooms.main, rooms.spare],
        log: logger('error', { write: (line) => errors.push(line) }),
        random: () => 0,
      }),
    );
    return rooms;
  }

  get bot(): Bot {
    const [bot] = this.made;
    if (!bot) throw new Error('not open');
    return bot;
  }

  async happens(event: Incoming): Promise<void> {
    await this.bot.receive(event);
    await this.bot.idle();
    await this.bot.wake();
    if (this.errors.length > 0) throw new Error(this.errors.join(''));
  }

  /** Gives what was sent because of it. */
  async says(from: string, room: string | null, text: string, more: SaidMore = {}): Promise<readonly Sent[]> {
    const before = this.sent.length;
    this.clock.set(this.clock.now() + 1000);
    this.#count += 1;
    const { source = MAIN, id = `m${String(this.#count)}`, roomName = null, quote = null } = more;
    await this.happens({
      type: 'message',
      source,
      id: messageId(id),
      at: this.clock.now(),
      room: room === null ? null : roomId(room),
      from: personId(from),
      roomName,
      fromName: null,
      kind: 'text',
      text,
      images: [],
      quote,
      mentions: [],
      mentionsBot: text.includes('@微格'),
    });
    return this.sent.slice(before);
  }

  /** Something that befalls an account; gives what was sent because of it. */
  async befalls(
    event:
      | { readonly type: 'botIn' | 'botOut'; readonly room: string; readonly name?: string; readonly by?: string }
      | { readonly type: 'rooms'; readonly rooms: readonly (readonly [string, string])[] }
      | { readonly type: 'roomId'; readonly room: string; readonly newId: string; readonly certain: boolean }
      | { readonly type: 'down' }
      | { readonly type: 'edit'; readonly message: string; readonly text: string },
    source: Source = MAIN,
  ): Promise<readonly Sent[]> {
    const before = this.sent.length;
    this.clock.set(this.clock.now() + 1000);
    await this.happens(incoming(event, source, this.clock.now()));
    return this.sent.slice(before);
  }

  /** Runs the clock on, firing what is due. */
  async later(ms: number): Promise<readonly Sent[]> {
    const before = this.sent.length;
    const until = this.clock.now() + ms;
    for (let next = await this.bot.nextWake(); next !== null && next <= until; next = await this.bot.nextWake()) {
      if (next > this.clock.now()) this.clock.set(next);
      await this.bot.wake();
    }
    this.clock.set(until);
    return this.sent.slice(before);
  }

  unitOf(room: string): string | null | undefined {
    return this.bot.town().rooms.get(roomId(room))?.unit;
  }

  /** The state of everything in the outbox for a room of ours. */
  async outboxOf(room: string): Promise<readonly { readonly state: string; readonly text: string }[]> {
    return this.store.db
      .selectFrom('outbox')
      .select(['state', 'text'])
      .where('room', '=', room)
      .orderBy('id')
      .execute();
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

const idOf = (room: string): RoomId => roomId(room);

function incoming(event: Parameters<Rooms['befalls']>[0], source: Source, at: number): Incoming {
  switch (event.type) {
    case 'botIn':
    case 'botOut': {
      const by = event.by === undefined ? null : personId(event.by);
      return { type: event.type, source, at, room: idOf(event.room), roomName: event.name ?? null, by };
    }
    case 'rooms':
      return { type: 'rooms', source, at, rooms: event.rooms.map(([room, name]) => ({ room: idOf(room), name })) };
    case 'roomId':
      return { ...event, source, at, room: idOf(event.room), newId: idOf(event.newId) };
    case 'down':
      return { type: 'down', source, at, reason: 'no connection' };
    case 'edit':
      return { type: 'edit', source, at, message: messageId(event.message), text: event.text };
  }
}

export const texts = (sent: readonly Sent[]): string[] =>
  sent.map(({ account, room, person, text }) => `${account}/${room ?? `@${person ?? ''}`}: ${text}`);
/** Where it was said, as "main/s". */
export const places = (sent: readonly Sent[]): string[] =>
  sent.map(({ account, room, person }) => `${account}/${room ?? `@${person ?? ''}`}`);
export const codeIn = (sent: readonly Sent[]): string => /[2-9A-Z]{8}/.exec(sent[0]?.text ?? '')?.[0] ?? '';
