/** The bot: rooms' queues, transactions, timers and outbox put together. start, replay and tests drive the same one. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { bulkhead } from 'cockatiel';
import type { Adapter, Sink } from '../adapters/adapter.js';
import type { Clock } from './clock/clock.js';
import type { Rules } from './config/rules.js';
import { groundOf, type Ground } from './ground.js';
import { asHolder, SOLE, type Holding } from './leases/index.js';
import type { Log } from './log.js';
import { saidAnew } from './message/accept/edited.js';
import { acceptEvent } from './message/accept/events.js';
import { acceptMessages } from './message/accept/index.js';
import { Intake } from './message/accept/intake.js';
import type { Consult, Told } from './message/consult/index.js';
import { handleKept } from './message/kept.js';
import { PlaceQueues, type Adviser } from './message/queues.js';
import { Undone, unhandledOf, withLost } from './message/undone.js';
import type { Words } from './message/reply/words.js';
import type { Incoming, IncomingEdit, IncomingMessage, Source } from './model/event.js';
import type { Instant } from './model/ids.js';
import type { Reader } from './model/reading.js';
import { createOutbox, type Outbox } from './outbox/outbox.js';
import { accountName } from './outbox/route.js';
import type { Town } from './roster/town.js';
import { nextDue } from './store/due.js';
import { setAside, unhandled, type KeptMessage } from './store/messages.js';
import { LeaseLostError } from './store/leases.js';
import { adapterNote, keepAdapterNote } from './store/adapter-notes.js';
import { abandonSending } from './store/outbox.js';
import type { Store } from './store/open.js';
import { TIMERS } from './timers/index.js';
import { Leisure } from './timers/leisure.js';
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
  /** While a flood comes in, handling each of those that were kept waits so long at most, in milliseconds of the machine; missing: not at all. */
  readonly intakeFirstMs?: number;
  /** Which accounts are this process's to speak through; missing: all. */
  readonly holding?: Holding;
}

export interface Bot extends Sink {
  readonly town: () => Town;
  /**
   * Handles what was accepted before the process last ended, or, for one account, before it changed hands; called before its
   * adapter starts.
   */
  recover(account?: Source): Promise<void>;
  /** Resolves when every accepted message has been handled. */
  idle(): Promise<void>;
  /** Fires what is due and sends what may go, at the clock's moment. */
  wake(): Promise<void>;
  /**
   * Fires what is due and begins to send; resolves when the first is done, so that a slow account holds up no clock. What may
   * take its time is only begun: it holds up nothing.
   */
  stir(): Promise<void>;
  /** Resolves when nothing is being sent, or nothing of one account. */
  sent(account?: Source): Promise<void>;
  /** Begins no more of what may take its time; resolves when nothing of it is under way. */
  rest(): Promise<void>;
  /** The next moment at which there is something to do; null when there is none. */
  nextWake(): Promise<Instant | null>;
  readonly inTransaction: Ground['inTransaction'];
  readonly listen: Ground['listen'];
}

/**
 * The embedded database has one writer: more rooms handled at once would only queue before it, and what comes in would wait
 * behind them all.
 */
const HANDLED_AT_ONCE = 1;
/**
 * A shared one has many: one message's questions to it go out while another's answers come back. With four, what came in at 500
 * a second was durable after 180 ms and not after 17, and fewer were handled (weige bench --only intake, two processors).
 */
const HANDLED_AT_ONCE_SHARED = 2;
/**
 * What a running bot gives as intakeFirstMs. With 50, handling took a third of two processors from two processes in a flood;
 * longer would be seen by whoever waits for an acknowledgement.
 */
export const INTAKE_FIRST_MS = 200;
/** A server that is gone is looked for again after this. */
const GONE_AGAIN_MS = 500;

export async function createBot(parts: BotParts): Promise<Bot> {
  const { store, log } = parts;
  const ground = await groundOf(parts);
  const { inTransaction } = ground;
  const { queues, undone, intake } = linesOf(parts, ground);
  const outbox = createOutbox({ ...parts, inTransaction, town: ground.town, publish: ground.publish });
  const idle = () => queues.idle();
  const clocks = { ...parts, timers: TIMERS, inTransaction, town: ground.town };
  const leisure = new Leisure((ending) => runDue(clocks, 'leisurely', ending), log);
  let sending: Promise<void> = Promise.resolve();
  return {
    town: ground.town,
    inTransaction,
    idle,
    receive: (event: Incoming) => intake.receive(event),
    echoed: (echo, at) => outbox.echoed(echo, at),
    remembered: (source, key) => adapterNote(store.db, source, key),
    remember: (source, key, value) => asHolder(parts, source, (db) => keepAdapterNote(db, source, key, value)),
    recover: (account) => (account === undefined ? recover(parts, queues) : takeUp(parts, queues, outbox, account)),
    wake: async () => {
      await runDue(clocks, 'prompt');
      await runDue(clocks, 'leisurely');
      await outbox.flush();
    },
    stir: async () => {
      await undone.look();
      await runDue(clocks, 'prompt');
      leisure.begin();
      sending = outbox.flush().catch((error: unknown) => {
        log.error({ err: error }, 'sending failed; it is tried again in a second');
      });
    },
    sent: (account) => (account === undefined ? sending : outbox.quiet(account)),
    rest: () => leisure.end(),
    nextWake: async () => earliest(await nextDue(store.db), await outbox.nextMoment()),
    listen: ground.listen,
  };
}

/** Where messages wait: to be kept, and then to be handled. */
function linesOf(parts: BotParts, ground: Ground) {
  const { store, adapters, holding = SOLE } = parts;
  const turns = bulkhead(store.dialect.shared ? HANDLED_AT_ONCE_SHARED : HANDLED_AT_ONCE, Infinity);
  const queues: PlaceQueues = new PlaceQueues(
    (message, told) => {
      const since = undone.times;
      return turns.execute(() => handleOne(parts, ground, { intake, undone, since }, message, told));
    },
    adviserOf(parts, ground.inTransaction),
  );
  const undone: Undone = new Undone({ store, accounts: adapters, holding, queues });
  const intake = intakeOf(parts, ground, queues, undone);
  return { queues, undone, intake };
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

/** What the last holder of an account left: nobody else writes for it any more. Not waited for: other accounts go on. */
async function takeUp(
  { store, clock, log }: BotParts,
  queues: PlaceQueues,
  outbox: Outbox,
  account: Source,
): Promise<void> {
  await outbox.takeUp(account);
  const lost = await abandonSending(store.db, clock.now(), Infinity, accountName(account));
  const left = await unhandledOf(store, account);
  for (const message of left) queues.add(message, { asks: false });
  log.info(
    { account: accountName(account), lost, count: left.length },
    'an account is taken up where its last holder left it',
  );
}

function adviserOf({ consult }: BotParts, inTransaction: Bot['inTransaction']): Adviser | null {
  if (consult === undefined) return null;
  return {
    presses: (message) => consult.presses(message),
    about: (messages) => consult.about(messages, inTransaction),
  };
}

interface Around {
  readonly intake: Intake;
  readonly undone: Undone;
  /** How often all had been put in line anew when the message came to its turn. */
  readonly since: number;
}

/** A message on which a step throws is put aside with its error; the room goes on. */
async function handleOne(
  parts: BotParts,
  ground: Ground,
  { intake, undone, since }: Around,
  message: KeptMessage,
  told: Told | null,
): Promise<void> {
  const { store, log, intakeFirstMs = 0 } = parts;
  // What the platforms sent meanwhile comes in before.
  await nextTurn();
  await intake.calm(intakeFirstMs);
  for (let waits = false; ; waits = true) {
    try {
      if ((await undone.look()) !== since) return;
      await handleKept(ground, message, { told, shared: store.dialect.shared });
      return;
    } catch (error) {
      const again = store.dialect.gone(error) || store.dialect.conflict(error) === 'surely';
      if (!again) return failed(parts, ground, message, error);
      if (!waits) log.warn({ message: message.id, err: error }, 'the database is gone or too busy; the message waits');
      await wait(GONE_AGAIN_MS);
    }
  }
}

async function failed(parts: BotParts, { publish }: Ground, message: KeptMessage, error: unknown): Promise<void> {
  const { log } = parts;
  if (error instanceof LeaseLostError) {
    log.info({ message: message.id }, 'a message is handled by whoever took the account over');
    return;
  }
  log.error({ message: message.id, err: error }, 'a message was set aside');
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  try {
    await asHolder(parts, message.source, (db) => setAside(db, message.id, why));
    publish({ type: 'set-aside', message: message.id });
  } catch (unkept) {
    log.error({ message: message.id, err: unkept }, 'it stays accepted and is taken up at the next start');
  }
}

function intakeOf({ store, log }: BotParts, ground: Ground, queues: PlaceQueues, undone: Undone): Intake {
  const { familiar } = ground;
  const keep = async (messages: readonly IncomingMessage[]) => {
    let tried = false;
    try {
      await undone.look();
      return await ground.adding(async (doing) => {
        // What was met in a transaction that came to nothing is not kept.
        if (tried) familiar.forget();
        tried = true;
        const accepted = await acceptMessages(doing, messages, familiar);
        return store.dialect.shared ? withLost(doing, messages, accepted) : accepted;
      }, accountsOf(messages));
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
      await ground.inTransaction((doing) => acceptEvent(doing, event), [event.source]);
    },
    kept: (message, event) => {
      if (message) queues.add(message);
      else log.info({ message: event.id }, 'a message arrived again');
    },
    gone: (error) => store.dialect.gone(error),
    log,
  });
}

const accountsOf = (messages: readonly IncomingMessage[]): Source[] => [
  ...new Map(messages.map(({ source }) => [accountName(source), source])).values(),
];

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
