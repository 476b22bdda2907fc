/** One run of an account, from start to stop: who the bot is, then its updates until it is told to end. */
import type { UserFromGetMe } from 'telegraf/types';
import type { FastifyInstance } from 'fastify';
import { InputError } from '../../src/cli/fail.js';
import { secretName } from '../../src/config/secrets.js';
import type { Words } from '../../src/message/reply/words.js';
import type { Source } from '../../src/model/event.js';
import type { Health, Outgoing, SendResult, Sink } from '../adapter.js';
import { Acquaintances } from './acquaintances.js';
import type { Client } from './client.js';
import type { TelegramConfig } from './config.js';
import { failureOf, reasonOf } from './failure.js';
import type { Ids } from './ids.js';
import type { TelegramDeps } from './index.js';
import { Intake } from './intake.js';
import { Link } from './link.js';
import { setMenus } from './menu.js';
import { Migrations } from './migrations.js';
import { Notes } from './notes.js';
import { Speaker } from './outgoing.js';
import { Pictures } from './pictures.js';
import { explained, Polling } from './polling.js';
import { pause, type Timings } from './timings.js';
import { listen, Watch, webhookServer } from './webhook.js';

export interface SessionDeps extends TelegramDeps {
  readonly config: TelegramConfig;
  readonly timings: Timings;
  readonly client: Client;
  /** null: the account polls. */
  readonly secret: string | null;
  readonly source: Source;
  readonly ids: Ids;
  readonly sink: Sink;
  readonly words: Words;
}

/** The first start waits so long for Telegram before it goes on without. */
const FIRST_CALL_MS = 5000;

/** What a person must do before the bot hears a group; also said by `doctor`. */
export const PRIVACY_REMEDY =
  'in BotFather: /setprivacy, choose the bot, Disable; then remove the bot from each group and add it again';

export class Session {
  readonly #over = new AbortController();
  readonly #notes: Notes;
  readonly #link: Link;
  readonly #migrations: Migrations;
  readonly #pictures: Pictures;
  readonly #speaker: Speaker;
  #bot: UserFromGetMe | null = null;
  #intake: Intake | null = null;
  #watch: Watch | null = null;
  #server: FastifyInstance | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly deps: SessionDeps) {
    const { source, sink, timings } = deps;
    this.#notes = new Notes(source, sink);
    this.#link = new Link({ ...deps, notes: this.#notes });
    this.#migrations = new Migrations(sink, this.#notes);
    this.#pictures = new Pictures({ ...deps, limitMs: timings.pictureLimitMs, signal: this.#over.signal });
    const { callLimitMs } = timings;
    this.#speaker = new Speaker({ ...deps, notes: this.#notes, migrations: this.#migrations, callLimitMs });
  }

  async start(): Promise<void> {
    await this.#open();
    try {
      await this.#link.resume();
      await this.#introduceFirst();
    } catch (error) {
      await this.#server?.close();
      throw error;
    }
    this.#running = this.#run().catch((error: unknown) => {
      this.deps.log.error({ err: error, account: this.deps.source.account }, 'the account has ended');
    });
  }

  send(message: Outgoing): Promise<SendResult> {
    return this.#speaker.send(message);
  }

  /** The most pressing first. */
  health(): Health {
    const trouble = this.#link.trouble ?? this.#watch?.trouble ?? this.#pictures.trouble ?? this.#privacy();
    if (trouble !== null) return { ok: false, reason: trouble };
    if (this.#bot === null) return { ok: false, reason: 'Telegram has not answered yet' };
    return { ok: true, reason: `@${this.#bot.username} hears and speaks` };
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#server?.close();
    await this.#running;
    await this.#intake?.idle();
    this.#link.rest();
    await this.#notes.settled();
  }

  async #open(): Promise<void> {
    const { config, secret, log } = this.deps;
    if (secret === null || config.webhook === null) return;
    this.#server = await webhookServer(config.webhook, secret, () => this.#intake, log);
    const port = await listen(this.#server, config.webhook);
    log.info({ port, host: config.webhook.host }, 'Telegram may call');
  }

  /** Only a token that Telegram refuses stands in the way of starting; without an answer it is asked again and again. */
  async #introduceFirst(): Promise<void> {
    const { config, clock } = this.deps;
    try {
      await this.#introduce(FIRST_CALL_MS);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'answered' && (failure.code === 401 || failure.code === 404)) {
        const variable = secretName(config.platform, config.account, 'token');
        throw new InputError(
          'Telegram refuses the token',
          variable,
          'take the right one, or a new one, from BotFather',
        );
      }
      await this.#link.failing(explained(failure), clock.now());
    }
  }

  async #introduce(limitMs: number): Promise<void> {
    const { client, source, ids, botNames, sink } = this.deps;
    const bot = await client.call('getMe', {}, { limitMs, signal: this.#over.signal });
    const reading = { source, ids, bot, botNames, acquaintances: new Acquaintances() };
    const shared = { ...this.deps, reading, sink, notes: this.#notes, migrations: this.#migrations };
    this.#bot = bot;
    this.#intake = new Intake({ ...shared, pictures: this.#pictures, press: shared });
  }

  async #run(): Promise<void> {
    await this.#untilIntroduced();
    if (this.#intake === null) return;
    void this.#offerMenus();
    void this.#watchPrivacy();
    await this.#hear(this.#intake);
  }

  async #untilIntroduced(): Promise<void> {
    const { timings, clock } = this.deps;
    const { signal } = this.#over;
    for (let wait = timings.firstBackoffMs; this.#intake === null && !signal.aborted; wait *= 2) {
      const startedAt = clock.now();
      await pause(Math.min(wait, timings.mostBackoffMs), signal);
      try {
        await this.#introduce(timings.callLimitMs);
      } catch (error) {
        await this.#link.failing(explained(failureOf(error)), startedAt);
      }
    }
  }

  async #hear(intake: Intake): Promise<void> {
    const { config, secret } = this.deps;
    const { signal } = this.#over;
    const shared = { ...this.deps, intake, link: this.#link, notes: this.#notes };
    if (secret === null || config.webhook === null) return new Polling(shared, signal).run();
    this.#watch = new Watch({ ...shared, url: config.webhook.url, secret }, signal);
    return this.#watch.run();
  }

  /** Without its menu the bot works as well: it is set again at the next start. */
  async #offerMenus(): Promise<void> {
    const { client, words, timings, log } = this.deps;
    try {
      await setMenus(client, words, timings.callLimitMs, this.#over.signal);
    } catch (error) {
      log.info({ reason: reasonOf(failureOf(error)) }, 'the command menu could not be set');
    }
  }

  /** Mended in BotFather, it is seen without a new start. */
  async #watchPrivacy(): Promise<void> {
    const { client, timings } = this.deps;
    const { signal } = this.#over;
    while (this.#privacy() !== null && !signal.aborted) {
      await pause(timings.watchMs, signal);
      const bot = await client.call('getMe', {}, { limitMs: timings.callLimitMs, signal }).catch(() => null);
      if (bot !== null) this.#bot = bot;
    }
  }

  #privacy(): string | null {
    if (this.#bot === null || this.#bot.can_read_all_group_messages) return null;
    return `privacy mode hides what people say in groups; ${PRIVACY_REMEDY}`;
  }
}
