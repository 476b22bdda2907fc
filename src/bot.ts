/** The bot: rooms' queues, transactions, timers and outbox put together. start, replay and tests drive the same one. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bulkhead } from 'cockatiel';
import type { Adapter, Sink } from '../adapters/adapter.js';
import type { Clock } from './clock/clock.js';
import type { Rules } from './config/rules.js';
import type { Log } from './log.js';
import { saidAnew } from './message/accept/edited.js';
import { acceptEvent } from './message/accept/events.js';
import { Familiar } from './message/accept/familiar.js';
import { acceptMessage } from './message/accept/index.js';
import { Intake } from './message/accept/intake.js';
import type { Doing, Happening } from './message/doing.js';
import type { Consult, Told } from './message/consult/index.js';
import { handle } from './message/handle.js';
import { PlaceQueues, type Adviser } from './message/queues.js';
import { booking } from './message/say.js';
import type { Words } from './message/reply/words.js';
import type { AccountState } from './model/account.js';
import type { Incoming, IncomingEdit, IncomingMessage } from './model/event.js';
import type { Instant } from './model/ids.js';
import type { Reader } from './model/reading.js';
import { createOutbox } from './outbox/outbox.js';
import type { Town } from './roster/town.js';
import { nextDue } from './store/due.js';
import { setAside, unhandled, type KeptMessage } from './store/messages.js';
import { adapterNote, keepAdapterNote } from './store/adapter-notes.js';
import { abandonSending } from './store/outbox.js';
import type { Store, Tx } from './store/open.js';
import { loadTown } from './store/town.js';
import { TIMERS } from './timers/index.js';
import { runDue } from './timers/run.js';

export interface BotParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: Rules;
  readonly words: Words;
  readonly reader: Reader;
  /** A language model that is asked besides, where the town has one. */
  readonly consult?: Consult;
  /** Begins a night of learning and returns at once; missing where nothing is learned. */
  readonly learn?: (now: Instant) => void;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
  /** 0..1; seeded in replay. */
  readonly random: () => number;
  /** While messages come in, handling those that were kept waits so long at most, in milliseconds of the machine; missing: not at all. */
  readonly intakeFirstMs?: number;
}

export interface Bot extends Sink {
  readonly town: () => Town;
  /** Handles what was accepted before the process last ended; called once, before any adapter starts. */
  recover(): Promise<void>;
  /** Resolves when every accepted message has been handled. */
  idle(): Promise<void>;
  /** Fires what is due and sends what may go, at the clock's moment. */
  wake(): Promise<void>;
  /** Fires what is due and begins to send; resolves when the first is done, so that a slow account holds up no clock. */
  stir(): Promise<void>;
  /** Resolves when nothing is being sent. */
  sent(): Promise<void>;
  /** The next moment at which there is something to do; null when there is none. */
  nextWake(): Promise<Instant | null>;
  /** Runs work in one transaction and tells of what happened in it after it is durable. */
  inTransaction<T>(work: (doing: Doing) => Promise<T>): Promise<T>;
  /** Called after each happening is durable. Returns how to stop listening. */
  listen(listener: (what: Happening) => void): () => void;
}

/**
 * The embedded database has one writer: more rooms handled at once would only queue before it, and what comes in would wait
 * behind them all.
 */
const HANDLED_AT_ONCE = 1;

export async function createBot(parts: BotParts): Promise<Bot> {
  const { store, clock, log } = parts;
  const ground = await groundOf(parts);
  const { inTransaction } = ground;
  const turns = bulkhead(HANDLED_AT_ONCE, Infinity);
  const queues = new PlaceQueues(
    (message, told) => turns.execute(() => handleOne(parts, ground, intake, message, told)),
    adviserOf(parts, inTransaction),
  );
  const outbox = createOutbox({ ...parts, inTransaction, town: ground.town, publish: ground.publish });
  const intake = intakeOf(parts, ground, queues);
  const idle = () => queues.idle();
  const fire = () => runDue({ store, clock, log, timers: TIMERS, inTransaction });
  let sending: Promise<void> = Promise.resolve();
  return {
    town: ground.town,
    inTransaction,
    idle,
    receive: (event: Incoming) => intake.receive(event),
    echoed: (echo, at) => outbox.echoed(echo, at),
    remembered: (source, key) => adapterNote(store.db, source, key),
    remember: (source, key, value) => keepAdapterNote(store.db, source, key, value),
    recover: () => recover(parts, queues),
    wake: async () => {
      await fire();
      await outbox.flush();
    },
    stir: async () => {
      await fire();
      sending = outbox.flush().catch((error: unknown) => {
        log.error({ err: error }, 'sending failed; it is tried again in a second');
      });
    },
    sent: () => sending,
    nextWake: async () => earliest(await nextDue(store.db), await outbox.nextMoment()),
    listen: ground.listen,
  };
}

async function recover({ store, clock, log }: BotParts, queues: PlaceQueues): Promise<void> {
  const lost = await abandonSending(store.db, clock.now());
  if (lost > 0)
    log.warn({ count: lost }, 'texts were being sent when the process ended; whether they went out is unknown');
  let last = -1;
  for (let left = await unhandled(store.db, 500); left.length > 0; left = await unhandled(store.db, 500)) {
    // Where nothing can be written the same ones come again: they wait for the next start, and the accounts begin.
    if (left[0]?.seq === last) {
      log.error({ count: left.length }, 'what was accepted cannot be handled');
      return;
    }
    last = left[0]?.seq ?? -1;
    for (const message of left) queues.add(message, { asks: false });
    await queues.idle();
  }
}

/** What everything stands on: the town as last read, transactions on it, and those who watch. */
interface Ground extends Pick<Bot, 'town' | 'inTransaction' | 'listen'> {
  /** For what is found undone and done again after a power cut. */
  readonly repeatably: Bot['inTransaction'];
  readonly familiar: Familiar;
  readonly publish: (what: Happening) => void;
  readonly readTown: () => Promise<void>;
}

async function groundOf(parts: BotParts): Promise<Ground> {
  const { store, rules } = parts;
  let town = await loadTown(store.db, rules.zone);
  const { publish, listen } = watchers(parts.log);
  const familiar = new Familiar();
  let outdated = false;
  const readTown = async () => {
    familiar.forget();
    outdated = true;
    town = await loadTown(store.db, rules.zone);
    outdated = false;
  };
  // What was committed stands: whoever waits for it must not be told that it failed.
  const readTownNowOrNext = () =>
    readTown().catch((error: unknown) => {
      parts.log.error({ err: error }, 'the changed town could not be read; it is read before whatever comes next');
    });
  const within = async <T>(transact: Store['transact'], work: (doing: Doing) => Promise<T>): Promise<T> => {
    if (outdated) await readTown();
    const happened: Happening[] = [];
    const noted = { townChanged: false, learn: false };
    const notes: Notes = {
      happened: (what) => happened.push(what),
      townChanged: () => (noted.townChanged = true),
      learn: () => (noted.learn = true),
    };
    const done = await transact((tx) => work(doingIn(parts, tx, town, notes)));
    if (noted.townChanged) await readTownNowOrNext();
    if (noted.learn) parts.learn?.(parts.clock.now());
    happened.forEach(publish);
    return done;
  };
  const inTransaction: Bot['inTransaction'] = (work) => within((done) => store.transact(done), work);
  const repeatably: Bot['inTransaction'] = (work) => within((done) => store.transactRepeatable(done), work);
  return { town: () => town, inTransaction, repeatably, listen, publish, readTown, familiar };
}

/** Those who are told of what happened; one that fails hinders no other. */
function watchers(log: Log): Pick<Ground, 'publish' | 'listen'> {
  const listeners = new Set<(what: Happening) => void>();
  return {
    publish: (what) => {
      for (const listener of listeners) {
        try {
          listener(what);
        } catch (error) {
          log.error({ err: error }, 'a listener failed');
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function adviserOf({ consult }: BotParts, inTransaction: Bot['inTransaction']): Adviser | null {
  if (consult === undefined) return null;
  return {
    presses: (message) => consult.presses(message),
    about: (messages) => consult.about(messages, inTransaction),
  };
}

/** A message on which a step throws is put aside with its error; the room goes on. */
async function handleOne(
  { store, log, intakeFirstMs = 0 }: BotParts,
  { repeatably }: Ground,
  intake: Intake,
  message: KeptMessage,
  told: Told | null,
): Promise<void> {
  try {
    // What the platforms sent meanwhile is kept first.
    await nextTurn();
    await intake.calm(intakeFirstMs);
    await repeatably((doing) => handle(doing, message, told));
  } catch (error) {
    log.error({ message: message.id, err: error }, 'a message was set aside');
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await setAside(store.db, message.id, why).catch((failed: unknown) => {
      log.error({ message: message.id, err: failed }, 'it stays accepted and is taken up at the next start');
    });
  }
}

function intakeOf({ store, log }: BotParts, ground: Ground, queues: PlaceQueues): Intake {
  const { familiar } = ground;
  const keep = async (messages: readonly IncomingMessage[]) => {
    try {
      return await ground.inTransaction(async (doing) => {
        const accepted = [];
        for (const message of messages) accepted.push(await acceptMessage(doing, message, familiar));
        return accepted;
      });
    } catch (error) {
      familiar.forget();
      throw error;
    }
  };
  const edited = async (event: IncomingEdit) => {
    const anew = await saidAnew(store.db, event);
    const [kept] = anew === null ? [] : await keep([anew]);
    if (kept) queues.add(kept);
    else log.info({ message: event.message }, 'what was edited changes nothing here');
  };
  return new Intake({
    keep,
    take: async (event) => {
      if (event.type === 'edit') return edited(event);
      familiar.forget();
      await ground.inTransaction((doing) => acceptEvent(doing, event));
    },
    kept: (message, event) => {
      if (message) queues.add(message);
      else log.info({ message: event.id }, 'a message arrived again');
    },
  });
}

type Notes = Pick<Doing, 'happened' | 'townChanged' | 'learn'>;

const stateOf = (adapter: Adapter): AccountState => {
  const { platform, account, capabilities } = adapter;
  const { echoes, paced } = capabilities;
  return { source: { platform, account }, ...adapter.health(), echoes, paced };
};

const doingIn = ({ clock, rules, words, reader, log, adapters }: BotParts, tx: Tx, town: Town, notes: Notes): Doing => {
  const now = clock.now();
  const accounts = () => adapters.map(stateOf);
  return { tx, now, town, rules, words, reader, accounts, log, say: booking({ tx, now, town, log }), ...notes };
};

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
