/** The bot as `weige start` puts it together: a store on the disk, the reader that comes with it, one account, its clocks. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { platformOf } from '../../adapters/index.js';
import { photosIn } from '../../adapters/photos.js';
import type { Adapter } from '../../adapters/adapter.js';
import { createBot, INTAKE_FIRST_MS, type Bot } from '../../src/bot.js';
import { systemClock, type ShiftedClock } from '../../src/clock/clock.js';
import { rulesOf } from '../../src/config/rules.js';
import { configSchema, type Config } from '../../src/config/schema.js';
import { logger, type Log } from '../../src/log.js';
import { loadReader } from '../../src/message/understand/index.js';
import { loadTaxonomy } from '../../src/message/understand/taxonomy.js';
import { words } from '../../src/message/reply/words.js';
import { accountId, platformId } from '../../src/model/ids.js';
import { seeded } from '../../src/replay/random.js';
import { openStore, type Store } from '../../src/store/open.js';
import { sqlite } from '../../src/store/sqlite.js';
import { saveSetup } from '../../src/store/town.js';
import { ensureDigests } from '../../src/timers/digest.js';
import { createConsole } from '../../src/web/console.js';
import { BotApiServer } from '../support/telegram/server.js';
import { TOKEN } from '../support/wechat/gateway.js';
import { setupOf, type Measured } from './town.js';

export interface Given {
  readonly platform: Measured;
  readonly endpoint: string;
  /** Empty, or of an earlier one of the same town. */
  readonly folder: string;
  readonly rooms: number;
  /** How long the reporter's burst is waited for. */
  readonly burstSeconds: number;
  readonly clock: ShiftedClock;
  /** What stands between the bot and its store, to watch it; missing: nothing. */
  readonly watched?: (store: Store) => Store;
}

export interface Ours {
  readonly bot: Bot;
  readonly store: Store;
  /** Not started. */
  readonly adapter: Adapter;
  readonly log: Log;
  readonly close: () => Promise<void>;
}

/** What the adapter asks at the account's rates is no part of the figures: names are asked for as quickly as may be set. */
const ACCOUNTS: Readonly<Record<Measured, (endpoint: string) => unknown>> = {
  wechat: (endpoint) => ({ platform: 'wechat', endpoint, tls: 'none', lookupsPerSecond: 100 }),
  telegram: (apiRoot) => ({ platform: 'telegram', apiRoot }),
};

const SECRETS = {
  WEIGE_WECHAT_TOKEN: TOKEN,
  WEIGE_TELEGRAM_TOKEN: new BotApiServer({ clock: systemClock }).token,
};

export async function ours(given: Given): Promise<Ours> {
  const { platform, folder, clock } = given;
  mkdirSync(folder, { recursive: true });
  const log = logger('error');
  const config = configSchema.parse({
    town: null,
    adapters: [ACCOUNTS[platform](given.endpoint)],
    conduct: { burstSeconds: given.burstSeconds },
  });
  const opened = await openStore(sqlite(join(folder, 'weige.db')));
  const store = given.watched?.(opened) ?? opened;
  const setup = setupOf(platform, given.rooms);
  const source = { platform: platformId(platform), account: accountId(platform) };
  await store.transact((tx) => saveSetup(tx, setup, source, clock.now()));
  const adapters: Adapter[] = [];
  const bot = await createBot({
    store,
    clock,
    rules: rulesOf(config),
    words: words(config.locale),
    reader: await loadReader(),
    adapters,
    log,
    random: seeded(1),
    intakeFirstMs: INTAKE_FIRST_MS,
  });
  const adapter = await accountOf(config, { bot, store, clock, folder, log });
  adapters.push(adapter);
  await bot.recover();
  await bot.inTransaction((doing) => ensureDigests(doing.tx, doing.town, doing.rules, doing.now));
  return {
    bot,
    store,
    adapter,
    log,
    close: async () => {
      await adapter.stop();
      await bot.idle();
      await store.close();
    },
  };
}

function accountOf(
  { adapters: [account], locale, botNames }: Config,
  { bot, store, clock, folder, log }: Pick<Given, 'clock' | 'folder'> & Pick<Ours, 'bot' | 'store'> & { log: Log },
): Promise<Adapter> {
  if (account === undefined) throw new Error('no account is configured');
  return platformOf(account.platform).create(account, {
    clock,
    log,
    photos: photosIn(folder),
    folder: join(folder, 'account'),
    locale,
    botNames,
    env: SECRETS,
    console: createConsole({ bot, store, clock, taxonomy: loadTaxonomy(), day: null }),
  });
}
