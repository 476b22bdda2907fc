/** The bot as `weige start` puts it together, on a measured store: the reader that comes with it, one account that answers at once. */
import { z } from 'zod';
import type { Adapter, Outgoing } from '../../adapters/adapter.js';
import { createBot, INTAKE_FIRST_MS, type Bot } from '../bot.js';
import { ShiftedClock, systemClock } from '../clock/clock.js';
import { rulesOf } from '../config/rules.js';
import { configSchema } from '../config/schema.js';
import { logger, type Log } from '../log.js';
import { loadReader } from '../message/understand/index.js';
import { words } from '../message/reply/words.js';
import type { Source } from '../model/event.js';
import { messageId, type Instant } from '../model/ids.js';
import type { Reader } from '../model/reading.js';
import { seeded } from '../replay/random.js';
import type { Store } from '../store/open.js';
import { saveSetup } from '../store/town.js';
import { openAt, type Place } from './place.js';
import { setupFor, sourceOf } from './town.js';

/** A Tuesday morning: 2026-04-21T10:00:00+08:00. */
export const MORNING: Instant = 1_776_736_800_000;

export interface Wrong {
  readonly errors: number;
  readonly first: string | null;
}

export interface Scene {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: ShiftedClock;
  readonly source: Source;
  /** What the bot has logged as errors so far: figures of work that failed say little. */
  readonly wrong: () => Wrong;
  /** What `wrong` counts the errors of. */
  readonly log: Log;
  close(): Promise<void>;
}

export interface SceneParts {
  readonly place: Place;
  readonly account: number;
  /** Called for each text that goes out. */
  readonly sent?: (text: Outgoing) => void;
  /** What stands between the bot and its store, to watch it; missing: nothing. */
  readonly watched?: (store: Store) => Store;
}

/** Puts the towns of so many accounts into the store. */
export async function saveTowns(place: Place, accounts: number, rooms: number): Promise<void> {
  const store = await openAt(place);
  for (let account = 0; account < accounts; account++) {
    const source = sourceOf(account);
    await store.transact((tx) => saveSetup(tx, setupFor(source, rooms), source, MORNING));
  }
  await store.close();
}

export const benchRules = () => rulesOf(configSchema.parse({}));

export async function openScene({ place, account, sent, watched }: SceneParts): Promise<Scene> {
  const opened = await openAt(place);
  const store = watched?.(opened) ?? opened;
  const reader = await loadReader();
  const { bot, clock, log, wrong } = await createBenchBot({ store, reader, account, ...(sent && { sent }) });
  await bot.recover();
  return { bot, store, clock, log, wrong, source: sourceOf(account), close: () => store.close() };
}

export interface BotGiven extends Pick<SceneParts, 'account' | 'sent'> {
  readonly store: Store;
  readonly reader: Reader;
}

/** As yet it has not taken up what an earlier process left. */
export async function createBenchBot(given: BotGiven): Promise<Pick<Scene, 'bot' | 'clock' | 'log' | 'wrong'>> {
  const { store, reader, account, sent = () => undefined } = given;
  const clock = new ShiftedClock(systemClock, MORNING);
  const errors: string[] = [];
  const log = logger('error', { write: (line: string) => errors.push(line) });
  const bot = await createBot({
    store,
    clock,
    rules: benchRules(),
    words: words(configSchema.parse({}).locale),
    reader,
    adapters: [promptAccount(sourceOf(account), sent)],
    log,
    random: seeded(1),
    intakeFirstMs: INTAKE_FIRST_MS,
  });
  const wrong = () => ({ errors: errors.length, first: errors[0] === undefined ? null : inShort(errors[0]) });
  return { bot, clock, log, wrong };
}

const lineSchema = z.object({ msg: z.string(), err: z.object({ message: z.string() }).optional() });

function inShort(line: string): string {
  const { msg, err } = lineSchema.parse(JSON.parse(line));
  return err === undefined ? msg : `${msg} (${err.message})`;
}

/** An account whose platform takes every text at once, and says nothing by itself. */
function promptAccount({ platform, account }: Source, sent: (text: Outgoing) => void): Adapter {
  return {
    platform,
    account,
    capabilities: {
      mentions: true,
      images: true,
      quotes: true,
      buttons: false,
      links: false,
      recalls: false,
      edits: false,
      coldPrivate: true,
      paced: false,
      echoes: false,
      replays: false,
      hears: true,
      textLimit: 4000,
    },
    start: () => Promise.resolve(),
    send: (text) => {
      sent(text);
      return Promise.resolve({ state: 'delivered', id: messageId(`${account}-out-${String(text.outboxId)}`) });
    },
    health: () => ({ ok: true, reason: '' }),
    stop: () => Promise.resolve(),
  };
}
