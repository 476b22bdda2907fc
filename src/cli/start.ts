/** weige start: the bot with its configured adapters, timers and page, until it is told to stop. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import cron from 'node-cron';
import { platformOf } from '../../adapters/index.js';
import { photosIn, type Photos } from '../../adapters/photos.js';
import type { Adapter } from '../../adapters/adapter.js';
import type { Console } from '../../adapters/web/console.js';
import { keepAlive, type Alive, type AliveParts } from '../accounts/alive.js';
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
import { keepOutlets } from '../outlets/index.js';
import { parseSetup, parseTranscript, type Transcript } from '../replay/transcript.js';
import { lastReceivedAt } from '../store/health.js';
import { ensureCodeSecret } from '../store/identity-codes.js';
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

/** A text that is still being sent when the program is told to end is waited for so long; then its fate is unknown. */
const STOP_MS = 5000;

/** Longer would be seen by whoever waits for an acknowledgement. */
const INTAKE_FIRST_MS = 50;

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
  const day = config.adapters.some((a) => 'demo' in a && a.demo) ? demoDay(loaded) : null;
  await seed(loaded, store);
  await ensureCodeSecret(store.db, () => randomBytes(16).toString('hex'));
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
    intakeFirstMs: INTAKE_FIRST_MS,
    learn: (now) => learning.begin(now),
  });
  const folder = townModelFolder(storeFile(loaded));
  const learning = createLearning({ store, reader, town: bot.town, botNames: config.botNames, folder, log });
  adapters.push(...(await accounts(loaded, { bot, store, clock, day }, log)));
  await bot.recover();
  await setNights(bot, rules.learning.nightly !== null && learning.take());
  const disconnect = await connect({ bot, store, clock, adapters, log, demo: day !== null });
  const address = addressOf(adapters);
  if (address !== null) process.stderr.write(`weige: ${address}\n`);
  const stop = async () => {
    await disconnect();
    await learning.stop();
    await bot.idle();
    await Promise.race([bot.sent(), wait(STOP_MS)]);
    await store.close();
    unlock();
  };
  return { address, stop };
}

const addressOf = (adapters: readonly Adapter[]): string | null =>
  adapters.map((adapter) => adapter.address ?? null).find((open) => open !== null) ?? null;

/** Accounts and clocks begin; gives how they end. A demo has a time of its own, in which nobody misses anything. */
async function connect(
  parts: Omit<AliveParts, 'receive'> & {
    readonly bot: Bot;
    readonly adapters: readonly Adapter[];
    readonly demo: boolean;
  },
): Promise<() => Promise<void>> {
  const { bot, adapters, demo, log } = parts;
  const alive = demo ? null : await keepAlive({ ...parts, receive: (event) => bot.receive(event) });
  for (const adapter of adapters) await adapter.start(bot);
  const stopWaking = keepAwake(bot, alive, log);
  return async () => {
    await stopWaking();
    for (const adapter of adapters) await adapter.stop();
    await alive?.end();
  };
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
}

/** Every configured account, not started yet; the town's outlets are those among them. */
async function accounts(loaded: LoadedConfig, core: Core, log: Log): Promise<Adapter[]> {
  const { config } = loaded;
  const photos = photosIn(dirname(storeFile(loaded)));
  const shown = core.day ? await demoPhotos(loaded, photos) : new Map<string, string>();
  const console = consoleOf(loaded, core, shown);
  const { clock } = core;
  const shared = { clock, photos, log, locale: config.locale, botNames: config.botNames, env: process.env };
  const made: Adapter[] = [];
  for (const account of config.adapters) {
    const folder = join(dirname(storeFile(loaded)), 'accounts', `${account.platform}-${account.account}`);
    made.push(await platformOf(account.platform).create(account, { ...shared, console, folder }));
  }
  await core.bot.inTransaction((doing) => keepOutlets(doing, made, log));
  return made;
}

/** `shown`: the demo's pictures, by their names in the transcript. */
function consoleOf(
  loaded: LoadedConfig,
  { bot, store, clock, day }: Core,
  shown: ReadonlyMap<string, string>,
): Console {
  const play = day && {
    transcript: day,
    photos: shown,
    source: sourceOf(loaded),
    botNames: loaded.config.botNames,
    wait: async (ms: number) => {
      await wait(ms);
    },
  };
  return createConsole({ bot, store, clock, taxonomy: loadTaxonomy(), day: play });
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
  const first = config.adapters.find((account) => !('carries' in account));
  return { platform: platformId(first?.platform ?? 'none'), account: accountId(first?.account ?? 'none') };
};

/** The pictures that stand beside the demo day, kept like uploaded ones; by file name without its ending. */
async function demoPhotos(loaded: LoadedConfig, kept: Photos): Promise<Map<string, string>> {
  const file = townFile(loaded);
  const folder = file === null ? null : join(dirname(file), 'photos');
  const names = folder !== null && existsSync(folder) ? readdirSync(folder).filter((n) => n.endsWith('.png')) : [];
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
function keepAwake(bot: Bot, alive: Alive | null, log: Log): () => Promise<void> {
  let waking: Promise<void> = Promise.resolve();
  let asked = false;
  const wake = () => {
    if (asked) return;
    asked = true;
    waking = waking
      .then(() => {
        asked = false;
        return bot.stir();
      })
      .catch((error: unknown) => {
        log.error({ err: error }, 'waking failed; it is tried again in a second');
      });
  };
  const forget = bot.listen((what) => {
    if (what.type === 'reading') wake();
  });
  const task = cron.schedule('* * * * * *', () => {
    void alive?.look();
    wake();
  });
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
