/** Lives a day of the measured town through a platform: soak.process.ts PLATFORM ROOMS MESSAGES FOLDER; needs --expose-gc. */
import { setTimeout as wait } from 'node:timers/promises';
import { ShiftedClock } from '../../src/clock/clock.js';
import type { Instant } from '../../src/model/ids.js';
import { messageId } from '../../src/model/ids.js';
import { seeded } from '../../src/replay/random.js';
import { advance } from '../../src/replay/replay.js';
import { setAsideMessages, unhandled } from '../../src/store/messages.js';
import type { Store } from '../../src/store/open.js';
import { allTickets } from '../../src/store/tickets.js';
import { Arrivals } from '../support/arrivals.js';
import { freePort } from '../../src/bench/free-port.js';
import { answering } from './child.js';
import { DAY_BEGINS, dayOf, type Moment } from './day.js';
import { nowMs } from './machine.js';
import { held } from './memory.js';
import { ours, type Ours } from './ours.js';
import { soakOrders, type Lived } from './soak-words.js';
import { openStage, type Stage } from './stage-words.js';
import type { Line } from './talk.js';
import type { Measured } from './town.js';

const [named, roomsText, messagesText, folder = ''] = process.argv.slice(2);
const platform: Measured = named === 'wechat' ? 'wechat' : 'telegram';
const rooms = Number(roomsText);
const BACK_LIMIT_MS = 60_000;

const warnings: string[] = [];
process.on('warning', ({ name, message }) => {
  // That the counting of live objects is new in Node is known.
  if (name !== 'ExperimentalWarning') warnings.push(`${name}: ${message}`);
});

/** The town's clock stands still between events, sockets and their timers live in real time. */
class Life {
  readonly looks: Lived['looks'] = [];
  readonly #clock = new ShiftedClock({ now: () => 0 }, DAY_BEGINS);
  readonly #begunMs = nowMs();
  readonly #port: number;
  #stage: Stage;
  #ours: Ours | null = null;
  #arrivals: Arrivals | null = null;
  #said = 0;
  #outages = 0;
  #shownBefore = 0;

  constructor(stage: Stage, port: number) {
    this.#stage = stage;
    this.#port = port;
  }

  async live(): Promise<Lived> {
    const { endpoint } = this.#stage;
    this.#ours = await ours({ platform, endpoint, folder, rooms, burstSeconds: 20, clock: this.#clock });
    const { bot, adapter } = this.#ours;
    this.#arrivals = new Arrivals(bot);
    await adapter.start(this.#arrivals);
    await this.#connected();
    for (const moment of dayOf({ rooms, messages: Number(messagesText), random: seeded(7) })) {
      await advance(bot, this.#clock, moment.at);
      await this.#happen(moment);
    }
    const lived = await this.#told(this.#ours.store);
    await this.#ours.close();
    await this.#stage.process.end();
    return lived;
  }

  async #happen(moment: Moment): Promise<void> {
    switch (moment.what) {
      case 'said':
        return this.#say(moment.line, moment.at);
      case 'down':
        return this.#goDown();
      case 'up':
        return this.#comeBack();
      case 'look': {
        const { hour } = moment;
        this.looks.push({ hour, messages: this.#said, ...(await held()) });
        process.stderr.write(`${platform}: hour ${hour}, ${this.#said} messages\n`);
      }
    }
  }

  async #say(line: Line, at: Instant): Promise<void> {
    const [said] = await this.#stage.talk([line], { at });
    if (said === undefined) throw new Error('nothing was said');
    await this.#arrivals?.message(messageId(said.id));
    this.#said += 1;
    await this.#ours?.bot.idle();
    await this.#ours?.bot.wake();
  }

  /** WeChat's gateway is killed; Telegram's servers, which keep what was said, cannot be reached. */
  async #goDown(): Promise<void> {
    this.#outages += 1;
    this.#shownBefore += platform === 'wechat' ? await this.#stage.shown() : 0;
    if (platform === 'telegram') return this.#stage.away();
    await this.#stage.process.kill();
    await this.#until((ok) => !ok);
  }

  async #comeBack(): Promise<void> {
    if (platform === 'wechat') this.#stage = await openStage(platform, rooms, this.#port);
    else await this.#stage.back();
    await this.#connected();
  }

  #connected = (): Promise<void> => this.#until((ok) => ok);

  async #until(holds: (ok: boolean) => boolean): Promise<void> {
    const until = nowMs() + BACK_LIMIT_MS;
    while (!holds(this.#ours?.adapter.health().ok ?? false)) {
      if (nowMs() > until) throw new Error(this.#ours?.adapter.health().reason ?? 'there is no account');
      await wait(50);
    }
  }

  async #told(store: Store): Promise<Lived> {
    const rows = await store.db.selectFrom('outbox').select(['state', 'purpose']).execute();
    const kept = await store.db.selectFrom('messages').select('id').execute();
    const counted = (names: readonly string[]) => {
      const counts: Record<string, number> = {};
      for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    };
    return {
      looks: this.looks,
      said: this.#said,
      outages: this.#outages,
      kept: kept.length,
      unhandled: (await unhandled(store.db, 1000)).length,
      setAside: (await setAsideMessages(store.db)).length,
      tickets: (await allTickets(store.db)).length,
      outbox: counted(rows.map(({ state }) => state)),
      purposes: counted(rows.map(({ purpose }) => purpose)),
      shownByPlatform: this.#shownBefore + (await this.#stage.shown()),
      warnings,
      tookSeconds: (nowMs() - this.#begunMs) / 1000,
    };
  }
}

answering(
  soakOrders,
  async () => {
    const port = platform === 'wechat' ? await freePort() : 0;
    return new Life(await openStage(platform, rooms, port), port).live();
  },
  () => undefined,
);
