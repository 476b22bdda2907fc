/** Telegram calls us: a small server that answers 200 once what it was given is durable, and watches that Telegram knows it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { WebhookInfo } from 'telegraf/types';
import { InputError } from '../../src/cli/fail.js';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Client } from './client.js';
import type { WebhookConfig } from './config.js';
import { failureOf } from './failure.js';
import { UPDATES_WANTED } from './incoming.js';
import { isUpdate, type Intake } from './intake.js';
import type { Link } from './link.js';
import { explained } from './polling.js';
import { pause, type Timings } from './timings.js';

/** What Telegram sends along to prove that it is Telegram. */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
/** Updates of late, so that one given twice is taken once. */
const MOST_KNOWN = 5000;

/** Telegram takes these signs only. */
export const looksLikeSecret = (secret: string): boolean => /^[\w-]{1,256}$/.test(secret);

const hashed = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Hashes are compared, so that neither length nor first difference can be timed. */
const same = (given: unknown, secret: string): boolean =>
  typeof given === 'string' && timingSafeEqual(hashed(given), hashed(secret));

/** `intake` is null until the account knows who it is; Telegram then tries again. */
export async function webhookServer(
  config: WebhookConfig,
  secret: string,
  intake: () => Intake | null,
  log: Log,
): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const app = fastify({ forceCloseConnections: true, return503OnClosing: false });
  const taken = new Map<number, Promise<void>>();
  app.addHook('onRequest', async (request, reply) => {
    if (!same(request.headers[SECRET_HEADER], secret)) await reply.code(403).send();
  });
  app.post(config.path, async (request, reply) => {
    const update = request.body;
    const ready = intake();
    if (!isUpdate(update)) return reply.code(400).send();
    if (ready === null) return reply.code(503).send();
    const taking = taken.get(update.update_id) ?? ready.take(update);
    taken.set(update.update_id, taking);
    const oldest = taken.keys().next();
    if (taken.size > MOST_KNOWN && !oldest.done) taken.delete(oldest.value);
    try {
      await taking;
      return await reply.code(200).send();
    } catch (error) {
      taken.delete(update.update_id);
      log.error({ update: update.update_id, err: error }, 'an update could not be kept; Telegram gives it again');
      return reply.code(500).send();
    }
  });
  return app;
}

/** Gives the port. Throws InputError when it can't be opened. */
export async function listen(app: FastifyInstance, { host, port }: WebhookConfig): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const where = 'adapters[].webhook';
    throw new InputError(`can't listen on ${host}:${port} (${code})`, where, 'write another host or port');
  }
  const bound = app.server.address();
  return bound !== null && typeof bound !== 'string' ? bound.port : port;
}

export interface WatchDeps {
  readonly client: Client;
  readonly link: Link;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: Timings;
  readonly url: string;
  readonly secret: string;
}

/** Tells Telegram where to call, again when somebody told it otherwise, and looks how its calls fare. */
export class Watch {
  #trouble: string | null = null;

  constructor(
    private readonly deps: WatchDeps,
    private readonly signal: AbortSignal,
  ) {}

  get trouble(): string | null {
    return this.#trouble;
  }

  async run(): Promise<void> {
    const { timings, link, clock } = this.deps;
    let backoffMs = timings.firstBackoffMs;
    let set = false;
    while (!this.#ended()) {
      const startedAt = clock.now();
      try {
        set = await this.#look(set);
        await link.well();
        backoffMs = timings.firstBackoffMs;
        await pause(timings.watchMs, this.signal);
      } catch (error) {
        if (this.#ended()) return;
        await link.failing(explained(failureOf(error)), startedAt);
        await pause(backoffMs, this.signal);
        backoffMs = Math.min(backoffMs * 2, timings.mostBackoffMs);
      }
    }
  }

  #ended(): boolean {
    return this.signal.aborted;
  }

  async #look(set: boolean): Promise<boolean> {
    const { client, timings, url, log } = this.deps;
    const options = { limitMs: timings.callLimitMs, signal: this.signal };
    const info = set ? await client.call('getWebhookInfo', {}, options) : null;
    if (info?.url === url) {
      this.#trouble = this.#troubleOf(info);
      return true;
    }
    if (info !== null) log.warn('Telegram was told to call elsewhere; it is told to call here again');
    const wanted = { url, secret_token: this.deps.secret, allowed_updates: UPDATES_WANTED };
    await client.call('setWebhook', wanted, options);
    return true;
  }

  /** An error that is older than a few looks is over: Telegram goes on trying, and says nothing when it succeeds. */
  #troubleOf({ last_error_date: unixSeconds, last_error_message: message, pending_update_count: count }: WebhookInfo) {
    const { clock, timings } = this.deps;
    if (unixSeconds === undefined || clock.now() - unixSeconds * 1000 > timings.watchMs * 2) return null;
    return `Telegram can't hand over ${count} updates (${message ?? 'no reason given'}); see that webhook.url leads here`;
  }
}
