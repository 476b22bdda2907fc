/** One connection from its opening to its loss: the stream, the start of the gateway, and the asking whether it still lives. */
import type { Log } from '../../src/log.js';
import { gatewayError, GatewayError } from './calls.js';
import type { Stream } from './channel.js';
import type { Gateway } from './gateway.js';
import type { GatewayEvent } from './protocol.js';

export interface LinkOptions {
  /** How often the gateway is asked whether it lives, and how long it may take to answer. */
  readonly keepAliveMs: number;
  readonly keepAliveLimitMs: number;
  /** How long the first word of a new stream is waited for; some gateways say none. */
  readonly openLimitMs: number;
  readonly startLimitMs: number;
  /** How long after the start an account may take to log in before that counts as an outage. */
  readonly loginGraceMs: number;
  /** Waits between attempts; the last goes on. */
  readonly backoffMs: readonly number[];
  /** The wait after a refusal that only a person can mend: a wrong token, another client. */
  readonly refusedMs: number;
}

export const LINK_OPTIONS: LinkOptions = {
  keepAliveMs: 20_000,
  keepAliveLimitMs: 8_000,
  openLimitMs: 5_000,
  startLimitMs: 16_000,
  loginGraceMs: 5_000,
  backoffMs: [500, 1_000, 2_000, 5_000, 10_000, 30_000],
  refusedMs: 30_000,
};

export interface ConnectionDeps {
  readonly log: Log;
  readonly account: string;
  readonly connect: () => Gateway;
  readonly options: LinkOptions;
}

interface ConnectionListener {
  event(event: GatewayEvent): void;
  alive(): void;
}

/** How long after a stream's first word the news of a login is waited for. */
const GREETING_MS = 500;

/** One stream with its client; when it is lost, everything of it is let go and nothing of it is used again. */
export class Connection {
  readonly gateway: Gateway;
  self: string | null = null;
  started = false;
  lose: (error: GatewayError) => void = () => undefined;
  readonly #lost: Promise<GatewayError>;
  readonly #first: Promise<void>;
  readonly #greeted: Promise<void>;
  #greet: () => void = () => undefined;
  readonly #stream: Stream;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Rounds of asking since the stream last said anything; gateways answer each on the stream too, or never do. */
  #silentRounds = 0;
  #answersOnStream = false;
  #flows = true;

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly listener: ConnectionListener,
  ) {
    this.gateway = deps.connect();
    this.#lost = new Promise((lose) => (this.lose = lose));
    this.#greeted = new Promise((done) => (this.#greet = done));
    let spoke: () => void = () => undefined;
    this.#first = new Promise((done) => (spoke = done));
    this.#stream = this.gateway.listen({
      event: (event) => {
        spoke();
        this.#silentRounds = 0;
        this.#noted(event);
        listener.event(event);
      },
      unreadable: (type, error) =>
        deps.log.warn({ account: deps.account, event: type, err: error }, 'an event of the gateway makes no sense'),
      lost: (error) => this.lose(error),
    });
  }

  #noted(event: GatewayEvent): void {
    if (event.type === 'dong') this.#answersOnStream = true;
    else if (event.type === 'logout') this.self = null;
    else if (event.type === 'login') {
      this.self = event.self;
      this.#greet();
    }
  }

  /**
   * Rejects with what is the matter. A gateway tells at once who is logged in; only one that does not is asked to start,
   * as each start leaves listeners behind in it.
   */
  async open(): Promise<void> {
    const { options } = this.deps;
    const broken = this.#lost.then((error) => Promise.reject(error));
    await Promise.race([this.#first, broken, this.#wait(options.openLimitMs)]);
    await Promise.race([this.#greeted, broken, this.#wait(GREETING_MS)]);
    const proof =
      this.self === null ? this.gateway.start(options.startLimitMs) : this.gateway.ding(options.keepAliveLimitMs);
    await Promise.race([proof, broken]);
    this.started = true;
    this.after(options.keepAliveMs, () => void this.#keepAlive());
  }

  held(): Promise<GatewayError> {
    return this.#lost;
  }

  flow(open: boolean): void {
    this.#flows = open;
    if (open) this.#stream.resume();
    else this.#stream.pause();
  }

  after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#stream.cancel();
    this.gateway.close();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done) => this.after(ms, done));
  }

  /** A stream can die while calls go through: a gateway that used to answer on it and no longer does has lost it. */
  async #keepAlive(): Promise<void> {
    const { options } = this.deps;
    try {
      await this.gateway.ding(options.keepAliveLimitMs);
    } catch (error) {
      this.lose(gatewayError(error));
      return;
    }
    this.#silentRounds += 1;
    if (this.#silentRounds > 2 && this.#answersOnStream && this.#flows) {
      this.lose(new GatewayError(4, 'the stream has gone silent'));
      return;
    }
    this.listener.alive();
    this.after(options.keepAliveMs, () => void this.#keepAlive());
  }
}
