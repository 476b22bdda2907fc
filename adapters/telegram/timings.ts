/** How long the account waits for what; another set makes its tests quick. */
export interface Timings {
  /** How long Telegram may hold an empty poll, in seconds as its method takes it. */
  readonly pollSeconds: number;
  /** A poll that Telegram holds answers by itself; so much later it is taken for dead. */
  readonly pollGraceMs: number;
  /** An answer to any call that has not come by then will not. */
  readonly callLimitMs: number;
  readonly pictureLimitMs: number;
  /** A batch is confirmed after this; what is not durable by then is kept as it came, and given when it is ready. */
  readonly holdAfterMs: number;
  /** The wait after a failed poll; it doubles up to the most. */
  readonly firstBackoffMs: number;
  readonly mostBackoffMs: number;
  /** Between two tries while another program polls, or the token is refused. */
  readonly conflictMs: number;
  /** So long without a conflict and it is over: two programs that poll in turn each have a good poll now and then. */
  readonly conflictOverMs: number;
  /** A shorter trouble is no outage. */
  readonly downAfterMs: number;
  /** The program was off for longer: the outage is told. */
  readonly offAfterMs: number;
  /** How often Telegram is asked how its calls to us fare. */
  readonly watchMs: number;
}

export const TIMINGS: Timings = {
  pollSeconds: 25,
  pollGraceMs: 10_000,
  callLimitMs: 30_000,
  pictureLimitMs: 15_000,
  holdAfterMs: 1000,
  firstBackoffMs: 1000,
  mostBackoffMs: 30_000,
  conflictMs: 30_000,
  conflictOverMs: 120_000,
  downAfterMs: 5000,
  offAfterMs: 300_000,
  watchMs: 60_000,
};

/** Resolves after the time, or at once when `signal` says that it is over. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
