/** An outbox on a real store, with an account whose answers the test decides. */
import type { Adapter, Outgoing, SendResult } from '../../adapters/adapter.js';
import { configSchema } from '../../src/config/schema.js';
import { rulesOf, type Rules } from '../../src/config/rules.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { parseIso } from '../../src/clock/zone.js';
import { logger } from '../../src/log.js';
import type { Doing, Happening } from '../../src/message/doing.js';
import { EMPTY_READING } from '../../src/message/recall.js';
import { booking } from '../../src/message/say.js';
import { words } from '../../src/message/reply/words.js';
import {
  accountId,
  messageId,
  platformId,
  roomId,
  unitId,
  type AccountId,
  type Instant,
  type UnitId,
} from '../../src/model/ids.js';
import type { Speech } from '../../src/model/speech.js';
import { setupSchema } from '../../src/model/town.js';
import { createOutbox, type Outbox } from '../../src/outbox/outbox.js';
import { enqueue, type OutboxRow } from '../../src/store/outbox.js';
import { rerouteRoom } from '../../src/store/outbox-accounts.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { loadTown, saveSetup } from '../../src/store/town.js';
import { IN_GROUPS } from '../support/capabilities.js';

export const at = (text: string): Instant => parseIso(`${text}+08:00`) ?? NaN;
export const NOON = at('2021-12-06T12:00:00');
export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3600_000;

export const rulesWith = (over: Record<string, unknown> = {}): Rules => rulesOf(configSchema.parse(over));

const SETUP = setupSchema.parse({
  type: 'setup',
  units: [{ id: 'm13', name: '七村第13微网格', level: 'microgrid' }],
  rooms: [
    { id: 'r13', name: '七村第13微网格群', unit: 'm13', kind: 'residents' },
    { id: 'r14', name: '七村第14微网格群', unit: 'm13', kind: 'residents' },
    { id: 's7', name: '七村网格工作群', unit: 'm13', kind: 'staff' },
  ],
  people: [{ id: 'yao', name: '姚丽燕', roles: [{ role: 'leader', unit: 'm13' }] }],
});

/** Takes every text unless told otherwise; `answer` may look at what is sent, and take its time. */
export class AccountDouble implements Adapter {
  readonly platform = platformId('double');
  readonly account: AccountId;
  readonly sent: Outgoing[] = [];
  constructor(name = 'bot') {
    this.account = accountId(name);
  }
  capabilities = IN_GROUPS;
  answer: (message: Outgoing) => SendResult | Promise<SendResult> = accepts;

  start(): Promise<void> {
    return Promise.resolve();
  }
  async send(message: Outgoing): Promise<SendResult> {
    this.sent.push(message);
    return this.answer(message);
  }
  health() {
    return { ok: true, reason: '' };
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
  get texts(): string[] {
    return this.sent.map((m) => m.text);
  }
}

export const accepts = ({ outboxId }: Outgoing): SendResult => ({
  state: 'accepted',
  id: messageId(`p${String(outboxId)}`),
});

export interface Post {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly account: AccountDouble;
  readonly outbox: Outbox;
  readonly told: Happening[];
  readonly unit: UnitId;
  /** From now on the second account speaks in this room. */
  giveToSecond(room: string): Promise<void>;
  /** The words queued for a room or a person, not sent yet. */
  queued(): Promise<string[]>;
  /** Queues a text; gives its number. */
  say(text: string, over?: Partial<Speech>): Promise<number>;
  stateOf(id: number): Promise<{ state: string; attempts: number; error: string | null; not_before: number }>;
  /** The same store and account after the process was started again. */
  again(): Outbox;
}

export async function post(
  over: { rules?: Rules; paced?: boolean; clock?: VirtualClock; second?: AccountDouble } = {},
): Promise<Post> {
  const store = await openMemoryStore();
  const account = new AccountDouble();
  account.capabilities = { ...account.capabilities, paced: over.paced ?? false };
  await store.transact((tx) => saveSetup(tx, SETUP, account, NOON));
  const town = await loadTown(store.db, 'Asia/Shanghai');
  const unit = unitId('m13');
  const clock = over.clock ?? new VirtualClock(NOON);
  const told: Happening[] = [];
  const rules = over.rules ?? rulesWith();
  const log = logger('error', { write: () => undefined });
  const inTransaction = <T>(work: (doing: Doing) => Promise<T>): Promise<T> =>
    store.transact((tx) => {
      const now = clock.now();
      const happened = (what: Happening) => void told.push(what);
      const ground = { tx, now, town, rules, words: words('zh-CN'), happened, townChanged: () => undefined };
      return work({ ...ground, reader: { read: () => EMPTY_READING }, say: booking({ tx, now, town, log }) });
    });
  const again = () =>
    createOutbox({
      store,
      clock,
      rules,
      inTransaction,
      words: words('zh-CN'),
      town: () => town,
      adapters: over.second ? [account, over.second] : [account],
      log,
      random: () => 0.5,
      publish: (what) => told.push(what),
    });
  return {
    store,
    clock,
    account,
    outbox: again(),
    told,
    unit,
    again,
    giveToSecond: async (room) => {
      await store.db
        .updateTable('rooms')
        .set({ account: over.second?.account ?? 'none' })
        .where('id', '=', room)
        .execute();
      await rerouteRoom(store.db, roomId(room));
    },
    queued: async () => {
      const rows = await store.db
        .selectFrom('outbox')
        .select('text')
        .where('state', '=', 'queued')
        .orderBy('id')
        .execute();
      return rows.map((r) => r.text);
    },
    say: async (text, speech = {}) => (await enqueue(store.db, textFor(text, speech), clock.now())) ?? -1,
    stateOf: (id) =>
      store.db
        .selectFrom('outbox')
        .select(['state', 'attempts', 'error', 'not_before'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
  };
}

export const textFor = (text: string, over: Partial<Speech> = {}): Speech => ({
  to: { room: roomId('r13') },
  audience: 'residents',
  purpose: 'status',
  lane: 'answer',
  text,
  replyTo: null,
  mentions: [],
  ticket: null,
  notice: null,
  notBefore: null,
  onceKey: null,
  proactive: false,
  ...over,
});

export const row = (over: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 1,
  to: { room: roomId('r13') },
  lane: 'answer',
  purpose: 'status',
  text: '记下了',
  mentions: [],
  replyTo: null,
  ticket: null,
  notice: null,
  proactive: false,
  state: 'queued',
  notBefore: NOON,
  attempts: 0,
  createdAt: NOON,
  ...over,
});
