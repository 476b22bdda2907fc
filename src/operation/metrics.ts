/** Every figure that the program shows to Prometheus, with what it means: declared here and nowhere else. */
import type * as Prom from 'prom-client';

type Labels = readonly string[];
interface Makers {
  readonly counter: <L extends string>(name: string, help: string, ...labels: L[]) => Prom.Counter<L>;
  readonly gauge: <L extends string>(name: string, help: string, ...labels: L[]) => Prom.Gauge<L>;
  readonly histogram: <L extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    ...labels: L[]
  ) => Prom.Histogram<L>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** What was said during an outage may be hours old. */
const LATE_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21_600];
const PROBABILITIES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

const ofMessages = ({ counter, histogram }: Makers) => ({
  received: counter(
    'weige_received_total',
    'Messages that accounts gave: kept (durable; one that came twice counts twice) or refused (it could not be kept).',
    'account',
    'result',
  ),
  intake: histogram('weige_intake_seconds', 'From a message given by its account until it is durable.', SECONDS),
  handled: counter('weige_handled_total', 'Messages handled.'),
  setAside: counter('weige_set_aside_total', 'Messages on which a step failed; they are kept with the error.'),
  handling: histogram('weige_handling_seconds', 'From a message being durable until it is handled.', LATE_SECONDS),
  lateness: histogram('weige_lateness_seconds', 'From a message being said until it is handled.', LATE_SECONDS),
  decisions: counter('weige_decisions_total', 'What was decided about messages.', 'decision'),
  readings: counter('weige_readings_total', 'How messages were read.', 'act'),
  confidence: histogram('weige_reading_confidence', 'Confidence of readings, 0 to 1.', PROBABILITIES),
});

const ofClocks = ({ counter, histogram }: Makers) => ({
  clockLateness: histogram(
    'weige_clock_lateness_seconds',
    'From the moment a clock was due until it fired.',
    LATE_SECONDS,
    'kind',
  ),
  digests: counter('weige_digests_made_total', 'Digests of units made at their hour.'),
});

const ofSending = ({ counter }: Makers) => ({
  sends: counter(
    'weige_send_results_total',
    'What came of the texts that were given to a platform.',
    'account',
    'result',
  ),
});

/** Read from the database that all processes share: each of them shows the same. */
const ofDatabase = ({ gauge }: Makers) => ({
  messagesWaiting: gauge('weige_messages_waiting', 'Messages kept and not handled yet; counted to 10,000.'),
  messagesOldest: gauge('weige_messages_waiting_oldest_seconds', 'How long the oldest of them has waited.'),
  clocksWaiting: gauge('weige_clocks_waiting', 'Clocks that are due and have not fired; counted to 10,000.'),
  clocksOldest: gauge('weige_clocks_waiting_oldest_seconds', 'How long the oldest of them has been due.'),
  texts: gauge('weige_outbox_texts', 'Texts that wait (queued) or are on their way (sending).', 'lane', 'state'),
  oldestText: gauge('weige_outbox_oldest_seconds', 'Age of the oldest text that may go and has not gone.', 'lane'),
  tickets: gauge('weige_open_tickets', 'Tickets that are not settled.', 'level', 'urgency'),
  accountStopped: gauge(
    'weige_account_stopped',
    '1 while the account says nothing because its platform rejected it.',
    'account',
  ),
});

const ofProcess = ({ gauge }: Makers) => ({
  accountUp: gauge('weige_account_up', '1 while the account is connected from this process.', 'account'),
  lease: gauge('weige_lease_held', '1 while this process holds the account; nothing where none is leased.', 'account'),
  databaseUp: gauge('weige_database_up', '1 when the database answered at this scrape.'),
  ready: gauge('weige_ready', '1 while /readyz answers 200.'),
  lastTurn: gauge('weige_last_turn_seconds', 'How long ago the loop last went round, or anything was done.'),
  time: gauge('weige_time_seconds', "This machine's clock: seconds since 1970."),
});

/**
 * In a registry of its own, with the process's figures (process_*, nodejs_*) beside ours. Labels take their values from
 * closed lists and from the configuration: no room, no person, no words of anybody.
 */
export async function declareMetrics() {
  const prom = await import('prom-client');
  const registry = new prom.Registry();
  prom.collectDefaultMetrics({ register: registry });
  const named = <N extends Labels>(name: string, help: string, labelNames: N) => ({
    name,
    help,
    labelNames,
    registers: [registry],
  });
  const makers: Makers = {
    counter: (name, help, ...labels) => new prom.Counter(named(name, help, labels)),
    gauge: (name, help, ...labels) => new prom.Gauge(named(name, help, labels)),
    histogram: (name, help, buckets, ...labels) =>
      new prom.Histogram({ ...named(name, help, labels), buckets: [...buckets] }),
  };
  const groups = { ...ofMessages(makers), ...ofClocks(makers), ...ofSending(makers), ...ofDatabase(makers) };
  return { registry, ...groups, ...ofProcess(makers) };
}

export type Metrics = Awaited<ReturnType<typeof declareMetrics>>;
