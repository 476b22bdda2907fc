/** The town on two accounts: 莲花's rooms are on line/one, 东湖's and the center on line/two. What each account was given can be read. */
import type { Adapter, Capabilities, Outgoing, SendResult } from '../../adapters/adapter.js';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, messageId, personId, platformId, roomId } from '../../src/model/ids.js';
import { seeded } from '../../src/replay/random.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { configWith, instant, reader, transcriptText } from '../support/play.js';
import { IN_GROUPS } from '../support/capabilities.js';

export class Line implements Adapter {
  readonly platform = platformId('line');
  readonly account;
  readonly given: Outgoing[] = [];
  capabilities: Capabilities = IN_GROUPS;
  connected = true;
  answer: () => SendResult | null = () => null;

  constructor(name: string) {
    this.account = accountId(name);
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  send(message: Outgoing): Promise<SendResult> {
    const answer = this.answer();
    if (answer !== null) return Promise.resolve(answer);
    this.given.push(message);
    const id = messageId(`${this.account}-${String(message.outboxId)}`);
    return Promise.resolve({ state: 'delivered', id });
  }
  health() {
    return { ok: this.connected, reason: this.connected ? 'connected' : 'the gateway does not answer' };
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
  /** What was told at a place, the latest last. */
  to(place: string): string[] {
    return this.given.filter(({ to }) => ('room' in to ? to.room : to.person) === place).map(({ text }) => text);
  }
  last(place: string): string {
    return this.to(place).at(-1) ?? '';
  }
}

export interface Deployment {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly one: Line;
  readonly two: Line;
  bot: Bot;
  /** Somebody says something; `room` null: to the bot alone. All that follows at once is done. */
  say(line: Line, room: string | null, from: string, text: string, more?: Said): Promise<void>;
  /** Lets what is due happen up to a moment. */
  runTo(time: string): Promise<void>;
  close(): Promise<void>;
}

interface Said {
  readonly id?: string;
  readonly at?: string;
  readonly name?: string;
  readonly mentions?: readonly string[];
}

/** Rooms of the second account. */
const OF_TWO = ['d1', 'sdh', 'center'];

export async function deployment(begin: string, config = ''): Promise<Deployment> {
  const store = await openMemoryStore();
  const clock = new VirtualClock(instant(begin));
  const [one, two] = [new Line('one'), new Line('two')];
  const { setup } = parseTranscript(transcriptText([]), 'town');
  await store.transact((tx) => saveSetup(tx, setup, one, clock.now()));
  await store.db.updateTable('rooms').set({ account: 'two' }).where('id', 'in', OF_TWO).execute();
  const bot = await createBot({
    store,
    clock,
    rules: rulesOf(configWith(config)),
    words: words('zh-CN'),
    reader: await reader(),
    adapters: [one, two],
    log: logger('error', { write: (line) => process.stderr.write(line) }),
    random: seeded(1),
  });
  let count = 0;
  return {
    store,
    clock,
    one,
    two,
    bot,
    say: async (line, room, from, text, more = {}) => {
      count += 1;
      await bot.receive({
        type: 'message',
        source: { platform: line.platform, account: line.account },
        id: messageId(more.id ?? `m${String(count)}`),
        at: more.at === undefined ? clock.now() : instant(more.at),
        room: room === null ? null : roomId(room),
        roomName: null,
        from: personId(from),
        fromName: more.name ?? null,
        kind: 'text',
        text,
        images: [],
        quote: null,
        mentions: (more.mentions ?? []).map(personId),
        mentionsBot: text.includes('@微格'),
      });
      await bot.idle();
      await bot.wake();
    },
    runTo: async (time) => {
      const to = instant(time);
      for (let next = await bot.nextWake(); next !== null && next <= to; next = await bot.nextWake()) {
        clock.set(Math.max(next, clock.now()));
        await bot.wake();
      }
      clock.set(to);
      await bot.wake();
    },
    close: () => store.close(),
  };
}
