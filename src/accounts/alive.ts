/** A process that ends is an outage too: the store is marked while it runs, and what lies between two runs is kept as one. */
import type { Adapter, Sink } from '../../adapters/adapter.js';
import type { Clock } from '../clock/clock.js';
import type { Log } from '../log.js';
import type { Instant } from '../model/ids.js';
import { accountName } from '../outbox/route.js';
import { openGapOf } from '../store/gaps.js';
import type { Store } from '../store/open.js';
import { setSetting, setting } from '../store/settings.js';

const MARK = 'alive';
const MARKED_EVERY_MS = 60_000;
/** Longer than the longest pause between two marks of a process that runs. */
const WAS_OFF_AFTER_MS = 2 * 60_000;

export interface AliveParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly receive: Sink['receive'];
  readonly adapters: readonly Pick<Adapter, 'platform' | 'account' | 'capabilities' | 'health'>[];
  readonly log: Log;
}

export interface Alive {
  /** Called again and again while the process runs; never rejects. */
  look(): Promise<void>;
  /** Called last: the outage begins now and not at the last mark. */
  end(): Promise<void>;
}

/**
 * Called before the adapters start. Every account that hears has been cut off since the last mark, if that is old; each
 * outage that is open, this one or one that the last process did not see the end of, is over when its account is connected.
 */
export async function keepAlive(parts: AliveParts): Promise<Alive> {
  const { store, clock, log } = parts;
  const hearing = parts.adapters.filter((adapter) => adapter.capabilities.hears);
  await lookBack(parts, hearing);
  const cutOff = await Promise.all(hearing.map((adapter) => reconnected(parts, adapter)));
  let marked: Instant | null = null;
  const looking = oneAtATime(log, 'the mark of a running process could not be kept; it is tried again', async () => {
    for (const account of cutOff) await account.look();
    const now = clock.now();
    if (marked !== null && Math.abs(now - marked) < MARKED_EVERY_MS) return;
    await setSetting(store.db, MARK, String(now));
    marked = now;
  });
  return {
    look: () => looking.look(),
    end: async () => {
      await looking.done();
      await setSetting(store.db, MARK, String(clock.now()));
    },
  };
}

export interface Reconnected {
  /** Called again and again: once the account is connected its outage is over. Never rejects. */
  look(): Promise<void>;
}

/** The outage that stands open for an account which has just begun is over when it is connected. */
export async function reconnected(
  parts: Pick<AliveParts, 'store' | 'clock' | 'receive' | 'log'>,
  adapter: AliveParts['adapters'][number],
): Promise<Reconnected> {
  let open = (await openGapOf(parts.store.db, adapter)) !== null;
  return oneAtATime(parts.log, 'the end of an outage could not be kept; it is tried again', async () => {
    if (!open || !adapter.health().ok) return;
    await over(parts, adapter);
    open = false;
  });
}

interface Looking extends Reconnected {
  /** Resolves when no look is under way. */
  done(): Promise<void>;
}

/** A look that is asked for while one is under way is that one; one that fails says so and is over. */
function oneAtATime(log: Log, onFailure: string, work: () => Promise<void>): Looking {
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  return {
    look: () => {
      if (busy) return looking;
      busy = true;
      looking = work()
        .catch((error: unknown) => {
          log.error({ err: error }, onFailure);
        })
        .finally(() => {
          busy = false;
        });
      return looking;
    },
    done: () => looking,
  };
}

async function lookBack({ store, clock, receive, log }: AliveParts, hearing: AliveParts['adapters']): Promise<void> {
  const mark = Number((await setting(store.db, MARK)) ?? NaN);
  const now = clock.now();
  if (!(now - mark > WAS_OFF_AFTER_MS)) return;
  log.warn({ sinceMs: now - mark }, 'the program was not running');
  for (const { platform, account } of hearing)
    await receive({ type: 'down', source: { platform, account }, at: mark, reason: 'the program was not running' });
}

/** An adapter that knows of its outage itself has ended it before. */
async function over(
  { store, clock, receive, log }: Pick<AliveParts, 'store' | 'clock' | 'receive' | 'log'>,
  adapter: AliveParts['adapters'][number],
): Promise<void> {
  const { platform, account, capabilities } = adapter;
  const gap = await openGapOf(store.db, adapter);
  if (gap === null) return;
  const until = clock.now();
  log.info({ account: accountName(adapter), at: gap.downAt, until }, 'an account is connected again');
  const source = { platform, account };
  await receive({ type: 'gap', source, at: gap.downAt, until, replayed: capabilities.replays });
}
