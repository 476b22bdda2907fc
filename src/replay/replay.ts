/** Runs a transcript through the very same bot, with a virtual clock and a fresh store in memory. */
import { createBot, type Bot } from '../bot.js';
import { VirtualClock } from '../clock/clock.js';
import type { Config } from '../config/schema.js';
import { rulesOf } from '../config/rules.js';
import type { Log } from '../log.js';
import type { Happening } from '../message/doing.js';
import { words } from '../message/reply/words.js';
import type { Source } from '../model/event.js';
import type { Instant } from '../model/ids.js';
import type { Reader } from '../model/reading.js';
import { ensureDigests } from '../timers/digest.js';
import { noticeView } from '../notices/view.js';
import { allNotices } from '../store/notices.js';
import { openMemoryStore, type Store } from '../store/open.js';
import { allTickets } from '../store/tickets.js';
import { saveSetup } from '../store/town.js';
import { REPLAY_SOURCE, ReplayAccount } from './account.js';
import { incoming } from './incoming.js';
import { noticeLine, sentLine, ticketLine, ticketView } from './print.js';
import { seeded } from './random.js';
import { resolveReferences } from './references.js';
import type { Transcript, TranscriptEvent } from './transcript.js';

export interface ReplayParts {
  readonly config: Config;
  readonly reader: Reader;
  readonly log: Log;
  readonly readings: boolean;
  /** Lets the clock run on to this moment after the last event. */
  readonly until: Instant | null;
  readonly print: (line: unknown) => void;
  /** Told of each happening besides. */
  readonly watch?: (what: Happening) => void;
}

/** Without an end of its own a transcript gets this long to settle what its last message set going. */
export const SETTLE_MS = 60_000;

export async function replay(transcript: Transcript, parts: ReplayParts): Promise<void> {
  const store = await openMemoryStore();
  try {
    await replayIn(store, transcript, parts);
  } finally {
    await store.close();
  }
}

/** The same in an empty store of the caller's. */
export async function replayIn(store: Store, transcript: Transcript, parts: ReplayParts): Promise<void> {
  const zone = transcript.setup.timezone;
  const rules = rulesOf({ ...parts.config, timezone: zone });
  const clock = new VirtualClock(transcript.events[0]?.at ?? 0);
  const account = new ReplayAccount(clock);
  await store.transact((tx) => saveSetup(tx, transcript.setup, REPLAY_SOURCE, clock.now()));
  const bot = await createBot({
    store,
    clock,
    rules,
    words: words(parts.config.locale),
    reader: parts.reader,
    adapters: [account],
    log: parts.log,
    random: seeded(1),
  });
  const printing = printer(store, bot, zone, parts);
  bot.listen(printing.take);
  if (parts.watch) bot.listen(parts.watch);
  await bot.inTransaction((doing) => ensureDigests(doing.tx, doing.town, doing.rules, doing.now));
  await play(transcript, { store, bot, clock, account, botNames: rules.botNames, settled: printing.settled });
  const end = parts.until ?? (transcript.events.at(-1)?.type === 'until' ? null : clock.now() + SETTLE_MS);
  if (end !== null) await advance(bot, clock, end, printing.settled);
  await printing.settled();
  await printFinal(store, bot, zone, parts.print);
}

interface Telling {
  readonly bot: Bot;
  readonly store: Store;
  readonly botNames: readonly string[];
  readonly source?: Source;
  /** The kept picture for the name that a transcript gives it. */
  readonly photo?: (name: string) => string;
}

/** Gives the bot one event and lets it do what follows at once. */
export async function tellEvent(
  event: Exclude<TranscriptEvent, { type: 'until' | 'offline' }>,
  transcript: Transcript,
  { bot, store, botNames, source = REPLAY_SOURCE, photo = (name) => name }: Telling,
): Promise<void> {
  const told = event.type === 'message' ? { ...event, text: await resolveReferences(event.text, store.db) } : event;
  const given = incoming(told, transcript, botNames);
  const shown = given.type === 'message' ? { ...given, images: given.images.map(photo) } : given;
  await bot.receive({ ...shown, source });
  await bot.idle();
  await bot.wake();
}

interface Playing {
  readonly store: Store;
  readonly bot: Bot;
  readonly clock: VirtualClock;
  readonly account: ReplayAccount;
  readonly botNames: readonly string[];
  readonly settled: () => Promise<void>;
}

async function play(transcript: Transcript, p: Playing): Promise<void> {
  let cut: { at: Instant; until: Instant; held: TranscriptEvent[] } | null = null;
  const deliver = async (event: TranscriptEvent) => {
    if (event.type === 'until' || event.type === 'offline') return;
    await tellEvent(event, transcript, p);
    await p.settled();
  };
  const reconnect = async () => {
    if (cut === null) return;
    const { at, until, held } = cut;
    cut = null;
    await advance(p.bot, p.clock, until, p.settled);
    await p.bot.receive({ type: 'gap', source: REPLAY_SOURCE, at, until, replayed: true });
    for (const event of repeated(held)) await deliver(event);
  };
  for (const event of transcript.events) {
    if (cut !== null && event.at >= cut.until) await reconnect();
    await advance(p.bot, p.clock, event.at, p.settled);
    if (event.type === 'offline') {
      cut = { at: event.at, until: event.until, held: [] };
      p.account.cutOff(event.until);
    } else if (cut !== null) cut.held.push(event);
    else await deliver(event);
  }
  await reconnect();
}

/** What a platform delivers after an outage: all in order, every third one twice. */
const repeated = (held: readonly TranscriptEvent[]): TranscriptEvent[] =>
  held.flatMap((event, index) => (index % 3 === 0 ? [event, event] : [event]));

/** Lets the clock run to `to`, stopping wherever something is due. A moment in the past leaves the clock where it is. */
export async function advance(
  bot: Bot,
  clock: { now(): Instant; set(to: Instant): void },
  to: Instant,
  settled?: () => Promise<void>,
): Promise<void> {
  for (let next = await bot.nextWake(); next !== null && next <= to; next = await bot.nextWake()) {
    if (next > clock.now()) clock.set(next);
    await bot.wake();
    await settled?.();
  }
  if (to > clock.now()) clock.set(to);
}

/** Prints happenings in the order they became durable; a notice's counts are read when it is printed. */
export function printer(
  store: Store,
  bot: Bot,
  zone: string,
  { print, readings }: Pick<ReplayParts, 'print' | 'readings'>,
) {
  let waiting: Happening[] = [];
  const line = async (what: Happening): Promise<unknown> => {
    switch (what.type) {
      case 'ticket':
        return ticketLine(what.event, what.ticket, zone);
      case 'sent':
        return sentLine(what.at, what.row, zone);
      case 'notice':
        return noticeLine(what.at, await noticeView(store.db, bot.town(), what.notice), zone);
      case 'reading':
        return readings ? { type: 'reading', id: what.message, ...what.reading, reasons: what.reasons } : null;
      case 'fired':
      case 'set-aside':
        return null;
    }
  };
  return {
    take: (what: Happening) => void waiting.push(what),
    settled: async () => {
      const now = waiting;
      waiting = [];
      for (const what of now) {
        const text = await line(what);
        if (text !== null) print(text);
      }
    },
  };
}

export async function printFinal(store: Store, bot: Bot, zone: string, print: (line: unknown) => void): Promise<void> {
  const tickets = (await allTickets(store.db)).map((t) => ticketView(t, zone));
  const notices = [];
  for (const notice of await allNotices(store.db)) notices.push(await noticeView(store.db, bot.town(), notice));
  print({ type: 'final', tickets, notices });
}
