/** weige start: the bot with its configured adapters, timers and page, until it is told to stop. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { platformOf } from '../../adapters/index.js';
import { photosIn, type Photos } from '../../adapters/photos.js';
import type { Adapter } from '../../adapters/adapter.js';
import type { Console } from '../../adapters/web/console.js';
import { connectAll, type Connected } from '../accounts/connect.js';
import { LeasedAccounts } from '../accounts/leased.js';
import { createBot, INTAKE_FIRST_MS, type Bot, type BotParts } from '../bot.js';
import { ShiftedClock, systemClock } from '../clock/clock.js';
import { loadConfig, storeFile, townFile, type LoadedConfig } from '../config/load.js';
import { languageKey } from '../config/secrets.js';
import { lockStore, openConfiguredStore } from '../config/open-store.js';
import { createLearning, townModelFolder } from '../learning/index.js';
import { TownReader } from '../learning/town-reader.js';
import { SOLE } from '../leases/index.js';
import { LENGTHS, type LeaseLengths } from '../leases/leases.js';
import { logger, type Log } from '../log.js';
import { createConsult, type ConsultParts } from '../message/consult/index.js';
import { words } from '../message/reply/words.js';
import { loadTaxonomy } from '../message/understand/taxonomy.js';
import type { Source } from '../model/event.js';
import { accountId, platformId } from '../model/ids.js';
import { keepOutlets } from '../outlets/index.js';
import { drained, untilToldToEnd } from '../operation/ending.js';
import { openOperation, type Operation } from '../operation/index.js';
import { parseSetup, parseTranscript, type Transcript } from '../replay/transcript.js';
import { lastReceivedAt } from '../store/health.js';
import { ensureCodeSecret } from '../store/identity-codes.js';
import { databaseNow } from '../store/leases.js';
import type { Store } from '../store/open.js';
import { hasUnits, saveSetup } from '../store/town.js';
import { ensureDigests } from '../timers/digest.js';
import { ensureLearning } from '../timers/learning.js';
import { ensureRetention } from '../timers/retention.js';
import { createConsole } from '../web/console.js';
import { dayMomentBefore } from '../web/day.js';

export function register(program: Command): void {
  program
    .command('start')
    .description('run the bot: adapters, timers, web page')
    .option('--config <file>', 'configuration file')
    .action(async (options: { config?: string }) => {
      const told = untilToldToEnd();
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

interface Begun {
  readonly store: Store;
  readonly log: Log;
  readonly unlock: () => void;
  readonly lengths: LeaseLengths;
}

/** Starts everything; rejects with InputError when something in the configuration or the machine stands in the way. */
export async function start(loaded: LoadedConfig, lengths: LeaseLengths = LENGTHS): Promise<Running> {
  const log = logger(loaded.config.logLevel);
  // A server's database is for several processes: its accounts are leased one by one.
  const unlock = loaded.config.store.kind === 'sqlite' ? lockStore(storeFile(loaded)) : () => undefined;
  try {
    const store = await openConfiguredStore(loaded, { mustExist: false, log, readsAside: true });
    return await run(loaded, { store, log, unlock, lengths });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function run(loaded: LoadedConfig, { store, log, unlock, lengths }: Begun): Promise<Running> {
  const { config, rules } = loaded;
  const day = demoDay(loaded);
  await seed(loaded, store);
  await ensureCodeSecret(store.db, () => randomBytes(16).toString('hex'));
  const clock = new ShiftedClock(systemClock, await beginsAt(day, store));
  const reader = new TownReader();
  const adapters: Adapter[] = [];
  const core = { store, clock, adapters, log, demo: day !== null };
  const leased = store.dialect.shared
    ? new LeasedAccounts({ ...core, bot: () => bot, anew: (account) => made(account), opened: tellAddress, lengths })
    : null;
  const holding = leased?.leases ?? SOLE;
  const operation = await openOperation({ ...core, monitor: config.monitor, machine: systemClock, holding });
  const bot = operation.watch(
    await createBot({
      ...core,
      rules,
      words: words(config.locale),
      reader,
      ...(await consultOf(loaded, { store, clock, reader, log })),
      random: Math.random,
      intakeFirstMs: INTAKE_FIRST_MS,
      holding,
      learn: (now) => learning.begin(now),
    }),
  );
  const folder = townModelFolder(storeFile(loaded));
  const learning = createLearning({ ...core, reader, town: bot.town, botNames: config.botNames, folder });
  const make = await accountMaker(loaded, { bot, store, clock, day }, log);
  const made = async (account: Source): Promise<Adapter> => operation.attend(await make(account));
  for (const account of config.adapters) adapters.push(await made(sourceOf(account)));
  await bot.inTransaction((doing) => keepOutlets(doing, adapters, log));
  if (leased === null) await bot.recover();
  await setNights(bot, rules.learning.nightly !== null && learning.take());
  const connected = await (leased?.connect() ?? connectAll({ ...core, bot, opened: tellAddress }));
  operation.started();
  const address = addressOf(adapters);
  return { address, stop: () => end({ operation, connected, learning, bot, store, log }).finally(unlock) };
}

interface Ending {
  readonly operation: Operation;
  readonly connected: Connected;
  readonly learning: { stop(): Promise<void> };
  readonly bot: Bot;
  readonly store: Store;
  readonly log: Log;
}

/** Nothing more is taken in, what was accepted is handled, what is being sent is finished; what takes too long waits for the next start. */
async function end({ operation, connected, learning, bot, store, log }: Ending): Promise<void> {
  operation.stopping();
  const done = await drained(async () => {
    await connected.disconnect();
    await learning.stop();
    await bot.idle();
    await bot.sent();
    await connected.release();
  }, log);
  await operation.close();
  if (done) await store.close();
}

const tellAddress = (address: string): void => {
  process.stderr.write(`weige: ${address}\n`);
};

const addressOf = (adapters: readonly Adapter[]): string | null =>
  adapters.map((adapter) => adapter.address ?? null).find((open) => open !== null) ?? null;

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

/** Makes configured accounts; nothing of them begins. */
async function accountMaker(
  loaded: LoadedConfig,
  core: Core,
  log: Log,
): Promise<(account: Source) => Promise<Adapter>> {
  const { config } = loaded;
  const photos = photosIn(dirname(storeFile(loaded)));
  const shown = core.day ? await demoPhotos(loaded, photos) : new Map<string, string>();
  const console = consoleOf(loaded, core, shown);
  const { clock } = core;
  const shared = { clock, photos, log, locale: config.locale, botNames: config.botNames, env: process.env };
  return async ({ platform, account }) => {
    const settings = config.adapters.find((one) => one.platform === platform && one.account === account);
    if (settings === undefined) throw new Error(`${platform}/${account} is not configured`);
    const folder = join(dirname(storeFile(loaded)), 'accounts', `${platform}-${account}`);
    return platformOf(platform).create(settings, { ...shared, console, folder });
  };
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
    source: firstSource(loaded),
    botNames: loaded.config.botNames,
    wait: async (ms: number) => {
      await wait(ms);
    },
  };
  return createConsole({ bot, store, clock, taxonomy: loadTaxonomy(), day: play });
}

/** The hours of digests, of learning and of letting go; `learnSoon`: the next learning is due now. */
const setNights = (bot: Bot, learnSoon: boolean): Promise<void> =>
  bot.inTransaction(async ({ tx, town, rules, now }) => {
    await ensureDigests(tx, town, rules, now);
    await ensureLearning(tx, rules, now, learnSoon);
    await ensureRetention(tx, rules, now);
  });

/** The demo's clock goes on where it was, or begins with the day. undefined: the machine's time. Processes that share a database share its time. */
async function beginsAt(day: Transcript | null, store: Store): Promise<number | undefined> {
  const first = day && dayMomentBefore(day);
  if (first !== null) return Math.max(first, (await lastReceivedAt(store.db)) ?? 0);
  return store.dialect.shared ? databaseNow(store) : undefined;
}

/** An empty store gets the configured town. */
async function seed(loaded: LoadedConfig, store: Store): Promise<void> {
  const file = townFile(loaded);
  if (file === null || (await hasUnits(store.db))) return;
  const setup = parseSetup(readFileSync(file, 'utf8').split('\n', 1)[0] ?? '', `${file}:1`);
  await store.transact(async (tx) => {
    // Another process may have been quicker.
    if (!(await hasUnits(tx))) await saveSetup(tx, setup, firstSource(loaded), systemClock.now());
  });
}

const sourceOf = ({ platform, account }: { platform: string; account: string }): Source => ({
  platform: platformId(platform),
  account: accountId(account),
});

const firstSource = ({ config }: LoadedConfig): Source =>
  sourceOf(config.adapters.find((account) => !('carries' in account)) ?? { platform: 'none', account: 'none' });

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
  const wanted = loaded.config.adapters.some((account) => 'demo' in account && account.demo);
  return file === null || !wanted ? null : parseTranscript(readFileSync(resolve(file), 'utf8'), file);
}
