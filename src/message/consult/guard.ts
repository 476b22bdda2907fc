/** Keeps a slow or broken server from being waited for: a time-out, a circuit breaker, a few requests at once, rests it asked for. */
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  TaskCancelledError,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  handleAll,
  timeout,
  wrap,
} from 'cockatiel';
import type { Log } from '../../log.js';
import { Trouble, type TroubleKind } from './trouble.js';

export interface Guarding {
  readonly timeoutMs: number;
  /** So many failures one after another, and the server is left alone … */
  readonly failures: number;
  /** … for so long; then one request tries it. */
  readonly restMs: number;
}

export type Outcome<T> = { readonly ok: T } | { readonly failed: TroubleKind | 'not-asked' };

export interface Guard {
  /** Whether a request may be made now: the server is not left alone, and not enough is asked of it already. */
  ready(): boolean;
  /** Never rejects. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>>;
}

const AT_ONCE = 16;
/** A server may ask for less trouble, not switch the reader off for a day. */
const LONGEST_REST_MS = 15 * 60_000;

export function guarded({ timeoutMs, failures, restMs }: Guarding, log: Log): Guard {
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(failures) });
  const room = bulkhead(AT_ONCE);
  const policy = wrap(room, breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  const rest = restingPlace();
  let lost = false;
  const noteState = (last: TroubleKind | null): void => {
    const { state } = breaker;
    if (state === CircuitState.Open) rest.begin(restMs);
    if (state === CircuitState.Open && !lost)
      log.warn({ failures, last }, 'the language model keeps failing; the embedded reader goes on alone');
    if (state === CircuitState.Closed && lost) log.info('the language model answers again');
    lost = state !== CircuitState.Closed;
  };
  return {
    // While one request tries a server that failed, nobody else waits for how it ends.
    ready: () => !rest.resting() && breaker.state !== CircuitState.HalfOpen && room.executionSlots > 0,
    run: async (work) => {
      try {
        const ok = await policy.execute(({ signal }) => work(signal));
        noteState(null);
        return { ok };
      } catch (error) {
        if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError)
          return { failed: 'not-asked' };
        const trouble = asTrouble(error);
        if (trouble.restMs !== null && trouble.restMs > 0 && !rest.resting()) {
          log.warn(
            { restMs: trouble.restMs },
            'the language model asks to be left alone; the embedded reader goes on alone',
          );
          rest.begin(Math.min(trouble.restMs, LONGEST_REST_MS));
        }
        noteState(trouble.kind);
        return { failed: trouble.kind };
      }
    },
  };
}

/** Whether somebody rests; a longer rest is not cut short by a shorter one. */
function restingPlace(): { begin(ms: number): void; resting(): boolean } {
  let rests = 0;
  return {
    begin: (ms) => {
      rests += 1;
      setTimeout(() => (rests -= 1), ms).unref();
    },
    resting: () => rests > 0,
  };
}

function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  return new Trouble(error instanceof TaskCancelledError ? 'late' : 'unreachable');
}
