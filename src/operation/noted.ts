/** Facts that the program tells, counted. */
import type { Source } from '../model/event.js';
import type { Instant, MessageId } from '../model/ids.js';
import type { Happening } from '../message/doing.js';
import { accountName } from '../outbox/route.js';
import { digestTimer } from '../timers/digest.js';
import type { Metrics } from './metrics.js';

/** Whose handling is timed; more wait only in an hour of great load, and then the newest are enough. */
const MOST_TIMED = 10_000;

export class Noted {
  /** When each message that waits became durable, by the machine's running clock. */
  readonly #durable = new Map<MessageId, number>();
  constructor(private readonly metrics: Metrics) {}

  kept(source: Source, id: MessageId, tookMs: number): void {
    this.metrics.received.inc({ account: accountName(source), result: 'kept' });
    this.metrics.intake.observe(tookMs / 1000);
    if (this.#durable.size < MOST_TIMED) this.#durable.set(id, performance.now());
  }

  refused(source: Source): void {
    this.metrics.received.inc({ account: accountName(source), result: 'refused' });
  }

  happened(what: Happening, now: Instant): void {
    const { metrics } = this;
    switch (what.type) {
      case 'reading':
        this.#read(what, now);
        return;
      case 'set-aside':
        metrics.setAside.inc();
        this.#durable.delete(what.message);
        return;
      case 'fired':
        metrics.clockLateness.observe({ kind: what.kind }, Math.max(0, what.at - what.dueAt) / 1000);
        if (what.kind === digestTimer.kind && !what.stale) metrics.digests.inc();
        return;
      case 'ticket':
      case 'notice':
      case 'sent':
        return;
    }
  }

  #read({ message, saidAt, reading, reasons }: Extract<Happening, { type: 'reading' }>, now: Instant): void {
    const { metrics } = this;
    metrics.handled.inc();
    metrics.lateness.observe(Math.max(0, now - saidAt) / 1000);
    metrics.readings.inc({ act: reading.act });
    metrics.confidence.observe(reading.confidence);
    for (const reason of reasons.split(' ')) {
      const decision = reason.split(':', 1)[0] ?? '';
      if (decision !== '') metrics.decisions.inc({ decision });
    }
    const durable = this.#durable.get(message);
    if (durable === undefined) return;
    this.#durable.delete(message);
    metrics.handling.observe((performance.now() - durable) / 1000);
  }
}
