/** The town on one account, watched: its figures and health are asked over HTTP. */
import type { Outgoing, SendResult } from '../../adapters/adapter.js';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import { openOperation, type Operation } from '../../src/operation/index.js';
import { seeded } from '../../src/replay/random.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { saveSetup } from '../../src/store/town.js';
import { Line } from '../outages/accounts.js';
import { configWith, instant, reader, transcriptText } from '../support/play.js';
import { PLAIN } from '../support/said.js';

export const quiet = logger('error', { write: () => undefined });

export interface Watched {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly line: Line;
  readonly bot: Bot;
  readonly operation: Operation;
  say(room: string, from: string, text: string): Promise<void>;
  get(path: string, init?: RequestInit): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

export async function watchedTown(begin = '2026-04-21 09:00'): Promise<Watched> {
  const store = await openMemoryStore();
  const clock = new VirtualClock(instant(begin));
  const line = new Line('one');
  const { setup } = parseTranscript(transcriptText([]), 'town');
  await store.transact((tx) => saveSetup(tx, setup, line, clock.now()));
  const monitor = { host: '127.0.0.1', port: 0 };
  const adapters: Line[] = [];
  const operation = await openOperation({ monitor, store, clock, machine: clock, adapters, log: quiet });
  const made = await createBot({
    store,
    clock,
    rules: rulesOf(configWith()),
    words: words('zh-CN'),
    reader: await reader(),
    adapters: [operation.attend(line)],
    log: quiet,
    random: seeded(1),
  });
  adapters.push(line);
  const bot = operation.watch(made);
  let count = 0;
  return {
    store,
    clock,
    line,
    bot,
    operation,
    say: async (room, from, text) => {
      count += 1;
      await bot.receive({
        type: 'message',
        source: { platform: line.platform, account: line.account },
        id: messageId(`m${String(count)}`),
        at: clock.now(),
        room: roomId(room),
        from: personId(from),
        text,
        ...PLAIN,
      });
      await bot.idle();
    },
    get: async (path, init = {}) => {
      const answer = await fetch(`${operation.address ?? ''}${path}`, init);
      return { status: answer.status, text: await answer.text() };
    },
    close: async () => {
      await operation.close();
      await store.close();
    },
  };
}

export const TEXT: Outgoing = {
  to: { room: roomId('r3') },
  text: '记下了',
  images: [],
  link: null,
  mentions: [],
  replyTo: null,
  buttons: [],
  outboxId: 1,
};

/** An account whose platform answers when the test says so. */
export class SlowLine extends Line {
  answerNow: (result: SendResult) => void = () => undefined;
  stopped = false;
  override send(): Promise<SendResult> {
    return new Promise((resolve) => {
      this.answerNow = resolve;
    });
  }
  override stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}
