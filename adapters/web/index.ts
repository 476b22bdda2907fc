/** The local web chat: an adapter whose platform is a page in the browser, for trying a town out and looking into one. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Locale } from '../../src/message/reply/words.js';
import {
  accountId,
  platformId,
  type AccountId,
  type Instant,
  type MessageId,
  type PlatformId,
} from '../../src/model/ids.js';
import type { Adapter, Capabilities, Health, Outgoing, SendResult, Sink } from '../adapter.js';
import { platform } from '../platform.js';
import type { Photos } from '../photos.js';
import { checkWeb } from './check.js';
import { webSchema, type WebConfig } from './config.js';
import type { Console, Place } from './console.js';
import { Day } from './day.js';
import { TOKEN_VARIABLE, tokenFor } from './guard.js';
import { messageIds } from './ids.js';
import { listen } from './listen.js';
import { Speaker, TEXT_LIMIT } from './outgoing.js';
import { Streams } from './stream.js';
import { pageTexts } from './texts.js';

export interface WebDeps {
  readonly photos: Photos;
  /** For who asks in no language that we have. */
  readonly locale: Locale;
  readonly botNames: readonly string[];
  /** The process's environment: WEIGE_WEB_TOKEN is read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told of failures that nobody else hears of, for the log. */
  readonly failed: (error: unknown) => void;
}

class WebChat implements Adapter {
  readonly platform: PlatformId;
  readonly account: AccountId;
  /** Of what the bot says the page shows the words alone; what may be pressed under a matter it knows by itself. */
  readonly capabilities: Capabilities = {
    mentions: false,
    images: false,
    quotes: true,
    buttons: false,
    links: false,
    recalls: true,
    edits: false,
    coldPrivate: true,
    paced: false,
    echoes: true,
    replays: false,
    hears: true,
    textLimit: TEXT_LIMIT,
  };
  readonly #run = randomUUID().replaceAll('-', '').slice(0, 12);
  readonly #mint: (now: Instant) => MessageId = messageIds(this.#run);
  readonly #streams = new Streams(this.#run);
  readonly #day: Day;
  readonly #speaker: Speaker;
  #sink: Sink | null = null;
  #server: FastifyInstance | null = null;
  #address: string | null = null;
  #forget: () => void = () => undefined;

  constructor(
    private readonly config: WebConfig,
    private readonly console: Console,
    private readonly deps: WebDeps,
  ) {
    this.platform = platformId(config.platform);
    this.account = accountId(config.account);
    this.#day = new Day(console, (progress) => this.#streams.send({ type: 'play', ...progress }));
    const now = () => console.now();
    this.#speaker = new Speaker({ now, mint: this.#mint, talked: this.#talked, failed: deps.failed });
  }

  /** Where the page is; null unless started. */
  get address(): string | null {
    return this.#address;
  }

  async start(sink: Sink): Promise<void> {
    const server = await this.#makeServer();
    this.#sink = sink;
    try {
      this.#address = await listen(server, this.config.host, this.config.port);
    } catch (error) {
      this.#sink = null;
      throw error;
    }
    this.#server = server;
    this.#forget = this.console.onChange((change) => this.#streams.send(change));
  }

  send(message: Outgoing): Promise<SendResult> {
    return Promise.resolve(this.#speaker.send(message, this.#sink));
  }

  health(): Health {
    if (this.#address === null) return { ok: false, reason: 'the web chat is not started' };
    return { ok: true, reason: `the page is at ${this.#address}` };
  }

  async stop(): Promise<void> {
    this.#forget();
    await this.#day.end();
    this.#streams.end();
    await this.#server?.close();
    await this.#speaker.settled();
    [this.#sink, this.#server, this.#address] = [null, null, null];
  }

  readonly #talked = (place: Place): void => this.#streams.send({ type: 'talk', place });

  readonly #started = (): Sink => {
    if (this.#sink === null) throw new Error('the web chat is not started');
    return this.#sink;
  };

  /** The server's library is loaded by a town that has a page. */
  async #makeServer(): Promise<FastifyInstance> {
    const { webServer } = await import('./server.js');
    const { config, console, deps } = this;
    return webServer({
      source: { platform: this.platform, account: this.account },
      console,
      photos: deps.photos,
      botNames: deps.botNames,
      mint: this.#mint,
      sink: this.#started,
      streams: this.#streams,
      texts: pageTexts(),
      day: this.#day,
      demo: config.demo,
      talked: this.#talked,
      host: config.host,
      token: tokenFor(config.host, deps.env[TOKEN_VARIABLE]),
      locale: deps.locale,
      failed: deps.failed,
    });
  }
}

export type WebAdapter = InstanceType<typeof WebChat>;

/**
 * Makes the web chat; nothing is opened before start(), which throws InputError when the address is taken, or when it is
 * open to other machines and the environment variable WEIGE_WEB_TOKEN is not set. `console` must outlive stop().
 */
export function createWebAdapter(config: WebConfig, console: Console, deps: WebDeps): WebAdapter {
  return new WebChat(config, console, deps);
}

export const webPlatform = platform({
  name: 'web',
  schema: webSchema,
  create: (config, { console, log, ...deps }) =>
    Promise.resolve(
      createWebAdapter(config, console, {
        ...deps,
        failed: (error) => {
          log.error({ err: error }, 'the page failed');
        },
      }),
    ),
  check: checkWeb,
});
