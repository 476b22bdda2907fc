/**
 * Long polling under our own hand. The library's launch() ends on a 409, waits for its slowest handler before it polls again,
 * and confirms what a handler failed on; here an update is confirmed once it is durable, and nothing ends the loop but stop().
 */
import type { Update } from 'telegraf/types';
import { z } from 'zod';
import type { Clock } from '../../src/clock/clock.js';
import type { Log } from '../../src/log.js';
import type { Instant } from '../../src/model/ids.js';
import type { Client } from './client.js';
import { failureOf, reasonOf, type Failure } from './failure.js';
import { UPDATES_WANTED } from './incoming.js';
import { isUpdate, type Intake } from './intake.js';
import type { Link } from './link.js';
import type { Notes } from './notes.js';
import { pause, type Timings } from './timings.js';

export interface PollingDeps {
  readonly client: Client;
  readonly intake: Intake;
  readonly link: Link;
  readonly notes: Notes;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: Timings;
}

const BATCH = 100;
/** After a week without updates Telegram numbers them anew, at random: an older number then says nothing. */
const NUMBERS_HOLD_MS = 6 * 24 * 3600_000;
/** More that is not durable than this, and the next poll waits. */
const MOST_HELD = 1000;

const lastSchema = z.object({ id: z.number().int(), at: z.number() });

const parsed = (json: string | null): unknown => {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
};

/** What Telegram gave is not durable: it was not the connection. */
class NotKept extends Error {}

export class Polling {
  #last: z.output<typeof lastSchema> | null = null;
  /** Confirmed to Telegram and not durable yet: noted as they came. */
  readonly #held = new Map<number, Update>();
  #backoffMs: number;
  #conflictAt: Instant | null = null;
  #answeredOnce = false;

  constructor(
    private readonly deps: PollingDeps,
    private readonly signal: AbortSignal,
  ) {
    this.#backoffMs = deps.timings.firstBackoffMs;
  }

  /** Resolves when `signal` is given. */
  async run(): Promise<void> {
    await this.#resume();
    while (!this.#ended()) {
      const startedAt = this.deps.clock.now();
      try {
        const updates = await this.#poll();
        await this.#answered();
        await this.#take(updates);
        this.#backoffMs = this.deps.timings.firstBackoffMs;
      } catch (error) {
        if (!this.#ended()) await this.#failed(error, startedAt);
      }
    }
  }

  #ended(): boolean {
    return this.signal.aborted;
  }

  async #resume(): Promise<void> {
    const last = lastSchema.safeParse(parsed(await this.deps.notes.read('update')));
    if (last.success) this.#last = last.data;
    const held = parsed(await this.deps.notes.read('held'));
    for (const update of Array.isArray(held) ? held.filter(isUpdate) : []) {
      this.#held.set(update.update_id, update);
      this.#settleHeld(update, this.deps.intake.take(update));
    }
  }

  /** The last number, while numbers hold. */
  #lastId(): number | null {
    if (this.#last === null) return null;
    return this.deps.clock.now() - this.#last.at < NUMBERS_HOLD_MS ? this.#last.id : null;
  }

  #poll(): Promise<Update[]> {
    const { client, timings } = this.deps;
    const last = this.#lastId();
    // The first poll, and the first after a failure, is not held: so its answer tells at once that all is well. Another
    // program's polls show in held ones only.
    const held = this.#answeredOnce || this.#conflictAt !== null;
    return client.call(
      'getUpdates',
      {
        timeout: held ? timings.pollSeconds : 0,
        limit: BATCH,
        allowed_updates: UPDATES_WANTED,
        ...(last === null ? {} : { offset: last + 1 }),
      },
      { limitMs: timings.pollSeconds * 1000 + timings.pollGraceMs, signal: this.signal },
    );
  }

  async #answered(): Promise<void> {
    const { clock, timings, link } = this.deps;
    this.#answeredOnce = true;
    if (this.#conflictAt !== null && clock.now() - this.#conflictAt < timings.conflictOverMs) return;
    this.#conflictAt = null;
    await link.well();
  }

  /** Resolves once the batch may be confirmed. Rejects when nothing can be kept; then Telegram is asked for it again. */
  async #take(updates: readonly Update[]): Promise<void> {
    const last = this.#lastId();
    const news = updates
      .filter(({ update_id: id }) => (last === null || id > last) && !this.#held.has(id))
      .sort((a, b) => a.update_id - b.update_id);
    const highest = news.at(-1);
    if (highest === undefined) return;
    const waiting = new Map<Update, Promise<void>>();
    for (const update of news) {
      const taking = this.deps.intake.take(update);
      taking.then(
        () => waiting.delete(update),
        () => undefined,
      );
      waiting.set(update, taking);
    }
    await this.#keptOrHeld(Promise.all(waiting.values()), waiting).catch((cause: unknown) => {
      throw new NotKept('updates could not be kept', { cause });
    });
    this.#last = { id: highest.update_id, at: this.deps.clock.now() };
    this.deps.notes.write('update', JSON.stringify(this.#last)).catch((error: unknown) => {
      this.deps.log.warn({ err: error }, 'the number of the last update could not be kept');
    });
  }

  async #keptOrHeld(all: Promise<unknown>, waiting: ReadonlyMap<Update, Promise<void>>): Promise<void> {
    const over = new AbortController();
    const first = await Promise.race([
      all.then(() => 'kept' as const),
      pause(this.deps.timings.holdAfterMs, over.signal).then(() => 'slow' as const),
    ]).finally(() => over.abort());
    if (first === 'kept') return;
    if (this.#held.size + waiting.size > MOST_HELD) {
      await all;
      return;
    }
    const late = [...waiting];
    for (const [update] of late) this.#held.set(update.update_id, update);
    await this.#noteHeld().catch((error: unknown) => {
      // Not confirmed then: Telegram gives them again, and they must not be taken for held.
      for (const [update] of late) this.#held.delete(update.update_id);
      throw error;
    });
    for (const [update, taking] of late) this.#settleHeld(update, taking);
  }

  #noteHeld(): Promise<void> {
    return this.deps.notes.write('held', JSON.stringify([...this.#held.values()]));
  }

  /** Telegram will not give it again: it is tried until it is durable, or by the next run. */
  #settleHeld(update: Update, taking: Promise<void>): void {
    const { intake, log, timings } = this.deps;
    void taking
      .then(async () => {
        this.#held.delete(update.update_id);
        await this.#noteHeld();
      })
      .catch(async (error: unknown) => {
        log.warn({ update: update.update_id, err: error }, 'a held update could not be kept yet');
        await pause(timings.mostBackoffMs, this.signal);
        if (!this.#ended() && this.#held.has(update.update_id)) this.#settleHeld(update, intake.take(update));
      });
  }

  async #failed(error: unknown, startedAt: Instant): Promise<void> {
    const { clock, link, log } = this.deps;
    const failure = failureOf(error);
    this.#answeredOnce = false;
    if (error instanceof NotKept) {
      log.error({ err: error.cause }, 'updates could not be kept; Telegram is asked for them again');
    } else {
      const since = failure.kind === 'lost' && failure.timeout ? startedAt : clock.now();
      const conflict = failure.kind === 'answered' && failure.code === 409;
      await link.failing(explained(failure), since, conflict);
      if (conflict) await this.#conflict(failure);
    }
    await pause(this.#waitMs(failure), this.signal);
  }

  /** A webhook that somebody has set is taken away; of another poller only a person can rid us. */
  async #conflict({ description }: Extract<Failure, { kind: 'answered' }>): Promise<void> {
    const { client, clock, log, timings } = this.deps;
    if (!/webhook/i.test(description)) {
      this.#conflictAt = clock.now();
      return;
    }
    log.warn('a webhook was set for this token; it is taken away, since the account polls');
    await client
      .call('deleteWebhook', {}, { limitMs: timings.callLimitMs, signal: this.signal })
      .catch((error: unknown) => {
        log.warn({ reason: reasonOf(failureOf(error)) }, 'the webhook could not be taken away');
      });
  }

  #waitMs(failure: Failure): number {
    const { timings } = this.deps;
    if (failure.kind === 'answered') {
      if (failure.code === 429) return failure.retryAfterMs ?? timings.mostBackoffMs;
      if (failure.code === 409 && /webhook/i.test(failure.description)) return timings.firstBackoffMs;
      if (failure.code === 409 || failure.code === 401 || failure.code === 404) return timings.conflictMs;
    }
    const wait = this.#backoffMs;
    this.#backoffMs = Math.min(wait * 2, timings.mostBackoffMs);
    return wait;
  }
}

/** For `health` and the log. */
export function explained(failure: Failure): string {
  if (failure.kind !== 'answered') return `${failure.reason}; see whether this machine reaches Telegram, or set proxy`;
  if (failure.code === 409 && !/webhook/i.test(failure.description)) {
    return 'another program polls with this token; stop it, or make a bot of its own for it';
  }
  if (failure.code === 401 || failure.code === 404) {
    return 'the token is refused; take a new one from BotFather and start again with it';
  }
  return reasonOf(failure);
}
