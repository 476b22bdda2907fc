/** weige start: the bot with its configured adapters, timers and page, until it is told to stop. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import cron from 'node-cron';
import { ADAPTERS } from '../../adapters/index.js';
import { photosIn } from '../../adapters/web/images.js';
import type { Adapter } from '../../adapters/adapter.js';
import { createBot, type Bot, type BotParts } from '../bot.js';
import { ShiftedClock, systemClock } from '../clock/clock.js';
import { loadConfig, storeFile, townFile, type LoadedConfig } from '../config/load.js';
import { languageKey } from '../config/secrets.js';
import { lockStore, openConfiguredStore } from '../config/open-store.js';
import { createLearning, townModelFolder } from '../learning/index.js';
import { TownReader } from '../learning/town-reader.js';
import { logger, type Log } from '../log.js';
import { createConsult, type ConsultParts } from '../message/consult/index.js';
import { words } from '../message/reply/words.js';
import { loadTaxonomy } from '../message/understand/taxonomy.js';
import type { Source } from '../model/event.js';
import { accountId, platformId } from '../model/ids.js';
import { parseSetup, parseTranscript, type Transcript } from '../replay/transcript.js';
import { lastReceivedAt } from '../store/health.js';
import type { Store } from '../store/open.js';
import { hasUnits, saveSetup } from '../store/town.js';
import { ensureDigests } from '../timers/digest.js';
import { ensureLearning } from '../timers/learning.js';
import { createConsole } from '../web/console.js';
import { dayMomentBefore } from '../web/day.js';

export function register(program: Command): void {
  program
    .command('start')
    .description('run the bot: adapters, timers, web page')
    .option('--config <file>', 'configuration file')
    .action(async (options: { config?: string }) => {
      const told = untilSignal();
      const running = await start(loadConfig(options.config));
      await told;
      await running.stop();
    });
}

export interface Running {
  /** Where the page is; null without a web adapter. */
  readonly address: string | null;
  stop(): Promise<void>;
}

/** Starts everything; rejects with InputError when something in the configuration or the machine stands in the way. */
export async function start(loaded: LoadedConfig): Promise<Running> {
  const log = logger(loaded.config.logLevel);
  const unlock = lockStore(storeFile(loaded));
  try {
    const store = await openConfiguredStore(loaded, { mustExist: false });
    return await run(loaded, store, log, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function run(loaded: LoadedConfig, store: Store, log: Log, unlock: () => void): Promise<Running> {
  const { config, rules } = loaded;
  const day = config.adapters.some((a) => a.demo) ? demoDay(loaded) : null;
  await seed(loaded, store);
  const clock = new ShiftedClock(systemClock, await demoBegins(day, store));
  const reader = new TownReader();
  const adapters: Adapter[] = [];
  const bot = await createBot({
    store,
    clock,
    rules,
    words: words(config.locale),
    reader,
    ...(await consultOf(loaded, { store, clock, reader, log })),
    adapters,
    log,
    random: Math.random,
    learn: (now) => learning.begin(now),
  });
  const folder = townModelFolder(storeFile(loaded));
  const learning = createLearning({ store, reader, town: bot.town, botNames: config.botNames, folder, log });
  const photos = day ? await demoPhotos(loaded) : new Map<string, string>();
  const pages = webPages(loaded, { bot, store, clock, day, photos }, log);
  adapters.push(...pages);
  await bot.recover();
  await setNights(bot, rules.learning.nightly !== null && learning.take());
  for (const adapter of adapters) await adapter.start(bot);
  const stopWaking = keepAwake(bot, log);
  const address = pages[0]?.address ?? null;
  if (address !== null) process.stderr.write(`weige: ${address}\n`);
  const stop = async () => {
    await stopWaking();
    for (const adapter of adapters) await adapter.stop();
    await learning.stop();
    await bot.idle();
    await store.close();
    unlock();
  };
  return { address, stop };
}

/** The language model, where one is configured. */
async function consultOf(
  { config, rules }: LoadedConfig,
  parts: Pick<ConsultParts, 'store' | 'clock' | 'reader' | 'log'>,
): Promise<Pick<BotParts, 'consult'>> {
  const key = languageKey(process.env);
  const { language } = config;
  const consult = await createConsult({ ...parts, language, key, taxonomy: loadTaxonomy(), zone: rules.zone });
  return consult === null ? {} : { consult };
}

interface Core {
  readonly bot: Bot;
  readonly store: Store;
  readonly clock: ShiftedClock;
  readonly day: Transcript | null;
  readonly photos: ReadonlyMap<string, string>;
}

function webPages(loaded: LoadedConfig, { bot, store, clock, day, photos }: Core, log: Log) {
  const { config } = loaded;
  const play = day && {
    transcript: day,
    photos,
    source: sourceOf(loaded),
    botNames: config.botNames,
    wait: async (ms: number) => {
      await wait(ms);
    },
  };
  const console = createConsole({ bot, store, clock, taxonomy: loadTaxonomy(), day: play });
  const deps = {
    dataDir: dirname(storeFile(loaded)),
    locale: config.locale,
    botNames: config.botNames,
    env: process.env,
    failed: (error: unknown) => {
      log.error({ err: error }, 'the page failed');
    },
  };
  return config.adapters.map((a) => ADAPTERS[a.platform](a, console, deps));
}

/** The hours of digests and of learning; `learnSoon`: the next learning is due now. */
const setNights = (bot: Bot, learnSoon: boolean): Promise<void> =>
  bot.inTransaction(async ({ tx, town, rules, now }) => {
    await ensureDigests(tx, town, rules, now);
    await ensureLearning(tx, rules, now, learnSoon);
  });

/** The demo's clock goes on where it was, or begins with the day. undefined: the real time. */
async function demoBegins(day: Transcript | null, store: Store): Promise<number | undefined> {
  const first = day && dayMomentBefore(day);
  return first === null ? undefined : Math.max(first, (await lastReceivedAt(store.db)) ?? 0);
}

/** An empty store gets the configured town. */
async function seed(loaded: LoadedConfig, store: Store): Promise<void> {
  const file = townFile(loaded);
  if (file === null || (await hasUnits(store.db))) return;
  const setup = parseSetup(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '', `${file}:1`);
  await store.transact((tx) => saveSetup(tx, setup, sourceOf(loaded), systemClock.now()));
}

const sourceOf = ({ config }: LoadedConfig): Source => {
  const first = config.adapters[0];
  return { platform: platformId(first?.platform ?? 'none'), account: accountId(first?.account ?? 'none') };
};

/** The pictures that stand beside the demo day, kept like uploaded ones; by file name without its ending. */
async function demoPhotos(loaded: LoadedConfig): Promise<Map<string, string>> {
  const file = townFile(loaded);
  const folder = file === null ? null : join(dirname(file), 'photos');
  const names = folder !== null && existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.png')) : [];
  const kept = photosIn(dirname(storeFile(loaded)));
  const hashes = new Map<string, string>();
  for (const name of names) {
    const hash = await kept.keep(readFileSync(join(folder ?? '', name)));
    if (hash !== null) hashes.set(basename(name, '.png'), hash);
  }
  return hashes;
}

function demoDay(loaded: LoadedConfig): Transcript | null {
  const file = townFile(loaded);
  return file === null ? null : parseTranscript(readFileSync(resolve(file), 'utf8'), file);
}

/** node-cron wakes the loop each second; words just handled wake it at once. What is due lives in the store. */
function keepAwake(bot: Bot, log: Log): () => Promise<void> {
  let waking: Promise<void> = Promise.resolve();
  let asked = false;
  const wake = () => {
    if (asked) return;
    asked = true;
    waking = waking
      .then(() => {
        asked = false;
        return bot.wake();
      })
      .catch((error: unknown) => {
        log.error({ err: error }, 'waking failed; it is tried again in a second');
      });
  };
  const forget = bot.listen((what) => {
    if (what.type === 'reading') wake();
  });
  const task = cron.schedule('* * * * * *', wake);
  return async () => {
    forget();
    await task.stop();
    await waking;
  };
}

function untilSignal(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
}
