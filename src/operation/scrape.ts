/** Puts what stands at this moment into the gauges; what the database did not tell is left out rather than told wrong. */
import type { Instant } from '../model/ids.js';
import { LANES } from '../model/speech.js';
import { LEVELS } from '../model/town.js';
import { URGENCIES } from '../model/reading.js';
import type { OperationFigures, Waiting } from '../store/operation-figures.js';
import type { Metrics } from './metrics.js';
import { isReady, type Facts } from './state.js';

export interface Scraped {
  /** null: the database did not answer in time. */
  readonly figures: (OperationFigures & { readonly stopped: ReadonlySet<string> }) | null;
  readonly facts: Facts;
  readonly now: Instant;
  readonly machineNow: Instant;
  /** By "platform/account": whether it is connected. */
  readonly up: ReadonlyMap<string, boolean>;
  readonly leases: ReadonlyMap<string, boolean>;
}

const one = (yes: boolean): number => (yes ? 1 : 0);
const ageSeconds = (since: Instant | null | undefined, now: Instant): number =>
  since === null || since === undefined ? 0 : Math.max(0, now - since) / 1000;

export function scrape(metrics: Metrics, { figures, facts, now, machineNow, up, leases }: Scraped): void {
  metrics.ready.set(one(isReady(facts).ok));
  metrics.databaseUp.set(one(facts.databaseAnswers));
  metrics.lastTurn.set(facts.sinceTurnMs / 1000);
  metrics.time.set(machineNow / 1000);
  metrics.accountUp.reset();
  for (const [account, ok] of up) metrics.accountUp.set({ account }, one(ok));
  metrics.lease.reset();
  for (const [account, held] of leases) metrics.lease.set({ account }, one(held));
  metrics.accountStopped.reset();
  if (figures)
    for (const account of up.keys()) metrics.accountStopped.set({ account }, one(figures.stopped.has(account)));
  ofDatabase(metrics, figures, now);
}

/** A gauge without labels cannot be left out; NaN is how Prometheus says that there is no value. */
function ofDatabase(metrics: Metrics, figures: OperationFigures | null, now: Instant): void {
  const waiting = (found: Waiting | undefined, count: Metrics['ready'], oldest: Metrics['ready']) => {
    count.set(found?.count ?? NaN);
    oldest.set(found ? ageSeconds(found.since, now) : NaN);
  };
  waiting(figures?.messages, metrics.messagesWaiting, metrics.messagesOldest);
  waiting(figures?.clocks, metrics.clocksWaiting, metrics.clocksOldest);
  for (const gauge of [metrics.texts, metrics.oldestText, metrics.tickets]) gauge.reset();
  if (figures === null) return;
  for (const lane of LANES) {
    metrics.oldestText.set({ lane }, ageSeconds(figures.oldestText.get(lane), now));
    for (const state of ['queued', 'sending']) metrics.texts.set({ lane, state }, 0);
  }
  for (const { lane, state, count } of figures.texts) metrics.texts.set({ lane, state }, count);
  for (const level of LEVELS) for (const urgency of URGENCIES) metrics.tickets.set({ level, urgency }, 0);
  for (const { level, urgency, count } of figures.tickets) metrics.tickets.set({ level, urgency }, count);
}
