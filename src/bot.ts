/** The bot: rooms' queues, transactions, timers and outbox put together. start, replay and tests drive the same one. */
import type { Adapter, Sink } from '../adapters/adapter.js';
import type { Clock } from './clock/clock.js';
import type { Rules } from './config/rules.js';
import type { Log } from './log.js';
import { acceptEvent } from './message/accept/events.js';
import { acceptMessage } from './message/accept/index.js';
import type { Doing, Happening } from './message/doing.js';
import type { Consult, Told } from './message/consult/index.js';
import { handle } from './message/handle.js';
import { PlaceQueues, type Adviser } from './message/queues.js';
import { booking } from './message/say.js';
import type { Words } from './message/reply/words.js';
import type { Incoming, IncomingMessage } from './model/event.js';
import type { Instant } from './model/ids.js';
import type { Reader } from './model/reading.js';
import { createOutbox } from './outbox/outbox.js';
import type { Town } from './roster/town.js';
import { nextDue } from './store/due.js';
import { findMessage, setAside, unhandled, type KeptMessage } from './store/messages.js';
import { abandonSending, markDelivered } from './store/outbox.js';
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
}

export interface Bot extends Sink {
  readonly town: () => Town;
  /** Handles what was accepted before the process last ended; called once, before any adapter starts. */
  recover(): Promise<void>;
  /** Resolves when every accepted message has been handled. */
  idle(): Promise<void>;
  /** Fires what is due and sends what may go, at the clock's moment. */
  wake(): Promise<void>;
  /** The next moment at which there is something to do; null when there is none. */
  nextWake(): Promise<Instant | null>;
  /** Runs work in one transaction and tells of what happened in it after it is durable. */
  inTransaction<T>(work: (doing: Doing) => Promise<T>): Promise<T>;
  /** Called after each happening is durable. Returns how to stop listening. */
  listen(listener: (what: Happening) => void): () => void;
}

export async function createBot(parts: BotParts): Promise<Bot> {
  const { store, clock, log } = parts;
  const ground = await groundOf(parts);
  const { inTransaction } = ground;
  const queues = new PlaceQueues(
    (message, told) => handleOne(parts, inTransaction, message, told),
    adviserOf(parts, inTransaction),
  );
  const outbox = createOutbox({ ...parts, town: ground.town, publish: ground.publish });
  const idle = () => queues.idle();
  return {
    town: ground.town,
    inTransaction,
    idle,
    receive: (event: Incoming) =>
      event.type === 'message'
        ? receiveMessage(parts, ground, queues, event)
        : inTransaction((doing) => acceptEvent(doing, event)),
    echoed: (outboxId) => markDelivered(store.db, outboxId),
    recover: async () => {
      const lost = await abandonSending(store.db, clock.now());
      if (lost > 0)
        log.warn({ count: lost }, 'texts were being sent when the process ended; whether they went out is unknown');
      for (let left = await unhandled(store.db, 500); left.length > 0; left = await unhandled(store.db, 500)) {
        for (const message of left) queues.add(message, { asks: false });
        await idle();
      }
    },
    wake: async () => {
      await runDue({ store, clock, log, timers: TIMERS, inTransaction });
      await outbox.flush();
    },
    nextWake: async () => earliest(await nextDue(store.db), await outbox.nextMoment()),
    listen: ground.listen,
  };
}

/** What everything stands on: the town as last read, transactions on it, and those who watch. */
interface Ground extends Pick<Bot, 'town' | 'inTransaction' | 'listen'> {
  readonly publish: (what: Happening) => void;
  readonly readTown: () => Promise<void>;
}

async function groundOf(parts: BotParts): Promise<Ground> {
  const { store, rules } = parts;
  let town = await loadTown(store.db, rules.zone);
  const listeners = new Set<(what: Happening) => void>();
  const publish = (what: Happening) => {
    for (const listener of listeners) {
      try {
        listener(what);
      } catch (error) {
        parts.log.error({ err: error }, 'a listener failed');
      }
    }
  };
  const readTown = async () => {
    town = await loadTown(store.db, rules.zone);
  };
  const inTransaction = async <T>(work: (doing: Doing) => Promise<T>): Promise<T> => {
    const happened: Happening[] = [];
    const noted = { townChanged: false, learn: false };
    const notes: Notes = {
      happened: (what) => happened.push(what),
      townChanged: () => (noted.townChanged = true),
      learn: () => (noted.learn = true),
    };
    const done = await store.transact((tx) => work(doingIn(parts, tx, town, notes)));
    if (noted.townChanged) await readTown();
    if (noted.learn) parts.learn?.(parts.clock.now());
    happened.forEach(publish);
    return done;
  };
  const listen: Bot['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { town: () => town, inTransaction, listen, publish, readTown };
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
  { store, log }: BotParts,
  inTransaction: Bot['inTransaction'],
  message: KeptMessage,
  told: Told | null,
): Promise<void> {
  try {
    await inTransaction((doing) => handle(doing, message, told));
  } catch (error) {
    log.error({ message: message.id, err: error }, 'a message was set aside');
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await setAside(store.db, message.id, why).catch((failed: unknown) => {
      log.error({ message: message.id, err: failed }, 'it stays accepted and is taken up at the next start');
    });
  }
}

async function receiveMessage(
  { store, clock, log }: BotParts,
  ground: Ground,
  queues: PlaceQueues,
  event: IncomingMessage,
): Promise<void> {
  const known = event.room === null || ground.town().rooms.has(event.room);
  const kept = await store.transact(async (tx) =>
    (await acceptMessage(tx, event, clock.now(), known)) ? findMessage(tx, event.id) : null,
  );
  if (!known) await ground.readTown();
  if (kept) queues.add(kept);
  else log.info({ message: event.id }, 'a message arrived again');
}

type Notes = Pick<Doing, 'happened' | 'townChanged' | 'learn'>;

const doingIn = ({ clock, rules, words, reader, log }: BotParts, tx: Tx, town: Town, notes: Notes): Doing => {
  const now = clock.now();
  return { tx, now, town, rules, words, reader, say: booking({ tx, now, town, log }), ...notes };
};

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
