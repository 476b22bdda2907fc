/** A whole day of a part of the district on a virtual clock, against the platform's double over real HTTP; its figures go to whoever started it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformOf } from '../../../adapters/index.js';
import { photosIn } from '../../../adapters/photos.js';
import type { Adapter } from '../../../adapters/adapter.js';
import { createBot, type Bot } from '../../../src/bot.js';
import { ShiftedClock, VirtualClock } from '../../../src/clock/clock.js';
import { parseIso } from '../../../src/clock/zone.js';
import { rulesOf } from '../../../src/config/rules.js';
import { configSchema } from '../../../src/config/schema.js';
import { secretName } from '../../../src/config/secrets.js';
import { logger } from '../../../src/log.js';
import type { Happening } from '../../../src/message/doing.js';
import { words } from '../../../src/message/reply/words.js';
import { loadReader } from '../../../src/message/understand/index.js';
import { loadTaxonomy } from '../../../src/message/understand/taxonomy.js';
import { advance } from '../../../src/replay/replay.js';
import { seeded } from '../../../src/replay/random.js';
import { openStore, type Store } from '../../../src/store/open.js';
import { sqlite } from '../../../src/store/sqlite.js';
import { ensureDigests } from '../../../src/timers/digest.js';
import { createConsole } from '../../../src/web/console.js';
import { answering } from '../child.js';
import { nowMs } from '../machine.js';
import { dayOf, HOUR_MS, type Line } from './day.js';
import { accountName, communityOf, DISTRICT, gridOf, partOf, tokenOf, USER, type Size } from './district.js';
import { readLines } from './lines.js';
import { moveIn } from './move-in.js';
import { reconciled } from './reconciled.js';
import { Stage } from './stage.js';
import { Staff, type Command } from './staff.js';
import { Telling } from './telling.js';
import { virtualOrders, type VirtualFigures, type VirtualOptions } from './virtual.js';

/** A Tuesday. */
const MIDNIGHT = parseIso('2026-04-21T00:00:00+08:00') ?? 0;
const AWAKE_MS = 5 * HOUR_MS;
const NOTICE_MS = 9.5 * HOUR_MS;
const NOTICE_TO_ALL_MS = 15 * HOUR_MS;
/** Said within so much is heard together. */
const TOGETHER_MS = 5000;

interface World {
  readonly size: Size;
  readonly clock: VirtualClock;
  readonly stage: Stage;
  readonly store: Store;
  readonly bot: Bot;
  readonly heard: Heard;
}

/** Counts what the bot has handled, so that nothing goes on before it is done. */
class Heard {
  count = 0;
  #wake: () => void = () => undefined;
  readonly take = (what: Happening): void => {
    if (what.type !== 'reading' && what.type !== 'set-aside') return;
    this.count += 1;
    this.#wake();
  };
  async until(count: number): Promise<void> {
    const late = nowMs() + 60_000;
    while (this.count < count) {
      if (nowMs() > late) throw new Error(`only ${this.count} of ${count} messages were handled`);
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), wait(1000)]);
    }
  }
}

interface Ahead {
  readonly atMs: number;
  readonly say: () => void;
}

async function day(options: VirtualOptions): Promise<VirtualFigures> {
  const begun = nowMs();
  const size = partOf(DISTRICT, options.accounts);
  const clock = new VirtualClock(MIDNIGHT + AWAKE_MS);
  const folder = mkdtempSync(join(tmpdir(), 'weige-district-day-'));
  const store = await openStore(sqlite(join(folder, 'weige.db')));
  const stage = await Stage.open(size, clock);
  try {
    await moveIn(store, size, clock.now());
    const { bot, adapters, errors } = await botOf({ clock, stage, store, folder });
    const heard = new Heard();
    bot.listen(heard.take);
    for (const adapter of adapters) await adapter.start(bot);
    while (!adapters.every((adapter) => adapter.health().ok)) await wait(20);
    const said = await live({ size, clock, stage, store, bot, heard }, options);
    const figures = {
      ...said,
      ...(await reconciled(store, bot.town(), said.messages, clock.now())),
      errors: errors.length,
    };
    for (const adapter of adapters) await adapter.stop();
    await bot.idle();
    return {
      ...figures,
      accounts: size.accounts,
      rooms: size.rooms,
      grids: size.grids,
      tookSeconds: (nowMs() - begun) / 1000,
    };
  } finally {
    await stage.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function botOf({ clock, stage, store, folder }: Pick<World, 'clock' | 'stage' | 'store'> & { folder: string }) {
  const { endpoints } = stage;
  const config = configSchema.parse({
    town: null,
    adapters: endpoints.map((apiRoot, at) => ({ platform: 'telegram', account: accountName(at), apiRoot })),
  });
  const env = Object.fromEntries(
    endpoints.map((_, at) => [secretName('telegram', accountName(at), 'token'), tokenOf(at)]),
  );
  const errors: string[] = [];
  const log = logger('error', { write: (line: string) => errors.push(line) });
  const adapters: Adapter[] = [];
  const bot = await createBot({
    ...{ store, clock, adapters, log },
    rules: rulesOf(config),
    words: words(config.locale),
    reader: await loadReader(),
    random: seeded(1),
  });
  await bot.inTransaction((doing) => ensureDigests(doing.tx, doing.town, doing.rules, doing.now));
  const console = createConsole({ bot, store, clock: new ShiftedClock(clock), taxonomy: loadTaxonomy(), day: null });
  const shared = {
    clock,
    log,
    photos: photosIn(folder),
    locale: config.locale,
    botNames: config.botNames,
    env,
    console,
  };
  for (const account of config.adapters)
    adapters.push(
      await platformOf(account.platform).create(account, { ...shared, folder: join(folder, account.account) }),
    );
  return { bot, adapters, errors };
}

/** The day from five in the morning to five the next, with its answers to what the bot does. */
async function live(world: World, { messagesADay, typhoonTimes }: VirtualOptions) {
  const { size, clock, stage, bot, heard } = world;
  const share = size.rooms / DISTRICT.rooms;
  const typhoon = { hour: 20, times: typhoonTimes };
  const random = seeded(11);
  const written = dayOf({ size, lines: readLines(), random, messages: messagesADay * share, typhoon });
  const staff = new Staff(size, seeded(12));
  const telling = new Telling(MIDNIGHT);
  bot.listen((what) => {
    telling.take(what);
    staff.hear(what, clock.now());
  });
  const asked = notices(world, telling);
  const lines: Ahead[] = written.map((line: Line) => ({ atMs: line.atMs, say: () => void stage.say(line) }));
  const ahead = [...lines, ...asked].filter(({ atMs }) => atMs >= AWAKE_MS).sort((a, b) => a.atMs - b.atMs);
  const command = ({ room, text }: Command): void => {
    const grid = gridOf(size, room);
    stage.sayAmongStaff(communityOf(size, grid), USER.worker(grid), `网格员小沈${grid + 1}`, text);
  };
  let said = 0;
  for (let at = 0; at < ahead.length || staff.next() !== null;) {
    const next = Math.min(MIDNIGHT + (ahead[at]?.atMs ?? Infinity), staff.next() ?? Infinity);
    if (next > MIDNIGHT + 29 * HOUR_MS) break;
    await advance(bot, clock, next);
    for (; at < ahead.length && MIDNIGHT + (ahead[at]?.atMs ?? Infinity) <= next + TOGETHER_MS; at += 1, said += 1)
      ahead[at]?.say();
    for (const each of staff.due(next)) {
      command(each);
      said += 1;
    }
    await heard.until(said);
    await bot.idle();
  }
  await advance(bot, clock, MIDNIGHT + 29 * HOUR_MS);
  return { messages: said, ...telling.figures(), commands: staff.commands };
}

/** One to a town, which asks for receipts; one to everybody. */
function notices({ stage }: World, telling: Telling): Ahead[] {
  const confirm = (say: (text: string) => void) => () => {
    telling.noticeConfirmed();
    say('确认');
  };
  const minute = HOUR_MS / 60;
  const town = (text: string): void => stage.sayInTown(0, text);
  const all = (text: string): void => stage.sayInDistrict(text);
  return [
    { atMs: NOTICE_MS, say: () => town('发通知 第1镇 需回执 明天上午八点到十一点停水检修,请提前储水') },
    { atMs: NOTICE_MS + minute, say: confirm(town) },
    { atMs: NOTICE_TO_ALL_MS, say: () => all('发通知 江北区 台风今晚过境,请关好门窗,收好阳台上的东西,不要出门') },
    { atMs: NOTICE_TO_ALL_MS + minute, say: confirm(all) },
  ];
}

answering(
  virtualOrders,
  (order) => day(order),
  () => undefined,
);
