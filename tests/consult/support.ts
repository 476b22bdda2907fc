/** The small town with a language model beside its reader: spoken to at once or one after another, and looked into. */
import { createBot, type Bot } from '../../src/bot.js';
import { VirtualClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { logger } from '../../src/log.js';
import { createConsult } from '../../src/message/consult/index.js';
import type { Happening } from '../../src/message/doing.js';
import { words } from '../../src/message/reply/words.js';
import { loadTaxonomy } from '../../src/message/understand/taxonomy.js';
import type { IncomingMessage } from '../../src/model/event.js';
import { messageId, personId, roomId } from '../../src/model/ids.js';
import type { Reader } from '../../src/model/reading.js';
import type { Ticket } from '../../src/model/ticket.js';
import { ReplayAccount, REPLAY_SOURCE } from '../../src/replay/account.js';
import { seeded } from '../../src/replay/random.js';
import { advance } from '../../src/replay/replay.js';
import { parseTranscript } from '../../src/replay/transcript.js';
import { openMemoryStore, type Store } from '../../src/store/open.js';
import { allTickets } from '../../src/store/tickets.js';
import { saveSetup } from '../../src/store/town.js';
import { languageServer, type LanguageServer } from '../support/language-server.js';
import { configWith, instant, reader, transcriptText } from '../support/play.js';
import { PLAIN } from '../support/said.js';
import { afterEach, beforeAll, beforeEach } from 'vitest';

/** A real time-out, short enough to be waited for. */
export const SHORT_SECONDS = 0.25;

/** Loads what is loaded once, the reader and the client library, so that no test waits for it. */
export async function warmUp(): Promise<void> {
  const server = await languageServer();
  const town = await townWithModel({ url: server.url, language: { timeoutSeconds: 30 } });
  await town.hear('m1', 'r3', 'li', '大家早上好');
  await server.close();
}

/** For what is done once before the tests of a file. */
export const WARM_UP_MS = 60_000;

/** The reader is warm before the first test, and each has a server of its own. */
export function eachWithServer(use: (server: LanguageServer) => void): void {
  let server: LanguageServer | null = null;
  beforeAll(warmUp, WARM_UP_MS);
  beforeEach(async () => {
    server = await languageServer();
    use(server);
  });
  afterEach(() => server?.close());
}

export interface Asking {
  readonly url: string | null;
  readonly language?: Readonly<Record<string, unknown>>;
  readonly key?: string | null;
  readonly breaker?: { readonly failures: number; readonly restMs: number };
  /** Reads beside the model; without it the one that comes with the program. */
  readonly embedded?: Reader;
  /** A store that was used before. */
  readonly store?: Store;
  readonly at?: string;
  /** More people of the town. */
  readonly people?: readonly { readonly id: string; readonly name: string; readonly household?: string }[];
}

export interface Reading {
  readonly message: string;
  readonly act: string;
  readonly category: string | null;
  readonly urgency: string | null;
  readonly location: string | null;
  readonly reasons: string;
}

export interface TownWithModel {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: VirtualClock;
  /** Lines of the log, parsed. */
  readonly logged: readonly { readonly level: string; readonly msg: string }[];
  readonly log: () => string;
  /** Readings in the order in which the messages were handled. */
  readonly readings: readonly Reading[];
  reading(message: string): Reading;
  /** Says something and waits until it is kept, not until it is handled. */
  say(id: string, room: string | null, from: string, text: string, more?: Partial<IncomingMessage>): Promise<void>;
  /** Says something and waits until everything is handled. */
  hear(id: string, room: string | null, from: string, text: string, more?: Partial<IncomingMessage>): Promise<void>;
  runTo(time: string): Promise<void>;
  tickets(): Promise<readonly Ticket[]>;
  ticketOf(message: string): Promise<Ticket | null>;
  /** Resolves when a message has been handled. */
  handled(message: string): Promise<void>;
}

export const DAY = '2026-04-21';

export async function townWithModel(asking: Asking): Promise<TownWithModel> {
  const store = asking.store ?? (await openMemoryStore());
  const clock = new VirtualClock(instant(asking.at ?? `${DAY} 09:00`));
  const lines: string[] = [];
  const log = logger('debug', { write: (line) => lines.push(line) });
  const { setup } = parseTranscript(transcriptText([]), 'town');
  const people = (asking.people ?? []).map((p) => ({ household: null, roles: [], ...p, id: personId(p.id) }));
  if (!asking.store)
    await store.transact((tx) =>
      saveSetup(tx, { ...setup, people: [...setup.people, ...people] }, REPLAY_SOURCE, clock.now()),
    );
  const consult = await consultOf(asking, { store, clock, log });
  const config = configWith();
  const bot = await createBot({
    store,
    clock,
    rules: rulesOf(config),
    words: words('zh-CN'),
    reader: asking.embedded ?? (await reader()),
    ...(consult && { consult }),
    adapters: [new ReplayAccount(clock)],
    log,
    random: seeded(1),
  });
  const readings: Reading[] = [];
  const awaited: { message: string; come: () => void }[] = [];
  bot.listen((what) => {
    const one = asReading(what);
    if (one === null) return;
    readings.push(one);
    for (const { message, come } of awaited) if (message === one.message) come();
  });
  const say: TownWithModel['say'] = (id, room, from, text, more = {}) =>
    bot.receive(incoming(id, room, from, text, clock, more));
  const reading = (message: string): Reading => {
    const one = readings.find((r) => r.message === message);
    if (!one) throw new Error(`${message} was not read: ${lines.join('')}`);
    return one;
  };
  return {
    bot,
    store,
    clock,
    readings,
    reading,
    say,
    log: () => lines.join(''),
    get logged() {
      return lines.map((line) => JSON.parse(line) as { level: string; msg: string });
    },
    hear: async (...what) => {
      await say(...what);
      await bot.idle();
    },
    runTo: (time) => advance(bot, clock, instant(time)),
    tickets: () => allTickets(store.db),
    ticketOf: async (message) =>
      (await allTickets(store.db)).find((t) => t.messages.includes(messageId(message))) ?? null,
    handled: (message) =>
      new Promise((come) => {
        if (readings.some((r) => r.message === message)) come();
        else awaited.push({ message, come });
      }),
  };
}

async function consultOf(
  { url, language = {}, key = null, breaker, embedded }: Asking,
  parts: Pick<Parameters<typeof createConsult>[0], 'store' | 'clock' | 'log'>,
) {
  const config = configWith(
    JSON.stringify({
      language: { url, model: 'qwen-test', when: 'always', timeoutSeconds: 5, ...language },
    }),
  );
  return createConsult({
    ...parts,
    language: config.language,
    key,
    reader: embedded ?? (await reader()),
    taxonomy: loadTaxonomy(),
    zone: 'Asia/Shanghai',
    ...(breaker && { breaker }),
  });
}

/** The reader that comes with the program, made unsure of some texts. */
export async function unsureOf(text: RegExp, confidence: number): Promise<Reader> {
  const real = await reader();
  return {
    read: (input) => {
      const reading = real.read(input);
      return text.test(input.text) ? { ...reading, confidence, alternatives: [] } : reading;
    },
  };
}

const asReading = (what: Happening): Reading | null =>
  what.type !== 'reading'
    ? null
    : {
        message: what.message,
        act: what.reading.act,
        category: what.reading.category,
        urgency: what.reading.urgency,
        location: what.reading.location,
        reasons: what.reasons,
      };

export function incoming(
  id: string,
  room: string | null,
  from: string,
  text: string,
  clock: VirtualClock,
  more: Partial<IncomingMessage> = {},
): IncomingMessage {
  return {
    type: 'message',
    source: REPLAY_SOURCE,
    id: messageId(id),
    at: clock.now(),
    room: room === null ? null : roomId(room),
    from: personId(from),
    ...PLAIN,
    text,
    ...more,
  };
}
