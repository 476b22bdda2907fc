/** A town whose reader learns: a store in a file, a virtual clock, and nights that are worked through at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { createLearning, townModelFolder, type Learning } from '../../src/learning/index.js';
import type { Learner } from '../../src/learning/run.js';
import { TownReader } from '../../src/learning/town-reader.js';
import { logger } from '../../src/log.js';
import { words } from '../../src/message/reply/words.js';
import type { LinearReader } from '../../src/message/understand/reader.js';
import { learn, whatIsGiven } from '../../src/message/understand/learn/index.js';
import { readerWith } from '../../src/message/understand/learn/shipped.js';
import type { ReadInput } from '../../src/model/reading.js';
import type { Ticket } from '../../src/model/ticket.js';
import { ReplayAccount, REPLAY_SOURCE } from '../../src/replay/account.js';
import { seeded } from '../../src/replay/random.js';
import { advance, tellEvent } from '../../src/replay/replay.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { setAsideMessages } from '../../src/store/messages.js';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { allTickets } from '../../src/store/tickets.js';
import { saveSetup } from '../../src/store/town.js';
import { ensureLearning } from '../../src/timers/learning.js';
import { configWith, instant, transcriptText, type Event } from '../support/play.js';

export interface LearningTown {
  readonly store: Store;
  /** Where its model lies. */
  readonly folder: string;
  /** The log's lines, parsed. */
  readonly logged: readonly Record<string, unknown>[];
  hear(event: Event): Promise<void>;
  /** Lets the clock run on, and the work of every night on the way be done. */
  runTo(time: string): Promise<void>;
  ticketOf(message: string): Promise<Ticket>;
  /** How a resident's words, said with nothing before them, are read now. */
  reads(text: string): ReturnType<LinearReader['read']>;
  /** A new process on the same store and folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const alone = (text: string): ReadInput => ({
  text,
  at: '2026-04-22T10:00:00+08:00',
  role: 'resident',
  images: 0,
  quote: null,
  before: [],
});

let loading: ReturnType<typeof whatIsGiven> | null = null;
/** What every night begins from, loaded once for all of them. */
export const given = () => (loading ??= whatIsGiven());
export const shipped = () => given().shipped;
export const shippedReader = (): LinearReader => readerWith(shipped());

/** In this very thread, which it holds up. */
const here: Learner = (night) => Promise.resolve().then(() => learn(night, given()));

interface Process {
  readonly bot: Bot;
  readonly learning: Learning;
  readonly reader: TownReader;
}

export async function learningTown(begin: string, yaml = ''): Promise<LearningTown> {
  const path = mkdtempSync(join(tmpdir(), 'weige-learning-'));
  const file = join(path, 'town.db');
  const store = await openStore(sqlite(file));
  const config = configWith(yaml);
  const rules = rulesOf(config);
  const clock = new VirtualClock(instant(begin));
  const logged: Record<string, unknown>[] = [];
  const log = logger('info', { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });
  const { setup } = parseTranscript(transcriptText([]), 'town');
  await store.transact((tx) => saveSetup(tx, setup, REPLAY_SOURCE, clock.now()));
  const begun = async (): Promise<Process> => {
    const reader = new TownReader();
    const bot: Bot = await createBot({
      store,
      clock,
      rules,
      words: words('zh-CN'),
      reader,
      adapters: [new ReplayAccount(clock)],
      log,
      random: seeded(1),
      learn: (now) => learning.begin(now),
    });
    const parts = { store, reader, town: bot.town, botNames: config.botNames, folder: townModelFolder(file), log };
    const learning = createLearning({ ...parts, learner: here });
    await bot.recover();
    const soon = rules.learning.nightly !== null && learning.take();
    await bot.inTransaction(({ tx, now }) => ensureLearning(tx, rules, now, soon));
    return { bot, learning, reader };
  };
  let now = await begun();
  const runTo = async (to: number) => {
    await advance(now.bot, clock, to, () => now.learning.idle());
    await now.learning.idle();
  };
  return {
    store,
    folder: townModelFolder(file),
    logged,
    hear: async (event) => {
      const transcript = parseTranscript(transcriptText([event]), 'event');
      for (const one of transcript.events) {
        if (one.type === 'until' || one.type === 'offline') continue;
        await runTo(one.at);
        await tellEvent(one, transcript, { bot: now.bot, store, botNames: config.botNames });
      }
      const aside = await setAsideMessages(store.db);
      if (aside.length > 0) throw new Error(`set aside: ${JSON.stringify(aside)}`);
    },
    runTo: (to) => runTo(instant(to)),
    ticketOf: async (message) => {
      const own = (await allTickets(store.db)).filter((t) => t.messages.some((id) => id === message));
      if (own.length !== 1 || own[0] === undefined) throw new Error(`${message} belongs to ${own.length} tickets`);
      return own[0];
    },
    reads: (text) => now.reader.read(alone(text)),
    restart: async () => {
      await now.learning.stop();
      now = await begun();
    },
    close: async () => {
      await now.learning.stop();
      await store.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
