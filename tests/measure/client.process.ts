/** A client in a process of its own: client.process.ts bare|ours PLATFORM ENDPOINT FOLDER ROOMS BURST_SECONDS */
import { setTimeout as wait } from 'node:timers/promises';
import type { Echo, Sink } from '../../adapters/adapter.js';
import { keepAwake } from '../../src/accounts/awake.js';
import { ShiftedClock, systemClock } from '../../src/clock/clock.js';
import type { Incoming, Source } from '../../src/model/event.js';
import type { Instant } from '../../src/model/ids.js';
import type { Store } from '../../src/store/open.js';
import { bareTelegraf, bareWechaty } from './bare.js';
import { answering } from './child.js';
import { clientOrders } from './client-words.js';
import { Counting } from './counting.js';
import { nowMs } from './machine.js';
import { ours } from './ours.js';
import type { Measured } from './town.js';

interface Running {
  /** Resolves when all that was taken has been handled; null: nothing is handled. */
  readonly idle: (() => Promise<void>) | null;
  end(): Promise<void>;
}

const [kind, named, endpoint = '', folder = '', rooms, burst] = process.argv.slice(2);
const platform: Measured = named === 'wechat' ? 'wechat' : 'telegram';
const counting = new Counting();
const kept = new Map<string, number>();
const acknowledged = new Map<string, number>();

/** The bot as the adapter sees it; notes when each message was durable. */
class Heard implements Sink {
  constructor(private readonly bot: Sink) {}
  async receive(event: Incoming): Promise<void> {
    await this.bot.receive(event);
    if (event.type !== 'message') return;
    kept.set(event.id, nowMs());
    counting.one();
  }
  echoed(echo: Echo, at: Instant): Promise<void> {
    return this.bot.echoed(echo, at);
  }
  remembered(source: Source, key: string): Promise<string | null> {
    return this.bot.remembered(source, key);
  }
  remember(source: Source, key: string, value: string): Promise<void> {
    return this.bot.remember(source, key, value);
  }
}

/** Notes when the transaction in which an acknowledgement was queued is on the disk. */
function acknowledging(store: Store): Store {
  let last = 0;
  return {
    ...store,
    transact: async (work) => {
      const { result, rows } = await store.transact(async (tx) => ({
        result: await work(tx),
        rows: await tx.selectFrom('outbox').select(['id', 'purpose', 'reply_to']).where('id', '>', last).execute(),
      }));
      const at = nowMs();
      for (const { id, purpose, reply_to: message } of rows) {
        last = Math.max(last, id);
        const answers = purpose === 'ack' || purpose === 'answer';
        if (answers && message !== null && !acknowledged.has(message)) acknowledged.set(message, at);
      }
      return result;
    },
  };
}

async function runOurs(): Promise<Running> {
  const clock = new ShiftedClock(systemClock);
  const burstSeconds = Number(burst);
  // Only where acknowledgements are timed: it costs a query a transaction.
  const watched = burstSeconds === 0 ? { watched: acknowledging } : {};
  const { bot, adapter, log, close } = await ours({
    platform,
    endpoint,
    folder,
    rooms: Number(rooms),
    burstSeconds,
    clock,
    ...watched,
  });
  await adapter.start(new Heard(bot));
  const sleep = keepAwake(bot, () => undefined, log);
  for (let tries = 0; !adapter.health().ok; tries += 1) {
    if (tries > 300) throw new Error(adapter.health().reason);
    await wait(100);
  }
  return {
    idle: () => bot.idle(),
    end: async () => {
      await Promise.race([sleep().then(() => bot.sent()), wait(5000)]);
      await close();
    },
  };
}

async function runBare(): Promise<Running> {
  const bare = platform === 'wechat' ? bareWechaty : bareTelegraf;
  await bare(endpoint, folder, () => counting.one());
  return { idle: null, end: async () => undefined };
}

const running = kind === 'ours' ? await runOurs() : await runBare();

async function counted() {
  const count = await counting.counted();
  if (running.idle === null) return { ...count, handledAt: null, handledCpuMs: null };
  await running.idle();
  return { ...count, handledAt: nowMs(), handledCpuMs: counting.cpuMs() };
}

answering(
  clientOrders,
  (order) => {
    switch (order.order) {
      case 'begin':
        counting.begin(order.messages);
        kept.clear();
        acknowledged.clear();
        return null;
      case 'counted':
        return counted();
      case 'times':
        return { kept: [...kept], acknowledged: [...acknowledged] };
    }
  },
  () => running.end(),
);
