/** The town with hands on its clock and its process: for what no transcript can say (a clock put back, a restart). */
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import type { MessageId } from '../../src/model/ids.js';
import type { Ticket } from '../../src/model/ticket.js';
import { ReplayAccount, REPLAY_SOURCE } from '../../src/replay/account.js';
import { sentLine } from '../../src/replay/print.js';
import { seeded } from '../../src/replay/random.js';
import { advance, tellEvent } from '../../src/replay/replay.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { setAsideMessages, unhandled } from '../../src/store/messages.js';
import { openMemoryStore } from '../../src/store/open.js';
import { allTickets } from '../../src/store/tickets.js';
import { saveSetup } from '../../src/store/town.js';
import { ensureDigests } from '../../src/timers/digest.js';
import { configWith, instant, reader, transcriptText, type Event, type Sent } from './play.js';

export interface TownAtWork {
  /** Everything sent so far, over all restarts. */
  readonly sent: readonly Sent[];
  /** Something is said: the clock runs on to its time first, unless that lies behind. */
  hear(event: Event): Promise<void>;
  runTo(time: string): Promise<void>;
  putClock(time: string): void;
  /** A new process on the same store. */
  restart(): Promise<void>;
  tickets(): Promise<readonly Ticket[]>;
  /** Messages that were accepted and neither handled, or set aside with an error. */
  leftUndone(): Promise<readonly MessageId[]>;
  close(): Promise<void>;
}

const ZONE = 'Asia/Shanghai';

export async function townAtWork(begin: string): Promise<TownAtWork> {
  const config = configWith();
  const store = await openMemoryStore();
  const clock = new VirtualClock(instant(begin));
  const { setup } = parseTranscript(transcriptText([]), 'town');
  await store.transact((tx) => saveSetup(tx, setup, REPLAY_SOURCE, clock.now()));
  const sent: Sent[] = [];
  const understanding = await reader();
  const process = async (): Promise<Bot> => {
    const bot = await createBot({
      store,
      clock,
      rules: rulesOf(config),
      words: words('zh-CN'),
      reader: understanding,
      adapters: [new ReplayAccount(clock)],
      log: logger('error', { write: () => undefined }),
      random: seeded(1),
    });
    bot.listen((what) => {
      if (what.type === 'sent') sent.push(sentLine(what.at, what.row, ZONE));
    });
    await bot.recover();
    await bot.inTransaction((doing) => ensureDigests(doing.tx, doing.town, doing.rules, doing.now));
    return bot;
  };
  let bot = await process();
  const runTo = (to: number) => advance(bot, clock, to);
  return {
    sent,
    hear: async (event) => {
      const transcript = parseTranscript(transcriptText([event]), 'event');
      for (const one of transcript.events) {
        if (one.type === 'until' || one.type === 'offline') continue;
        await runTo(one.at);
        await tellEvent(one, transcript, { bot, store, botNames: config.botNames });
      }
    },
    runTo: (to) => runTo(instant(to)),
    putClock: (to) => clock.set(instant(to)),
    restart: async () => {
      bot = await process();
    },
    tickets: () => allTickets(store.db),
    leftUndone: async () => [
      ...(await unhandled(store.db, 100)).map((m) => m.id),
      ...(await setAsideMessages(store.db)).map((m) => m.id),
    ],
    close: () => store.close(),
  };
}
