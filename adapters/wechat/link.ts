/**
 * The supervised connection to a gateway: it comes back whatever happens to the gateway, tells each outage with its times,
 * and never ends the account's own session there.
 *
 * The account hears when the stream is open, the gateway was started, and an account is logged in at it. Whenever one of
 * these is no longer so, what people say is lost: gateways of this protocol keep nothing and replay nothing.
 */
import type { Clock } from '../../src/clock/clock.js';
import type { Instant } from '../../src/model/ids.js';
import { gatewayError, GatewayError } from './calls.js';
import { Connection, type ConnectionDeps } from './connection.js';
import type { Gateway } from './gateway.js';
import type { LinkState, Trouble } from './health.js';
import type { GatewayEvent } from './protocol.js';

export interface LinkListener {
  /** What came, in the gateway's order. */
  event(event: GatewayEvent, self: string | null): void;
  /** The account hears from now on. `cutSince`: it was cut off from then on; null when it was not. */
  up(gateway: Gateway, self: string, cutSince: Instant | null): void;
  /** The account no longer hears. */
  down(at: Instant, reason: string): void;
  /** The gateway answered: up to now everything was heard. */
  heard(at: Instant): void;
}

export interface LinkDeps extends ConnectionDeps {
  readonly clock: Clock;
  /** Until when the account heard before this process began; null when it never did. */
  readonly heardUntil: Instant | null;
}

export class Link {
  #state: LinkState = { kind: 'connecting' };
  #connection: Connection | null = null;
  #cutSince: Instant | null;
  #told = false;
  #stopped = false;
  #wake: () => void = () => undefined;
  #firstAttempt: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #paused = false;

  constructor(
    private readonly deps: LinkDeps,
    private readonly listener: LinkListener,
  ) {
    this.#cutSince = deps.heardUntil;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** For sending and asking; null while there is nobody to ask. */
  get gateway(): Gateway | null {
    return this.#connection?.started === true ? this.#connection.gateway : null;
  }

  /** The account's own id at the gateway; null when none is logged in. */
  get self(): string | null {
    return this.#state.kind === 'up' ? this.#state.self : null;
  }

  /** Resolves when the first attempt has shown what is the matter; goes on trying until stop(). */
  async start(): Promise<void> {
    const first = new Promise<void>((done) => (this.#firstAttempt = done));
    this.#running = this.#run();
    await first;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#connection?.lose(new GatewayError(1, 'stopped'));
    this.#wake();
    this.#firstAttempt();
    await this.#running;
    this.#state = { kind: 'stopped' };
  }

  /** Whether the stream flows. While it does not, the gateway holds what comes. */
  flow(open: boolean): void {
    this.#paused = !open;
    this.#connection?.flow(open);
  }

  async #run(): Promise<void> {
    const { clock } = this.deps;
    const began = clock.now();
    for (let failures = 0; !this.#over(); failures += 1) {
      const { error, worked } = await this.#once();
      if (worked) failures = 0;
      if (this.#over()) return;
      const trouble = troubleOf(error);
      this.#cut(this.#cutSince ?? (worked ? clock.now() : began), trouble, error);
      this.#firstAttempt();
      await this.#pause(this.#waitMs(trouble, failures));
    }
  }

  /** After a freeze the gateway may still hold our own former stream: only a refusal that stays is a person's to mend. */
  #waitMs(trouble: Trouble, failures: number): number {
    const { backoffMs, refusedMs } = this.deps.options;
    if (failures >= 3 && (trouble === 'token' || trouble === 'taken')) return refusedMs;
    return backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 1000;
  }

  /** One connection from its opening to its loss. `worked`: it was open. */
  async #once(): Promise<{ readonly error: GatewayError; readonly worked: boolean }> {
    const connection = new Connection(this.deps, {
      event: (event) => this.#heard(connection, event),
      alive: () => this.#alive(),
    });
    this.#connection = connection;
    try {
      await connection.open();
      if (this.#paused) connection.flow(false);
      this.#opened(connection);
      return { error: await connection.held(), worked: true };
    } catch (error) {
      return { error: gatewayError(error), worked: false };
    } finally {
      this.#connection = null;
      connection.close();
    }
  }

  #opened(connection: Connection): void {
    const { options, clock, log, account } = this.deps;
    log.info({ account }, 'the gateway answers');
    if (connection.self !== null) {
      this.#hears(connection, connection.self);
      return;
    }
    this.#state = { kind: 'waiting', since: clock.now() };
    connection.after(options.loginGraceMs, () => {
      if (this.#state.kind === 'waiting') this.#loggedOut('no account is logged in at the gateway');
    });
  }

  #heard(connection: Connection, event: GatewayEvent): void {
    if (event.type === 'login') {
      if (connection.started && this.#state.kind !== 'up') this.#hears(connection, event.self);
    } else if (event.type === 'logout') {
      if (connection.started) this.#loggedOut('the account was logged out');
    }
    this.listener.event(event, connection.self);
  }

  #hears(connection: Connection, self: string): void {
    const since = this.#cutSince;
    this.#state = { kind: 'up', self };
    this.#cutSince = null;
    this.#told = false;
    this.#firstAttempt();
    this.listener.up(connection.gateway, self, since);
  }

  #loggedOut(reason: string): void {
    const at = this.#cutSince ?? this.deps.clock.now();
    this.#cutSince = at;
    this.#state = { kind: 'loggedOut', since: at };
    this.#firstAttempt();
    this.#tell(at, reason);
  }

  #cut(at: Instant, trouble: Trouble, error: GatewayError): void {
    this.#cutSince = at;
    this.#state = { kind: 'cut', since: at, trouble, details: error.details };
    this.#tell(at, `${trouble}: ${error.details}`);
  }

  #tell(at: Instant, reason: string): void {
    if (this.#told) return;
    this.#told = true;
    this.deps.log.warn({ account: this.deps.account, reason }, 'the account is cut off');
    this.listener.down(at, reason);
  }

  #alive(): void {
    if (this.#state.kind === 'up') this.listener.heard(this.deps.clock.now());
  }

  readonly #over = (): boolean => this.#stopped;

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/** By the numbers of gRPC. */
function troubleOf({ code }: GatewayError): Trouble {
  if (code === 16 || code === 7) return 'token';
  if (code === 6) return 'taken';
  if (code === 14) return 'absent';
  return code === 4 ? 'silent' : 'failed';
}
