/** One Telegram account on its double, with a sink that keeps what comes; all of it let go of after each test. */
import { onTestFinished, vi } from 'vitest';
import type { Adapter, Outgoing } from '../../adapters/adapter.js';
import type { Photos } from '../../adapters/photos.js';
import type { Timings } from '../../adapters/telegram/timings.js';
import { systemClock, type Clock } from '../../src/clock/clock.js';
import { RecordingSink } from '../contracts/adapters/sink.js';
import { QUICK, telegramDouble, telegramWebhookDouble, type TelegramDouble } from '../support/telegram/double.js';

export const WAIT = { timeout: 10_000, interval: 5 };

export interface Bench {
  readonly double: TelegramDouble;
  readonly sink: RecordingSink;
  readonly adapter: Adapter;
  speech(text: string, more?: Partial<Outgoing>): Outgoing;
  /** Starts another adapter on the same account and sink. */
  again(): Promise<Adapter>;
}

export interface BenchOptions {
  readonly webhook?: boolean;
  readonly started?: boolean;
  readonly timings?: Partial<Timings>;
  readonly photos?: Photos;
  readonly clock?: Clock;
}

/** A group "r1" with 李姐 and 王师傅. */
export async function bench(options: BenchOptions = {}): Promise<Bench> {
  const { webhook = false, started = true, timings = {}, photos, clock = systemClock } = options;
  const double = await (webhook ? telegramWebhookDouble : telegramDouble)(clock);
  await double.addPerson('li', '3-1-101 李姐');
  await double.addPerson('wang', '王师傅');
  await double.addRoom('r1', { title: '1号楼群' });
  const sink = new RecordingSink();
  const open = () => double.adapter({ timings: { ...QUICK, ...timings }, ...(photos ? { photos } : {}) });
  const adapters: Adapter[] = [];
  const make = async () => {
    const adapter = await open();
    adapters.push(adapter);
    return adapter;
  };
  onTestFinished(async () => {
    sink.releaseAll();
    for (const adapter of adapters) await adapter.stop();
    await double.stop();
  });
  const adapter = await make();
  if (started) await connect(adapter, sink);
  const again = async () => {
    const next = await make();
    await connect(next, sink);
    return next;
  };
  const speech: Bench['speech'] = (text, more = {}) => ({
    to: { room: double.roomId('r1') },
    text,
    images: [],
    link: null,
    mentions: [],
    replyTo: null,
    buttons: [],
    outboxId: 1,
    ...more,
  });
  return { double, sink, adapter, speech, again };
}

export async function connect(adapter: Adapter, sink: RecordingSink): Promise<void> {
  await adapter.start(sink);
  await eventually(() => adapter.health().ok || /privacy/.test(adapter.health().reason));
}

/** Resolves with the first thing that is neither missing nor false. */
export const eventually = <Thing>(pick: () => Thing | undefined | false): Promise<Thing> =>
  vi.waitFor(() => {
    const found = pick();
    if (found === undefined || found === false) throw new Error(`it has not come: ${pick.toString()}`);
    return found;
  }, WAIT);

/** Says a last word in the room and waits for it: all that was said there before has come by then. */
export async function afterAll({ double, sink }: Bench): Promise<void> {
  const id = await double.say('last', { room: 'r1', from: 'wang', text: '完' });
  await eventually(() => sink.message(id));
}
