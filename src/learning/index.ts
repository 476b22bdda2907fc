/** Learning in use: a town's corrections become its own reader, by night and within bounds. */
import { isoTime } from '../clock/zone.js';
import type { Log } from '../log.js';
import { hashOfExamples } from '../message/understand/learn/keep.js';
import { countOf, LEAST_EXAMPLES, type Learned } from '../message/understand/learn/index.js';
import type { Instant } from '../model/ids.js';
import type { Town } from '../roster/town.js';
import type { Store } from '../store/open.js';
import { gatherExamples } from './gather.js';
import { inThread, type Learner } from './run.js';
import type { TownReader } from './town-reader.js';

export interface LearningParts {
  readonly store: Store;
  readonly reader: TownReader;
  readonly town: () => Town;
  readonly botNames: readonly string[];
  /** Where the town's model is kept. */
  readonly folder: string;
  readonly log: Log;
  readonly learner?: Learner;
}

export interface Learning {
  /** Reads with the town's model from now on, if there is a sound one, and logs which. true: a new one should be made soon. */
  take(): boolean;
  /** Begins a night's work and returns at once; while one is going on nothing is begun. */
  begin(now: Instant): void;
  /** Resolves when nothing is going on. */
  idle(): Promise<void>;
  /** Ends what is going on; the model stays as it was. */
  stop(): Promise<void>;
}

/** Where the town's model lies: beside its store, so that two towns in one folder keep theirs apart. */
export const townModelFolder = (storeFile: string): string => `${storeFile}.model`;

export function createLearning(parts: LearningParts): Learning {
  const ending = new AbortController();
  let going: Promise<void> | null = null;
  const idle = async () => {
    await going;
  };
  return {
    take: () => take(parts),
    idle,
    begin: (now) => {
      if (going !== null || ending.signal.aborted) return;
      going = night(parts, now, ending.signal)
        .catch((error: unknown) => {
          if (!ending.signal.aborted) parts.log.error({ err: error }, 'learning failed; the reader stays as it was');
        })
        .finally(() => (going = null));
    },
    stop: async () => {
      ending.abort();
      await idle();
    },
  };
}

function take({ reader, folder, log }: LearningParts): boolean {
  const found = reader.take(folder);
  const { state } = found;
  if (state === 'damaged')
    log.warn({ why: found.why }, "the town's model is damaged; the shipped one reads until it is made anew");
  if (state === 'stale') log.info("the town's model stands on another shipped model; it is made anew");
  if (state === 'sound')
    log.info({ madeAt: found.about.madeAt, examples: found.about.examples }, "the town's model reads");
  return state === 'damaged' || state === 'stale';
}

async function night(parts: LearningParts, now: Instant, stopped: AbortSignal): Promise<void> {
  const { store, reader, town, botNames, folder, log, learner = inThread } = parts;
  const examples = await gatherExamples(store.db, town(), botNames);
  const counts = countOf(examples);
  if (Object.values(counts).every((count) => count < LEAST_EXAMPLES)) {
    log.info({ learning: 'too-few', examples: counts }, 'the town has corrected too little to learn from');
    return;
  }
  const standing = reader.look(folder);
  if (standing.state === 'sound' && standing.about.taught === hashOfExamples(examples)) {
    log.info({ learning: 'nothing-new', examples: counts }, 'nothing was corrected since the last learning');
    return;
  }
  const learned = await learner({ examples, at: isoTime(now, town().zone), folder }, stopped);
  if (learned.written && !stopped.aborted) reader.take(folder);
  tell(log, learned);
}

function tell(log: Log, { written, examples, verdicts, before, after }: Learned): void {
  const learning = written ? 'kept' : 'refused';
  log.info(
    { learning, examples, verdicts, before, after },
    written ? "the town's new model reads" : 'what was learned would read worse; the reader stays as it was',
  );
}
